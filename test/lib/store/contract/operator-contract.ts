import assert from 'node:assert/strict';
import type { MakeStoreBed } from '../store-contract.ts';
import {
  at,
  attempt,
  claimAll,
  claimMessage,
  claimMessages,
  claimOne,
  commitOf,
  deliver,
  deliverAll,
  ENDPOINT,
  heldAttempt,
  messageStates,
  newEvent,
  refusedUntil,
  settleVersion,
  stateOf,
} from '../samples.ts';
import {
  aCase,
  assertCounted,
  done,
  endpoint,
  event,
  heldEvent,
  message,
  outcome,
  refusedBooking,
  settlePlanned,
} from '../operator-samples.ts';
import { openStoreForEach } from './open-store.ts';

const A05 = message('case-1-v1.1');
const S12 = message('case-1-v1.2');

export function operatorContract(makeBed: MakeStoreBed): void {
  describe('retry, hold and release', () => {
    const bed = openStoreForEach(makeBed);

    it('retries a held message with its bytes and its control id, attempts counted on and refusals anew', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1), refusedUntil(at(1), at(2)));
      await deliver(bed.store, at(2), heldAttempt(at(2)));
      assert.equal(await outcome(bed.store, 3, { command: 'retry', on: A05 }), 'queued');
      const again = await claimMessage(bed.store, at(3));
      assert.deepEqual(
        [again.controlId, again.content.toString(), again.attempts, again.refusals],
        ['case-1-v1.1', 'MSH|^~\\&|case-1-v1|1\r', 2, 0],
      );
      await assertCounted(bed.store, { claimed: 1, queued: 1 }, { sent: 1 });
    });

    it('retries at once what waits for its next attempt', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1), refusedUntil(at(1), at(1_000)));
      assert.deepEqual(await claimMessages(bed.store, at(2)), []);
      assert.equal(await outcome(bed.store, 2, { command: 'retry', on: A05 }), 'queued');
      assert.equal((await claimMessage(bed.store, at(2))).controlId, A05.id);
    });

    it('has nothing to retry where the message goes by itself, and refuses what is final', async () => {
      await settlePlanned(bed.store, 1, 0);
      assert.equal(await outcome(bed.store, 1, { command: 'retry', on: A05 }), 'again queued');
      const claimed = await claimMessage(bed.store, at(1));
      assert.equal(await outcome(bed.store, 1, { command: 'retry', on: A05 }), 'again claimed');
      await bed.store.markInFlight(claimed.messageId, claimed.claimToken, at(1));
      assert.equal(await outcome(bed.store, 1, { command: 'retry', on: A05 }), 'again in-flight');
      await bed.store.settleMessage(claimed.messageId, claimed.claimToken, attempt(at(1)));
      assert.equal(await outcome(bed.store, 1, { command: 'retry', on: A05 }), 'refused acknowledged');
      await done(bed.store, 1, { command: 'discard', on: S12, outcome: 'done-by-hand' });
      assert.equal(await outcome(bed.store, 1, { command: 'retry', on: S12 }), 'refused final');
      assert.equal(await outcome(bed.store, 1, { command: 'retry', on: message('nobody') }), 'not-found');
    });

    it('holds a message and those of its case behind it, over a restart, until it is released', async () => {
      await settlePlanned(bed.store, 1, 0);
      await settleVersion(bed.store, 'case-2', 1, at(0));
      assert.equal(await outcome(bed.store, 1, { command: 'hold', on: A05 }), 'held');
      assert.equal(await outcome(bed.store, 1, { command: 'hold', on: A05 }), 'again held');
      assert.deepEqual(
        [await stateOf(bed.store, 'case-1-v1'), await messageStates(bed.store, 'case-1-v1')],
        ['held', ['held', 'queued']],
      );
      const store = await bed.reopen();
      assert.deepEqual(await deliverAll(store, at(2)), ['case-2-v1.1', 'case-2-v1.2']);
      assert.equal(await outcome(store, 3, { command: 'release', on: A05 }), 'queued');
      assert.equal(await outcome(store, 3, { command: 'release', on: A05 }), 'again queued');
      assert.deepEqual(await deliverAll(store, at(4)), ['case-1-v1.1', 'case-1-v1.2']);
      await assertCounted(store, { acknowledged: 4 }, { completed: 2 });
    });

    it('holds a message behind others when its turn comes', async () => {
      await settlePlanned(bed.store, 1, 0);
      assert.equal(await outcome(bed.store, 1, { command: 'hold', on: S12 }), 'queued');
      const store = await bed.reopen();
      assert.deepEqual(await deliverAll(store, at(2)), ['case-1-v1.1']);
      assert.deepEqual(await messageStates(store, 'case-1-v1'), ['acknowledged', 'held']);
      await assertCounted(store, { acknowledged: 1, held: 1 }, { held: 1 });
      assert.equal(await outcome(store, 3, { command: 'release', on: S12 }), 'queued');
      assert.deepEqual(await deliverAll(store, at(4)), ['case-1-v1.2']);
    });

    it('takes a claimed message back before its first byte', async () => {
      await settlePlanned(bed.store, 1, 0);
      const claimed = await claimMessage(bed.store, at(1));
      assert.equal(await outcome(bed.store, 1, { command: 'hold', on: A05 }), 'held');
      assert.equal(await bed.store.markInFlight(claimed.messageId, claimed.claimToken, at(1)), false);
      assert.equal(await bed.store.settleMessage(claimed.messageId, claimed.claimToken, attempt(at(1))), false);
      await assertCounted(bed.store, { held: 1, queued: 1 }, { held: 1 });
    });

    it('lets a message in flight finish, and holds it where it would be tried again', async () => {
      await settlePlanned(bed.store, 1, 0);
      const claimed = await claimMessage(bed.store, at(1));
      await bed.store.markInFlight(claimed.messageId, claimed.claimToken, at(1));
      assert.equal(await outcome(bed.store, 1, { command: 'hold', on: A05 }), 'in-flight');
      await bed.store.settleMessage(claimed.messageId, claimed.claimToken, refusedUntil(at(2), at(3)));
      assert.deepEqual(await claimMessages(bed.store, at(4)), []);
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['held', 'queued']);
    });

    it('forgets the hold of a message that was accepted while in flight', async () => {
      await settlePlanned(bed.store, 1, 0);
      const claimed = await claimMessage(bed.store, at(1));
      await bed.store.markInFlight(claimed.messageId, claimed.claimToken, at(1));
      await done(bed.store, 1, { command: 'hold', on: A05 });
      await bed.store.settleMessage(claimed.messageId, claimed.claimToken, attempt(at(2)));
      assert.deepEqual((await bed.store.heldItems({ limit: 10 })).items, []);
      assert.deepEqual(await deliverAll(bed.store, at(3)), ['case-1-v1.2']);
    });

    it('holds a whole case, its messages and its events, and lets both go again', async () => {
      await settlePlanned(bed.store, 1, 0);
      assert.equal(await outcome(bed.store, 1, { command: 'hold', on: aCase('case-1') }), 'held');
      assert.equal(await outcome(bed.store, 1, { command: 'hold', on: aCase('case-1') }), 'again held');
      await bed.store.acceptEvents([newEvent('case-1', 2), newEvent('case-2', 1)], at(2));
      const store = await bed.reopen();
      assert.equal((await claimOne(store, at(3))).event.caseId, 'case-2');
      assert.deepEqual(await claimMessages(store, at(3)), []);
      await assertCounted(store, { queued: 2 }, { sent: 1, accepted: 1, processing: 1 });
      assert.equal(await outcome(store, 4, { command: 'release', on: aCase('case-1') }), 'released');
      assert.equal(await outcome(store, 4, { command: 'release', on: aCase('case-1') }), 'again released');
      assert.equal((await claimOne(store, at(5))).event.eventId, 'case-1-v2');
      assert.deepEqual(await deliverAll(store, at(5)), ['case-1-v1.1', 'case-1-v1.2']);
    });

    it('keeps what a flow settles while the case is on hold, and the earlier version that comes meanwhile goes first', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 2)], at(0));
      const claimed = await claimOne(bed.store, at(0));
      await done(bed.store, 1, { command: 'hold', on: aCase('case-1') });
      assert.equal(await bed.store.commitEvent(commitOf(claimed), at(2)), 'committed');
      await bed.store.acceptEvents([newEvent('case-1', 4)], at(2));
      assert.deepEqual(await claimAll(bed.store, at(2)), []);
      await bed.store.acceptEvents([newEvent('case-1', 3)], at(3));
      assert.deepEqual(await claimMessages(bed.store, at(3)), []);
      await done(bed.store, 4, { command: 'release', on: aCase('case-1') });
      assert.equal((await claimOne(bed.store, at(5))).event.eventId, 'case-1-v3');
    });

    it('lets the message of a held case in flight finish, and stops there', async () => {
      await settlePlanned(bed.store, 1, 0);
      const claimed = await claimMessage(bed.store, at(1));
      await bed.store.markInFlight(claimed.messageId, claimed.claimToken, at(1));
      await done(bed.store, 1, { command: 'hold', on: aCase('case-1') });
      assert.equal(await bed.store.settleMessage(claimed.messageId, claimed.claimToken, attempt(at(2))), true);
      assert.deepEqual(await claimMessages(bed.store, at(3)), []);
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['acknowledged', 'queued']);
    });

    it('claims past a crowd of held cases', async () => {
      for (const number of [1, 2, 3, 4, 5]) await settleVersion(bed.store, `case-${String(number)}`, 1, at(0));
      for (const number of [1, 2, 3, 4])
        await done(bed.store, 1, { command: 'hold', on: aCase(`case-${String(number)}`) });
      assert.equal((await claimMessage(bed.store, at(2))).caseId, 'case-5');
    });

    it('holds an endpoint: nothing is claimed, nothing becomes due, and its release tells that there is work', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1), refusedUntil(at(1), at(5)));
      await settleVersion(bed.store, 'case-2', 1, at(1));
      const claimed = await claimMessage(bed.store, at(2));
      assert.equal(await outcome(bed.store, 2, { command: 'hold', on: endpoint('nowhere') }), 'not-found');
      assert.equal(await outcome(bed.store, 2, { command: 'hold', on: endpoint(ENDPOINT) }), 'held');
      assert.equal(await outcome(bed.store, 2, { command: 'hold', on: endpoint(ENDPOINT) }), 'again held');
      assert.equal(await bed.store.markInFlight(claimed.messageId, claimed.claimToken, at(2)), false);
      const store = await bed.reopen();
      assert.deepEqual(await claimMessages(store, at(10)), []);
      assert.equal(await store.nextMessageDueAt(ENDPOINT), undefined);
      const signals: unknown[] = [];
      store.onSignal((signal, of) => signals.push([signal, of]));
      assert.equal(await outcome(store, 11, { command: 'release', on: endpoint(ENDPOINT) }), 'released');
      assert.deepEqual(signals, [['outbox:ready', ENDPOINT]]);
      assert.equal(await outcome(store, 11, { command: 'release', on: endpoint(ENDPOINT) }), 'again released');
      assert.equal((await claimMessages(store, at(11))).length, 2);
    });

    it('releases a held event and a stuck one', async () => {
      await heldEvent(bed.store);
      assert.equal(await outcome(bed.store, 2, { command: 'release', on: event('case-1-v1') }), 'accepted');
      assert.equal(await outcome(bed.store, 2, { command: 'release', on: event('case-1-v1') }), 'again accepted');
      assert.equal((await claimOne(bed.store, at(3))).event.eventId, 'case-1-v1');
      for (const seconds of [1_000, 2_000, 3_000]) await claimAll(bed.store, at(seconds), { dispatchTimeoutMs: 1_000 });
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'stuck');
      assert.equal(await outcome(bed.store, 4_000, { command: 'release', on: event('case-1-v1') }), 'accepted');
      assert.equal((await claimOne(bed.store, at(4_000))).dispatchCount, 1);
    });

    it('names the message an event waits for', async () => {
      await refusedBooking(bed.store);
      assert.equal(await outcome(bed.store, 2, { command: 'release', on: event('case-1-v1') }), 'refused message-held');
      assert.equal(await outcome(bed.store, 2, { command: 'discard', on: event('case-1-v1') }), 'refused message-held');
    });
  });
}
