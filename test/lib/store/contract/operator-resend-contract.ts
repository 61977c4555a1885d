import assert from 'node:assert/strict';
import type { AttemptResult, ClaimedEvent, Store } from '../../../../nodes/lib/store/index.ts';
import type { MakeStoreBed } from '../store-contract.ts';
import {
  at,
  attempt,
  claimMessage,
  claimMessages,
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

export function operatorResendContract(makeBed: MakeStoreBed): void {
  describe('resending as new', () => {
    const bed = openStoreForEach(makeBed);
    const resend = (id: string) => ({ command: 'resend-as-new', on: message(id), restamper }) as const;

    it('sends what was accepted once more, with the same content under another control id', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliverAll(bed.store, at(1));
      const result = await done(bed.store, 2, resend(S12.id));
      assert.deepEqual(result.details, { controlId: 'case-1-v1.2+3' });
      assert.equal(await outcome(bed.store, 2, resend(S12.id)), 'again queued');
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'sent');
      const store = await bed.reopen();
      const copy = await claimMessage(store, at(3));
      assert.deepEqual(
        [copy.controlId, copy.content.toString(), copy.triggerEvent, copy.attempts],
        ['case-1-v1.2+3', 'MSH|^~\\&|case-1-v1|2\rrestamped case-1-v1.2+3\r', 'S12', 0],
      );
      await store.markInFlight(copy.messageId, copy.claimToken, at(3));
      await store.settleMessage(copy.messageId, copy.claimToken, attempt(at(3)));
      assert.deepEqual(
        [await stateOf(store, 'case-1-v1'), await messageStates(store, 'case-1-v1')],
        ['completed', ['acknowledged', 'acknowledged', 'acknowledged']],
      );
      assert.equal((await store.queueDepth()).messages.acknowledged, 3);
      const [told] = (await store.caseTimeline('case-1'))?.events ?? [];
      assert.deepEqual(
        told?.messages.map(({ copyOf }) => copyOf),
        [null, null, S12.id],
      );
    });

    it('refuses when a newer message about the same object was sent', async () => {
      await settlePlanned(bed.store, 1, 0);
      await settlePlanned(bed.store, 2, 0);
      await deliverAll(bed.store, at(1));
      const refused = await order(bed.store, 2, resend(S12.id));
      assert.deepEqual(refused.kind === 'refused' && [refused.code, refused.details], [
        'newer-sent',
        { controlId: 'case-1-v2.2' },
      ]);
      assert.equal(await outcome(bed.store, 2, resend('case-1-v2.2')), 'queued');
    });

    it('refuses while anything of the case is under way', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1));
      assert.equal(await outcome(bed.store, 2, resend(A05.id)), 'refused case-under-way');
      await deliverAll(bed.store, at(2));
      await bed.store.acceptEvents([newEvent('case-1', 2)], at(3));
      assert.equal(await outcome(bed.store, 3, resend(A05.id)), 'refused case-under-way');
      const claimed = await claimOne(bed.store, at(3));
      assert.equal(await outcome(bed.store, 3, resend(A05.id)), 'refused case-under-way');
      await bed.store.commitEvent(unchangedCommitOf(claimed), at(3));
      assert.equal(await outcome(bed.store, 4, resend(A05.id)), 'queued');
    });

    it('gives a held message another control id in its place, and keeps what went out under the old one', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliver(bed.store, at(1), uncertainAttempt(1));
      assert.deepEqual((await done(bed.store, 2, resend(A05.id))).details, { controlId: 'case-1-v1.1+3' });
      assert.equal(await outcome(bed.store, 2, resend(A05.id)), 'again queued');
      const first = await claimMessage(bed.store, at(3));
      assert.deepEqual(
        [first.controlId, first.content.toString(), first.attempts],
        ['case-1-v1.1+3', 'MSH|^~\\&|case-1-v1|1\rrestamped case-1-v1.1+3\r', 0],
      );
      await bed.store.markInFlight(first.messageId, first.claimToken, at(3));
      await bed.store.settleMessage(first.messageId, first.claimToken, attempt(at(3)));
      // The bytes of what waits behind were never tried: their time is written anew, their control ids stay.
      const second = await claimMessage(bed.store, at(4));
      assert.deepEqual([second.controlId, second.content.toString()], [S12.id, 'MSH|^~\\&|case-1-v1|2\rrestamped \r']);
      const { messages } = (await bed.store.eventStory('case-1-v1')) ?? assert.fail();
      assert.deepEqual(
        messages.map(({ controlId, state, attempts }) => [controlId, state, attempts]),
        [
          ['case-1-v1.1+3', 'acknowledged', 1],
          [S12.id, 'claimed', 0],
          [A05.id, 'superseded', 1],
        ],
      );
      const { messages: counted, events } = await bed.store.queueDepth();
      assert.deepEqual([counted.acknowledged, counted.claimed, counted.superseded, events.sent], [1, 1, 1, 1]);
      assert.equal(await outcome(bed.store, 5, resend(A05.id)), 'refused final');
    });

    it('refuses what waits, is in flight, was superseded or not done, or cannot be stamped', async () => {
      await settlePlanned(bed.store, 1, 0);
      assert.equal(await outcome(bed.store, 1, resend(A05.id)), 'refused not-held');
      const claimed = await claimMessage(bed.store, at(1));
      assert.equal(await outcome(bed.store, 1, resend(A05.id)), 'refused in-flight');
      await bed.store.markInFlight(claimed.messageId, claimed.claimToken, at(1));
      assert.equal(await outcome(bed.store, 1, resend(A05.id)), 'refused in-flight');
      await bed.store.settleMessage(claimed.messageId, claimed.claimToken, attempt(at(1)));
      await done(bed.store, 2, { command: 'discard', on: S12, outcome: 'not-done' });
      assert.equal(await outcome(bed.store, 2, resend(S12.id)), 'refused final');
      assert.equal(await outcome(bed.store, 2, resend(A05.id)), 'refused needs-re-plan');
      const elsewhere = newMessage('case-2-v1', 1, { hospital: 'UNKNOWN', before: NOTHING });
      await settleVersion(bed.store, 'case-2', 1, at(3), { messages: [elsewhere] });
      await deliverAll(bed.store, at(3));
      assert.equal(await outcome(bed.store, 4, resend('case-2-v1.1')), 'refused not-restampable');
      assert.equal(await outcome(bed.store, 4, resend('nobody')), 'not-found');
    });

    it('keeps what is held while the copy of an accepted message waits, and not when the copy was refused', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliverAll(bed.store, at(1));
      await done(bed.store, 2, resend(S12.id));
      await done(bed.store, 3, rePlan);
      const claimed = await claimOne(bed.store, at(4));
      assert.equal(claimed.before?.appointment, 'booked');
      await commitAgain(bed.store, claimed, 4);
      await deliverAll(bed.store, at(5));
      await done(bed.store, 6, resend('case-1-v1.again.2'));
      await deliver(bed.store, at(7), heldAttempt(at(7)));
      await done(bed.store, 8, rePlan);
      const { before } = await claimOne(bed.store, at(9));
      assert.deepEqual([before?.encounter.name, before?.appointment], ['registered', 'none']);
    });

    it('follows a hold of the case', async () => {
      await settlePlanned(bed.store, 1, 0);
      await deliverAll(bed.store, at(1));
      await done(bed.store, 2, { command: 'hold', on: CASE });
      await done(bed.store, 3, resend(S12.id));
      assert.deepEqual(await claimMessages(bed.store, at(4)), []);
      await done(bed.store, 5, { command: 'release', on: CASE });
      assert.deepEqual(await deliverAll(bed.store, at(6)), ['case-1-v1.2+3']);
    });
  });
}
