import assert from 'node:assert/strict';
import type { AttemptResult, ClaimedEvent, Store } from '../../../../nodes/lib/store/index.ts';
import type { MakeStoreBed } from '../store-contract.ts';
import {
  at,
  attempt,
  claimAll,
  claimMessage,
  claimOne,
  commitOf,
  deliver,
  deliverAll,
  heldAttempt,
  ledger,
  messageStates,
  newEvent,
  newMessage,
  settleVersion,
  stateOf,
  unchangedCommitOf,
} from '../samples.ts';
import { aCase, done, message, NOTHING, order, outcome, restamper, settlePlanned } from '../operator-samples.ts';
import { openStoreForEach } from './open-store.ts';

const CASE = aCase('case-1');
const A05 = message('case-1-v1.1');
const S12 = message('case-1-v1.2');
const rePlan = { command: 're-plan', on: CASE } as const;

const uncertainAttempt = (seconds: number): AttemptResult =>
  attempt(at(seconds), { class: 'uncertain', code: 'ack-timeout', next: { state: 'held' } });

/** The version as it is planned the second time, with control ids of their own. */
async function commitAgain(store: Store, claimed: ClaimedEvent, seconds: number): Promise<void> {
  const { eventId, caseId, version } = claimed.event;
  const { generation = 0 } = claimed.before ?? {};
  const messages = [1, 2].map((step) =>
    newMessage(eventId, 1_000 * generation + step, { controlId: `${eventId}.again.${String(step)}`, before: NOTHING }),
  );
  const commit = commitOf(claimed, { messages, ledger: { ...ledger(caseId, version), generation } });
  assert.equal(await store.commitEvent(commit, at(seconds)), 'committed');
}

