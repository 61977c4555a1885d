import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreFailure, type Store } from '../../nodes/lib/store/index.ts';
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import {
  at,
  claimMessage,
  claimMessages,
  claimOne,
  commitOf,
  deliverAll,
  newEvent,
  settleVersion,
  stateOf,
} from '../lib/store/samples.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { onSmallDisk, withPageLimit, type FillableStore } from './fillable-store.ts';

const disksFull = { name: 'StoreFailure', class: 'unavailable', code: 'disk-full' };

/** Accepts one event after the other until the store refuses; the cases it has accepted. */
async function acceptUntilFull(store: Store): Promise<string[]> {
  const accepted: string[] = [];
  for (let number = 0; number < 20_000; number += 1) {
    const caseId = `until-full-${String(number)}`;
    try {
      await store.acceptEvents([newEvent(caseId, 1)], at(1));
      accepted.push(caseId);
    } catch (cause) {
      assert.ok(cause instanceof StoreFailure && cause.code === 'disk-full', String(cause));
      return accepted;
    }
  }
  throw new Error('the disk never became full');
}

const DISKS: readonly (readonly [string, () => Promise<FillableStore>])[] = [
  // Without the right to mount, the same is asked of a store with a limit of pages alone.
  ...(SmallDisk.isPossible ? [['a small file system', onSmallDisk] as const] : []),
  ['a limit of pages', withPageLimit],
];

for (const [name, make] of DISKS) {
  describe(`the store on a full disk: ${name}`, function () {
    this.timeout(20_000);
    let disk: FillableStore;

    beforeEach(async () => {
      disk = await make();
    });
    afterEach(() => disk.remove());

    it('refuses events with the reason, keeps every one it has accepted, and takes events again when there is space', async () => {
      await disk.store.acceptEvents([newEvent('before', 1)], at(0));
      disk.fill();
      const accepted = ['before', ...(await acceptUntilFull(disk.store))];
      await assert.rejects(disk.store.acceptEvents([newEvent('late', 1)], at(2)), disksFull);
      assert.equal(await stateOf(disk.store, 'late-v1'), undefined);
      disk.empty();
      assert.deepEqual(await disk.store.acceptEvents([newEvent('late', 1)], at(3)), ['accepted']);
      for (const caseId of accepted) assert.equal(await stateOf(disk.store, `${caseId}-v1`), 'accepted');
      await disk.reopen();
      for (const caseId of [...accepted, 'late']) assert.equal(await stateOf(disk.store, `${caseId}-v1`), 'accepted');
      assert.equal((await disk.store.queueDepth()).events.accepted, accepted.length + 1);
    });

    it('is not ready while it is full, and ready again by itself', async () => {
      await disk.store.probe();
      disk.fill();
      await acceptUntilFull(disk.store);
      await assert.rejects(disk.store.probe(), disksFull);
      await assert.rejects(disk.store.probe(), disksFull);
      disk.empty();
      await disk.store.probe();
    });

    it('goes on where it was: what was claimed is settled, what was handed out is committed, nothing twice', async () => {
      await settleVersion(disk.store, 'case-1', 1, at(0));
      const message = await claimMessage(disk.store, at(0));
      assert.equal(await disk.store.markInFlight(message.messageId, message.claimToken, at(0)), true);
      await disk.store.acceptEvents([newEvent('case-2', 1)], at(0));
      const claimed = await claimOne(disk.store, at(0));
      disk.fill();
      await acceptUntilFull(disk.store);
      const commit = commitOf(claimed);
      const large = commit.messages.map((each) => ({ ...each, content: Buffer.alloc(200_000, 'x') }));
      await assert.rejects(disk.store.commitEvent({ ...commit, messages: large }, at(1)), disksFull);
      disk.empty();
      assert.equal(await disk.store.commitEvent(commit, at(2)), 'committed');
      const result = { startedAt: at(0), finishedAt: at(2), class: 'accepted', code: 'AA', ackCode: 'AA' } as const;
      assert.equal(
        await disk.store.settleMessage(message.messageId, message.claimToken, {
          ...result,
          next: { state: 'acknowledged' },
        }),
        true,
      );
      const sent = await deliverAll(disk.store, at(3));
      assert.deepEqual(sent.sort(), ['case-1-v1.2', 'case-2-v1.1', 'case-2-v1.2']);
      assert.deepEqual(await claimMessages(disk.store, at(4)), []);
    });
  });
}

describe('opening a store that cannot be written', function () {
  this.timeout(20_000);
  if (SmallDisk.isPossible) {
    it('on a full disk is refused with the reason, and works when there is space', async () => {
      const disk = SmallDisk.mount(4);
      const file = join(disk.path, 'orbit.sqlite');
      try {
        disk.fill();
        await assert.rejects(openSqliteStore({ file }), disksFull);
        disk.empty();
        const store = await openSqliteStore({ file });
        await store.acceptEvents([newEvent('case-1', 1)], at(0));
        await store.close();
        disk.fill();
        await openSqliteStore({ file }).then(
          (opened) => opened.close(),
          (cause: unknown) => assert.ok(cause instanceof StoreFailure && cause.code === 'disk-full', String(cause)),
        );
        disk.empty();
        const again = await openSqliteStore({ file });
        assert.equal(await stateOf(again, 'case-1-v1'), 'accepted');
        await again.close();
      } finally {
        disk.remove();
      }
    });

    it('because nothing on the disk may be written is refused as read-only, and works when it may', async () => {
      const disk = SmallDisk.mount(4);
      const file = join(disk.path, 'orbit.sqlite');
      try {
        const store = await openSqliteStore({ file });
        await store.acceptEvents([newEvent('case-1', 1)], at(0));
        await store.close();
        disk.writeProtect(true);
        await assert.rejects(openSqliteStore({ file }), { name: 'StoreFailure', code: 'read-only' });
        await assert.rejects(openSqliteStore({ file: join(disk.path, 'new.sqlite') }), { code: 'read-only' });
        disk.writeProtect(false);
        const again = await openSqliteStore({ file });
        assert.equal(await stateOf(again, 'case-1-v1'), 'accepted');
        await again.close();
      } finally {
        disk.remove();
      }
    });
  }

  // Rights mean nothing to root.
  if (process.getuid?.() !== 0) {
    it('because of the rights of file or folder is refused as read-only, and works with them', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'orbit-rights-'));
      const file = join(folder, 'orbit.sqlite');
      try {
        await (await openSqliteStore({ file })).close();
        chmodSync(file, 0o400);
        await assert.rejects(openSqliteStore({ file }), { name: 'StoreFailure', code: 'read-only' });
        chmodSync(file, 0o600);
        chmodSync(folder, 0o500);
        await assert.rejects(openSqliteStore({ file }), { code: 'read-only' });
        chmodSync(folder, 0o700);
        await (await openSqliteStore({ file })).close();
      } finally {
        chmodSync(folder, 0o700);
        rmSync(folder, { recursive: true });
      }
    });
  }
});
