import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Store, StoreFailure } from '../../nodes/lib/store/index.ts';
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import { at, claimMessage, claimOne, commitOf, newEvent, settleVersion, stateOf } from '../lib/store/samples.ts';

const moved = { name: 'StoreFailure', class: 'unavailable', code: 'store-moved' };

describe('a store whose files are touched while it is open', () => {
  let folder: string;
  let file: string;
  let store: Store;
  let told: (string | undefined)[];

  const open = async (): Promise<void> => {
    const onOutage = (failure: StoreFailure | undefined): number => told.push(failure?.code);
    store = await openSqliteStore({ file, lockWaitMs: 0, onOutage });
  };
  const accept = (caseId: string): Promise<unknown> => store.acceptEvents([newEvent(caseId, 1)], at(0));
  const rescued = (): string[] => readdirSync(folder).filter((name) => name.includes('.rescued-'));

  beforeEach(async () => {
    told = [];
    folder = mkdtempSync(join(tmpdir(), 'orbit-moved-'));
    file = join(folder, 'orbit.sqlite');
    await open();
    await settleVersion(store, 'case-1', 1, at(0));
    await accept('case-2');
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses everything once its file has been deleted, and saves what was in it to a copy for its owner alone', async () => {
    const claimed = await claimOne(store, at(1));
    rmSync(file);
    await assert.rejects(accept('case-3'), moved);
    await assert.rejects(store.commitEvent(commitOf(claimed), at(2)), moved);
    await assert.rejects(store.probe(), moved);
    const [copy, ...more] = rescued();
    assert.ok(copy !== undefined && more.length === 0);
    assert.equal(statSync(join(folder, copy)).mode & 0o777, 0o600);
    assert.ok(!existsSync(file), 'never made anew');
    assert.deepEqual(told, ['store-moved']);
  });

  it('names the copy in the reason; given the name of the store it has everything that was accepted', async () => {
    rmSync(file);
    await assert.rejects(accept('case-3'), (cause: unknown) => {
      assert.ok(cause instanceof Error);
      assert.ok(cause.message.includes(file) && cause.message.includes(rescued()[0] ?? '?'));
      return true;
    });
    await store.close();
    await assert.rejects(open(), { code: 'store-behind' }, 'and does not start with nothing meanwhile');
    renameSync(join(folder, rescued()[0] ?? ''), file);
    await open();
    assert.equal(await stateOf(store, 'case-1-v1'), 'sent');
    assert.equal((await claimOne(store, at(3))).event.caseId, 'case-2');
    assert.equal((await claimMessage(store, at(3))).controlId, 'case-1-v1.1');
  });

  it('goes on by itself when its file is put back', async () => {
    renameSync(file, join(folder, 'elsewhere'));
    await assert.rejects(accept('case-3'), moved);
    assert.equal(statSync(`${file}-wal`).size, 0, 'what was moved is whole without its log');
    renameSync(join(folder, 'elsewhere'), file);
    assert.deepEqual(await accept('case-3'), ['accepted']);
    assert.deepEqual(told, ['store-moved', undefined]);
    await store.close();
    await open();
    assert.equal(await stateOf(store, 'case-3-v1'), 'accepted');
  });

  it('does not write into a file that was put in the place of its own', async () => {
    renameSync(file, join(folder, 'elsewhere'));
    writeFileSync(file, 'something else');
    await assert.rejects(accept('case-3'), moved);
    assert.equal(statSync(file).size, 14);
  });

  it('loses nothing when its log has been deleted: it begins another one', async () => {
    rmSync(`${file}-wal`);
    await accept('case-3');
    assert.ok(existsSync(`${file}-wal`));
    // As a kill would leave it: only what is on disk now.
    const left = mkdtempSync(join(folder, 'left-'));
    for (const name of ['orbit.sqlite', 'orbit.sqlite-wal', 'orbit.sqlite-mark', 'store-key']) {
      copyFileSync(join(folder, name), join(left, name));
    }
    const again = await openSqliteStore({ file: join(left, basename(file)) });
    for (const [caseId, state] of [
      ['case-1', 'sent'],
      ['case-2', 'accepted'],
      ['case-3', 'accepted'],
    ] as const) {
      assert.equal(await stateOf(again, `${caseId}-v1`), state);
    }
    await again.close();
    await assert.rejects(openSqliteStore({ file, lockWaitMs: 0 }), { code: 'store-locked' }, 'still its own');
  });

  it('says once that it cannot be written, and once that it can again', async () => {
    renameSync(file, join(folder, 'elsewhere'));
    for (let attempt = 0; attempt < 3; attempt += 1) await assert.rejects(store.probe(), moved);
    renameSync(join(folder, 'elsewhere'), file);
    for (let attempt = 0; attempt < 3; attempt += 1) await store.probe();
    assert.deepEqual(told, ['store-moved', undefined]);
  });
});
