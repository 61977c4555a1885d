import assert from 'node:assert/strict';
import type { Store } from '../../../../nodes/lib/store/index.ts';
import type { MakeStoreBed } from '../store-contract.ts';
import {
  at,
  attempt,
  claimMessage,
  claimMessages,
  claimOne,
  commitOf,
  deliverAll,
  ENDPOINT,
  messageStates,
  newEvent,
  settleVersion,
  stateOf,
} from '../samples.ts';
import { openStoreForEach } from './open-store.ts';

const recover = (store: Store, uncertain: 'resend' | 'hold' = 'resend'): Promise<{ requeued: number; held: number }> =>
  store.recoverMessages({ uncertain, endpoint: ENDPOINT, now: at(10) });

export function recoveryContract(makeBed: MakeStoreBed): void {
  describe('recovering after a process has ended', () => {
    const bed = openStoreForEach(makeBed);

    it('queues a claimed message again: it never reached the socket', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const { messageId, claimToken } = await claimMessage(bed.store, at(1));
      const store = await bed.reopen();
      assert.deepEqual(await claimMessages(store, at(9)), [], 'not before it has been recovered');
      assert.deepEqual(await recover(store, 'hold'), { requeued: 1, held: 0 });
      assert.deepEqual(await recover(store, 'hold'), { requeued: 0, held: 0 }, 'once');
      assert.equal(await store.markInFlight(messageId, claimToken, at(10)), false);
      const again = await claimMessage(store, at(10));
      assert.deepEqual([again.messageId, again.attempts], [messageId, 0]);
    });

    it('queues a message in flight for resending, and counts the attempt that was cut off', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const { messageId, claimToken } = await claimMessage(bed.store, at(1));
      await bed.store.markInFlight(messageId, claimToken, at(1));
      const store = await bed.reopen();
      assert.deepEqual(await recover(store), { requeued: 1, held: 0 });
      assert.equal(
        await store.settleMessage(messageId, claimToken, attempt(at(10))),
        false,
        'an answer to the dead process',
      );
      const again = await claimMessage(store, at(10));
      assert.deepEqual([again.messageId, again.attempts, again.refusals], [messageId, 1, 0]);
    });

    it('holds a message in flight where the policy says so, and its event with it', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await settleVersion(bed.store, 'case-2', 1, at(0));
      const { messageId, claimToken } = await claimMessage(bed.store, at(1));
      await bed.store.markInFlight(messageId, claimToken, at(1));
      const store = await bed.reopen();
      assert.deepEqual(await recover(store, 'hold'), { requeued: 0, held: 1 });
      assert.equal(await stateOf(store, 'case-1-v1'), 'held');
      assert.deepEqual(await messageStates(store, 'case-1-v1'), ['held', 'queued']);
      assert.deepEqual(await deliverAll(store, at(11)), ['case-2-v1.1', 'case-2-v1.2']);
      assert.equal(await store.retryMessage(messageId, at(12)), true);
      assert.deepEqual(await deliverAll(store, at(12)), ['case-1-v1.1', 'case-1-v1.2']);
    });

    it('does not touch what this process has claimed, however often it recovers', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const { messageId, claimToken } = await claimMessage(bed.store, at(1));
      assert.deepEqual(await recover(bed.store), { requeued: 0, held: 0 });
      assert.equal(await bed.store.markInFlight(messageId, claimToken, at(2)), true);
      assert.deepEqual(await recover(bed.store, 'hold'), { requeued: 0, held: 0 });
      assert.equal(await bed.store.settleMessage(messageId, claimToken, attempt(at(3))), true);
    });

    it('recovers one endpoint at a time', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await claimMessage(bed.store, at(1));
      const store = await bed.reopen();
      assert.deepEqual(await store.recoverMessages({ uncertain: 'resend', endpoint: 'another', now: at(10) }), {
        requeued: 0,
        held: 0,
      });
      assert.deepEqual(await recover(store), { requeued: 1, held: 0 });
    });

    it('keeps waiting times, held messages and counts over a restart', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await settleVersion(bed.store, 'case-2', 1, at(0));
      await bed.store.acceptEvents([newEvent('case-3', 1)], at(0));
      const [first, second] = await claimMessages(bed.store, at(1));
      assert.ok(first !== undefined && second !== undefined);
      const wait = {
        class: 'transient',
        code: 'refused',
        ackCode: 'AR',
        next: { state: 'queued', notBefore: at(60) },
      } as const;
      await bed.store.settleMessage(first.messageId, first.claimToken, attempt(at(1), wait));
      await bed.store.settleMessage(
        second.messageId,
        second.claimToken,
        attempt(at(1), { class: 'permanent', next: { state: 'held' } }),
      );
      const before = await bed.store.queueDepth();
      const store = await bed.reopen();
      assert.deepEqual(await store.queueDepth(), before);
      assert.deepEqual(await store.nextMessageDueAt(ENDPOINT), at(60));
      assert.deepEqual(await claimMessages(store, at(59)), []);
      assert.equal((await claimMessage(store, at(60))).controlId, 'case-1-v1.1');
    });

    it('goes on numbering after a restart, so that older messages stay older', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const store = await bed.reopen();
      await settleVersion(store, 'case-2', 1, at(1));
      assert.deepEqual(
        (await claimMessages(store, at(2))).map(({ controlId }) => controlId),
        ['case-1-v1.1', 'case-2-v1.1'],
      );
    });

    it('never gives out a claim token twice', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const first = await claimOne(bed.store, at(0));
      const store = await bed.reopen();
      const second = await claimOne(store, at(1));
      assert.notEqual(first.claimToken, second.claimToken);
      assert.equal(await store.commitEvent(commitOf(first), at(2)), 'lost');
      assert.equal(await store.commitEvent(commitOf(second), at(2)), 'committed');
    });
  });
}
