import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../../../../nodes/lib/store/index.ts';
import { openConnection } from '../../../../nodes/lib/store/sqlite/connection.ts';
import { openSqliteStore } from '../../../../nodes/lib/store/sqlite/index.ts';
import { query } from '../../../../nodes/lib/store/sqlite/sql.ts';
import { at, newEvent, stateOf } from '../samples.ts';
import { temporaryFolder } from './sqlite-bed.ts';

const OTHER_PROCESS = join(import.meta.dirname, 'accept-and-wait.ts');
const CHILD_MS = 20_000;

describe('the store file of SQLite', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  const children: ChildProcess[] = [];
  const stores: Store[] = [];

  const open = async (lockWaitMs = 0): Promise<Store> => {
    const store = await openSqliteStore({ file, lockWaitMs });
    stores.push(store);
    return store;
  };
  /** Resolves when the other process has accepted an event for each case and still has the store open. */
  const otherProcess = async (...caseIds: string[]): Promise<ChildProcess> => {
    const child = fork(OTHER_PROCESS, [file, ...caseIds], { execArgv: ['--disable-warning=ExperimentalWarning'] });
    children.push(child);
    await once(child, 'message', { signal: AbortSignal.timeout(CHILD_MS) });
    return child;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(CHILD_MS) });
    child.kill('SIGKILL');
    await ended;
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'data', 'deeper', 'store.sqlite');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) await kill(child);
    for (const store of stores.splice(0)) await store.close();
    await folder.remove();
  });

  it('is created for its owner alone, with its folder', async () => {
    const store = await open();
    await store.acceptEvents([newEvent('case-1', 1)], at(0));
    const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
    assert.equal(await mode(join(folder.path, 'data')), '700');
    assert.equal(await mode(join(folder.path, 'data', 'deeper')), '700');
    assert.equal(await mode(file), '600');
    assert.equal(await mode(`${file}-wal`), '600');
  });

  it('survives a loss of power: write-ahead log, synchronised at each commit, references checked', async () => {
    await open();
    await stores[0]?.close();
    const connection = openConnection(file);
    try {
      const pragma = (name: string): unknown =>
        Object.values(connection.get(query<Record<string, unknown>>(`PRAGMA ${name}`)) ?? {})[0];
      assert.equal(pragma('journal_mode'), 'wal');
      assert.equal(pragma('synchronous'), 2, 'FULL');
      assert.equal(pragma('foreign_keys'), 1);
      assert.equal(pragma('locking_mode'), 'exclusive');
    } finally {
      connection.close();
    }
  });

  it('keeps what was accepted although the process is killed in the next moment', async function () {
    this.timeout(CHILD_MS);
    await kill(await otherProcess('case-1', 'case-2'));
    const store = await open();
    assert.equal(await stateOf(store, 'case-1-v1'), 'accepted');
    assert.equal(await stateOf(store, 'case-2-v1'), 'accepted');
  });

  it('is refused to a second process as long as the first has it open, with the code store-locked', async function () {
    this.timeout(CHILD_MS);
    const other = await otherProcess('case-1');
    await assert.rejects(open(), { name: 'StoreFailure', class: 'unavailable', code: 'store-locked' });
    await kill(other);
    assert.equal(await stateOf(await open(), 'case-1-v1'), 'accepted');
  });

  it('is refused to a second opening of the same process too', async () => {
    await open();
    await assert.rejects(open(), { code: 'store-locked' });
  });

  it('is refused when it is no database, and left as it was', async () => {
    await open();
    await stores[0]?.close();
    const other = join(folder.path, 'notes.txt');
    await writeFile(other, 'these are notes, not a database\n'.repeat(200));
    await assert.rejects(openSqliteStore({ file: other }), { name: 'StoreFailure', code: 'corrupt' });
    assert.equal((await stat(other)).size, 6_400);
  });

  it('is refused with a reason when it cannot be created', async () => {
    await writeFile(join(folder.path, 'plain'), '');
    await assert.rejects(openSqliteStore({ file: join(folder.path, 'plain', 'store.sqlite') }), {
      name: 'StoreFailure',
      code: 'io',
    });
    await assert.rejects(openSqliteStore({ file: folder.path }), { name: 'StoreFailure', code: 'io' });
  });
});