export function operatorReplanContract(makeBed: MakeStoreBed): void {
  describe('planning a case anew', () => {
    const bed = openStoreForEach(makeBed);

    it('drops what waits, goes back to what was accepted, and has the newest event run again', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1));
      await deliver(bed.store, at(2), heldAttempt(at(2)));
      await settlePlanned(bed.store, 2, 3);
      const result = await done(bed.store, 4, rePlan);
      assert.deepEqual([result.state, result.details], ['planned-anew', { events: ['case-1-v2'], superseded: 3 }]);
      assert.deepEqual(
        [await messageStates(bed.store, 'case-1-v1'), await messageStates(bed.store, 'case-1-v2')],
        [
          ['acknowledged', 'superseded'],
          ['superseded', 'superseded'],
        ],
      );
      assert.deepEqual(
        [await stateOf(bed.store, 'case-1-v1'), await stateOf(bed.store, 'case-1-v2')],
        ['completed', 'accepted'],
      );
      const store = await bed.reopen();
      const claimed = await claimOne(store, at(5));
      assert.deepEqual([claimed.event.eventId, claimed.unsent], ['case-1-v2', undefined]);
      const { version, encounter, appointment, generation, tellAll } = claimed.before ?? assert.fail();
      assert.deepEqual(
        { version, encounter: encounter.name, appointment, generation, told: Object.keys(tellAll?.told ?? {}) },
        { version: 1, encounter: 'registered', appointment: 'none', generation: 1, told: ['encounter'] },
      );
      await commitAgain(store, claimed, 6);
      assert.deepEqual(await deliverAll(store, at(7)), ['case-1-v2.again.1', 'case-1-v2.again.2']);
      assert.equal(await stateOf(store, 'case-1-v2'), 'completed');
      const { messages, events } = await store.queueDepth();
      assert.deepEqual(
        [messages.acknowledged, messages.superseded, messages.queued, messages.held, events.completed, events.held],
        [3, 3, 0, 0, 2, 0],
      );
    });

    it('knows nothing as told when nothing was accepted', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1), heldAttempt(at(1)));
      await done(bed.store, 2, rePlan);
      const { before } = await claimOne(bed.store, at(3));
      assert.deepEqual(
        [before?.version, before?.encounter.name, before?.snapshot, before?.tellAll],
        [0, 'none', undefined, { told: {} }],
      );
    });

    it('tells a case again of which everything was accepted', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliverAll(bed.store, at(1));
      assert.deepEqual((await done(bed.store, 2, rePlan)).details, { events: ['case-1-v1'], superseded: 0 });
      const { before } = await claimOne(bed.store, at(3));
      assert.deepEqual(
        [before?.appointment, Object.keys(before?.tellAll?.told ?? {})],
        ['booked', ['encounter', 'appointment']],
      );
    });

    it('is done once until the event has run, and does nothing to it while it runs', async () => {
      await settlePlanned(bed.store, 1, 0);
      await done(bed.store, 1, rePlan);
      assert.equal(await outcome(bed.store, 2, rePlan), 'again planned-anew');
      const claimed = await claimOne(bed.store, at(2));
      assert.equal(await outcome(bed.store, 2, rePlan), 'again planned-anew');
      await commitAgain(bed.store, claimed, 3);
      assert.equal(await outcome(bed.store, 4, rePlan), 'planned-anew');
      assert.equal((await claimOne(bed.store, at(5))).before?.generation, 2);
    });

    it('takes back what a connection has claimed and what the flow is planning', async () => {
      await settlePlanned(bed.store, 1, 0);
      const message = await claimMessage(bed.store, at(1));
      await bed.store.acceptEvents([newEvent('case-1', 2)], at(1));
      const planning = await claimOne(bed.store, at(1));
      await done(bed.store, 2, rePlan);
      assert.equal(await bed.store.markInFlight(message.messageId, message.claimToken, at(3)), false);
      assert.equal(await bed.store.commitEvent(commitOf(planning), at(3)), 'lost');
      const again = await claimOne(bed.store, at(4));
      assert.equal(again.event.eventId, 'case-1-v1');
      await commitAgain(bed.store, again, 5);
      assert.equal((await claimOne(bed.store, at(6))).event.eventId, 'case-1-v2');
    });

    it('waits for the message in flight', async () => {
      await settlePlanned(bed.store, 1, 0);
      const { messageId, claimToken } = await claimMessage(bed.store, at(1));
      await bed.store.markInFlight(messageId, claimToken, at(1));
      const refused = await order(bed.store, 2, rePlan);
      assert.deepEqual(refused.kind === 'refused' && [refused.code, refused.details], [
        'in-flight',
        { controlId: A05.id },
      ]);
      const crashed = await bed.reopen();
      assert.equal(await outcome(crashed, 3, rePlan), 'refused in-flight');
    });

    it('wants to know whether a message without an answer arrived: it did', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1), uncertainAttempt(1));
      assert.equal(await outcome(bed.store, 2, rePlan), 'refused outcome-unknown');
      assert.equal(await outcome(bed.store, 3, { ...rePlan, assume: 'arrived' }), 'planned-anew');
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['discarded', 'superseded']);
      assert.equal((await claimOne(bed.store, at(4))).before?.encounter.name, 'registered');
      assert.deepEqual(
        (await bed.store.journal({ limit: 1 })).map(({ details }) => details),
        [{ assume: 'arrived', events: ['case-1-v1'], superseded: 1 }],
      );
    });

    it('wants to know whether a message without an answer arrived: it did not', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1), uncertainAttempt(1));
      assert.equal(await outcome(bed.store, 3, { ...rePlan, assume: 'not-arrived' }), 'planned-anew');
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['superseded', 'superseded']);
      assert.equal((await claimOne(bed.store, at(4))).before?.encounter.name, 'none');
    });

    it('does not take a later refusal for an answer to an attempt that was lost', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1), uncertainAttempt(1));
      await done(bed.store, 2, { command: 'retry', on: A05 });
      await deliver(bed.store, at(3), heldAttempt(at(3)));
      assert.equal(await outcome(bed.store, 4, rePlan), 'refused outcome-unknown');
      await done(bed.store, 5, { command: 'resend-as-new', on: A05, restamper });
      assert.equal(await outcome(bed.store, 6, rePlan), 'refused outcome-unknown');
      await done(bed.store, 7, { command: 'retry', on: message('case-1-v1.1+3') });
      await deliver(bed.store, at(8));
      assert.equal(await outcome(bed.store, 9, rePlan), 'planned-anew');
    });

    it('has held and stuck events run as well, in the order of their versions', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1), heldAttempt(at(1)));
      await bed.store.acceptEvents([newEvent('case-1', 2), newEvent('case-1', 3)], at(2));
      const claimed = await claimOne(bed.store, at(2));
      await bed.store.holdEvent(claimed.event.eventId, claimed.claimToken, { code: 'unmapped-code', text: '' }, at(2));
      assert.deepEqual((await done(bed.store, 3, rePlan)).details.events, ['case-1-v1', 'case-1-v2']);
      const order: string[] = [];
      for (const seconds of [4, 5, 6]) {
        const next = await claimOne(bed.store, at(seconds));
        order.push(next.event.eventId);
        await bed.store.commitEvent(unchangedCommitOf(next), at(seconds));
      }
      assert.deepEqual(order, ['case-1-v1', 'case-1-v2', 'case-1-v3']);
      assert.deepEqual((await bed.store.queueDepth()).events.unchanged, 3);
    });

    it('leaves events aside that were never applied', async () => {
      await settlePlanned(bed.store, 2, 0);
      await bed.store.acceptEvents(
        [newEvent('case-1', 3), newEvent('case-1', 4, 'again'), newEvent('case-1', 1)],
        at(1),
      );
      for (const change of ['stale-version', 'no-difference', 'duplicate-version'] as const) {
        const claimed = await claimOne(bed.store, at(1));
        await bed.store.commitEvent({ ...unchangedCommitOf(claimed), change }, at(1));
      }
      assert.deepEqual((await done(bed.store, 2, rePlan)).details.events, ['case-1-v3']);
    });

    it('refuses a case of which nothing was planned, and one it does not know', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      assert.equal(await outcome(bed.store, 1, rePlan), 'refused nothing-planned');
      assert.equal(await outcome(bed.store, 1, { ...rePlan, on: aCase('case-9') }), 'not-found');
    });

    it('refuses messages that do not know what they find held', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      assert.equal(await outcome(bed.store, 1, rePlan), 'refused queued-by-earlier-version');
      await deliverAll(bed.store, at(2));
      assert.equal(await outcome(bed.store, 3, rePlan), 'planned-anew');
    });

    it('leaves an operator’s hold of the case, and ends the one that waited for the plan', async () => {
      await settlePlanned(bed.store, 1, 0);
      await done(bed.store, 1, { command: 'hold', on: CASE });
      await done(bed.store, 1, { command: 'discard', on: A05, outcome: 'not-done' });
      await done(bed.store, 2, rePlan);
      assert.deepEqual(await claimAll(bed.store, at(3)), []);
      assert.equal(await outcome(bed.store, 3, { command: 'release', on: CASE }), 'released');
      assert.equal((await claimOne(bed.store, at(4))).event.eventId, 'case-1-v1');
    });

    it('does not count on a message that was discarded as not done, and does on one done by hand', async () => {
      await settlePlanned(bed.store, 1, 0);
      await done(bed.store, 1, { command: 'discard', on: A05, outcome: 'done-by-hand' });
      await done(bed.store, 1, { command: 'discard', on: S12, outcome: 'not-done' });
      await done(bed.store, 2, rePlan);
      const { before } = await claimOne(bed.store, at(3));
      assert.deepEqual([before?.encounter.name, before?.appointment], ['registered', 'none']);
    });
  });
}
