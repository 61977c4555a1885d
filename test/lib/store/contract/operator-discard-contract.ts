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
  heldAttempt,
  messageStates,
  newEvent,
  settleVersion,
  stateOf,
} from '../samples.ts';
import {
  aCase,
  assertCounted,
  done,
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

export function operatorDiscardContract(makeBed: MakeStoreBed): void {
  describe('discarding', () => {
    const bed = openStoreForEach(makeBed);

    it('takes what was done by hand for accepted, so that the case goes on', async () => {
      await refusedBooking(bed.store);
      const command = { command: 'discard', on: A05, outcome: 'done-by-hand' } as const;
      assert.equal(await outcome(bed.store, 2, command), 'discarded');
      assert.equal(await outcome(bed.store, 2, command), 'again discarded');
      assert.equal(await outcome(bed.store, 2, { ...command, outcome: 'not-done' }), 'refused other-outcome');
      const view = await bed.store.caseView('case-1');
      assert.deepEqual(
        view?.links.filter(({ kind }) => kind === 'encounter').map(({ state }) => state),
        ['confirmed'],
      );
      assert.equal(view.ledger?.encounter.name, 'registered');
      assert.deepEqual(await deliverAll(bed.store, at(3)), ['case-1-v1.2']);
      await assertCounted(bed.store, { discarded: 1, acknowledged: 1 }, { completed: 1 });
    });

    it('ends the event with its last message, also when that one was never tried', async () => {
      await settlePlanned(bed.store, 1, 0);
      await settlePlanned(bed.store, 2, 1);
      await done(bed.store, 2, { command: 'discard', on: message('case-1-v2.1'), outcome: 'done-by-hand' });
      await done(bed.store, 2, { command: 'discard', on: message('case-1-v2.2'), outcome: 'done-by-hand' });
      assert.equal(await stateOf(bed.store, 'case-1-v2'), 'completed');
      assert.deepEqual(await deliverAll(bed.store, at(3)), ['case-1-v1.1', 'case-1-v1.2']);
      await assertCounted(bed.store, { discarded: 2, acknowledged: 2 }, { completed: 2 });
    });

    it('drops what was planned on top of a message that was not done, and waits to be planned anew', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1));
      await deliver(bed.store, at(2), heldAttempt(at(2)));
      await settlePlanned(bed.store, 2, 3);
      const result = await done(bed.store, 4, { command: 'discard', on: S12, outcome: 'not-done' });
      assert.deepEqual(result.details, { outcome: 'not-done', superseded: 2 });
      assert.deepEqual(
        [await messageStates(bed.store, 'case-1-v1'), await messageStates(bed.store, 'case-1-v2')],
        [
          ['acknowledged', 'discarded'],
          ['superseded', 'superseded'],
        ],
      );
      const { ledger } = (await bed.store.caseView('case-1')) ?? {};
      assert.deepEqual(
        [ledger?.encounter.name, ledger?.appointment, Object.keys(ledger?.tellAll?.told ?? assert.fail())],
        ['registered', 'none', ['encounter']],
      );
      await assertCounted(bed.store, { acknowledged: 1, discarded: 1, superseded: 2 }, { completed: 1, unchanged: 1 });
      await bed.store.acceptEvents([newEvent('case-1', 3)], at(5));
      const store = await bed.reopen();
      assert.deepEqual(await claimAll(store, at(6)), []);
      assert.equal(await outcome(store, 6, { command: 'release', on: aCase('case-1') }), 'refused needs-re-plan');
      assert.deepEqual(
        (await store.heldItems({ limit: 10 })).items.map(({ kind, id, code }) => [kind, id, code]),
        [['case', 'case-1', 'needs-re-plan']],
      );
    });

    it('takes the event back that the flow is planning on top of a message that was not done', async () => {
      await refusedBooking(bed.store);
      await bed.store.acceptEvents([newEvent('case-1', 2)], at(2));
      const claimed = await claimOne(bed.store, at(2));
      await done(bed.store, 3, { command: 'discard', on: A05, outcome: 'not-done' });
      assert.equal(await bed.store.commitEvent(commitOf(claimed), at(4)), 'lost');
      assert.deepEqual(await claimAll(bed.store, at(5)), []);
      await done(bed.store, 6, { command: 're-plan', on: aCase('case-1') });
      assert.equal((await claimOne(bed.store, at(7))).event.eventId, 'case-1-v1');
    });

    it('keeps the messages before one that was not done', async () => {
      await settlePlanned(bed.store, 1, 0);
      await done(bed.store, 1, { command: 'discard', on: S12, outcome: 'not-done' });
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['queued', 'discarded']);
      assert.deepEqual(await claimMessages(bed.store, at(2)), []);
      await assertCounted(bed.store, { queued: 1, discarded: 1 }, { sent: 1 });
    });

    it('refuses what is in flight, accepted, replaced, or was planned before it was known how to go back', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const discard = { command: 'discard', on: A05, outcome: 'not-done' } as const;
      assert.equal(await outcome(bed.store, 1, discard), 'refused queued-by-earlier-version');
      const claimed = await claimMessage(bed.store, at(1));
      await bed.store.markInFlight(claimed.messageId, claimed.claimToken, at(1));
      assert.equal(await outcome(bed.store, 1, discard), 'refused in-flight');
      await bed.store.settleMessage(claimed.messageId, claimed.claimToken, attempt(at(1)));
      assert.equal(await outcome(bed.store, 1, discard), 'refused acknowledged');
      const store = await bed.reopen();
      const left = await claimMessage(store, at(2));
      const crashed = await bed.reopen();
      assert.equal(await outcome(crashed, 3, { ...discard, on: message(left.controlId) }), 'refused in-flight');
    });

    it('puts an event aside that cannot go on, and the next version tells the case', async () => {
      await heldEvent(bed.store);
      await bed.store.acceptEvents([newEvent('case-1', 2)], at(2));
      assert.equal(await outcome(bed.store, 3, { command: 'discard', on: event('case-1-v2') }), 'refused not-held');
      assert.equal(await outcome(bed.store, 3, { command: 'discard', on: event('case-1-v1') }), 'unchanged');
      assert.equal(await outcome(bed.store, 3, { command: 'discard', on: event('case-1-v1') }), 'again unchanged');
      const story = await bed.store.eventStory('case-1-v1');
      assert.deepEqual([story?.change, story?.problem, story?.warnings], ['discarded', null, ['no-profile']]);
      const next = await claimOne(bed.store, at(4));
      assert.deepEqual([next.event.eventId, next.before], ['case-1-v2', undefined]);
    });
  });
}
