import assert from 'node:assert/strict';
import {
  DEFAULT_RETENTION,
  removeAllExpired,
  type Removed,
  type RetentionCursor,
  type Store,
} from '../../../../nodes/lib/store/index.ts';
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
  ENDPOINT,
  heldAttempt,
  newEvent,
  settleVersion,
  stateOf,
  unchangedCommitOf,
} from '../samples.ts';
import { openStoreForEach } from './open-store.ts';

const DAY = 86_400;
const YEARS = 3_650;

function pass(store: Store, day: number, limit = 50): Promise<Removed> {
  return removeAllExpired(store, { retention: DEFAULT_RETENTION, now: at(day * DAY), limit });
}

const nothing: Removed = { contents: 0, rejections: 0, events: 0, cases: 0, keys: 0 };

/** A case booked and delivered on the first day: one event and two messages. */
async function completed(store: Store, caseId: string): Promise<void> {
  await settleVersion(store, caseId, 1, at(0));
  await deliverAll(store, at(60));
  assert.equal(await stateOf(store, `${caseId}-v1`), 'completed');
}

export function retentionContract(makeBed: MakeStoreBed): void {
  describe('removing what has been kept long enough', () => {
    const bed = openStoreForEach(makeBed);

    it('removes contents after their time and not before; the story is told as before', async () => {
      await completed(bed.store, 'case-1');
      const before = await bed.store.eventStory('case-1-v1');
      assert.deepEqual(await pass(bed.store, 30), nothing);
      assert.equal((await pass(bed.store, 31.1)).contents, 3);
      assert.deepEqual(await bed.store.eventStory('case-1-v1'), before);
      assert.equal((await bed.store.caseView('case-1'))?.ledger?.snapshot?.patient.family, 'Tolvansson');
      assert.equal((await pass(bed.store, 31.2)).contents, 0);
    });

    it('knows a repeated event as long as it keeps the metadata, and its ledger for longer', async () => {
      await completed(bed.store, 'case-1');
      await completed(bed.store, 'case-2');
      await pass(bed.store, 399);
      assert.deepEqual(await bed.store.acceptEvents([newEvent('case-1', 1)], at(399 * DAY)), ['duplicate']);
      const other = { ...newEvent('case-1', 1), contentHash: 'other' };
      assert.deepEqual(await bed.store.acceptEvents([other], at(399 * DAY)), ['conflict']);
      // The newest event stays, so that numbers go on from it.
      assert.equal((await pass(bed.store, 401)).events, 1);
      assert.equal(await bed.store.eventStory('case-1-v1'), undefined);
      assert.equal(await stateOf(bed.store, 'case-2-v1'), 'completed');
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(401 * DAY));
      assert.equal((await claimOne(bed.store, at(401 * DAY))).before?.version, 1);
    });

    it('forgets a case when its life has been over for long, and then knows nothing of it', async () => {
      await completed(bed.store, 'case-1');
      await completed(bed.store, 'case-2');
      assert.equal((await pass(bed.store, 700)).cases, 0);
      assert.equal((await pass(bed.store, 770)).cases, 1);
      assert.equal(await bed.store.caseView('case-1'), undefined);
      assert.equal((await bed.store.caseView('case-2'))?.links.length, 2);
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(771 * DAY));
      assert.equal((await claimOne(bed.store, at(771 * DAY))).before, undefined);
    });

    it('counts the life of a case to the planned end of its operation', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const claimed = await claimOne(bed.store, at(0));
      const commit = commitOf(claimed);
      const snapshot = commit.ledger.snapshot;
      assert.ok(snapshot !== undefined);
      const time = { start: '2027-10-10T08:00:00+02:00', end: '2027-10-10T10:00:00+02:00' };
      const ledger = { ...commit.ledger, snapshot: { ...snapshot, time } };
      await bed.store.commitEvent({ ...commit, ledger }, at(0));
      await deliverAll(bed.store, at(60));
      await completed(bed.store, 'case-2');
      assert.deepEqual([(await pass(bed.store, 1_060)).cases, (await pass(bed.store, 1_070)).cases], [0, 1]);
    });

    it('keeps what had been held for longer, from the day it was resolved', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const { messageId } = await deliver(bed.store, at(0), heldAttempt(at(0)));
      await bed.store.acceptEvents([newEvent('case-2', 1)], at(0));
      const claimed = await claimOne(bed.store, at(0));
      await bed.store.holdEvent('case-2-v1', claimed.claimToken, { code: 'no-profile', text: 'no profile' }, at(0));
      assert.equal((await pass(bed.store, 40)).contents, 0);
      await bed.store.retryMessage(messageId, at(40 * DAY));
      await deliverAll(bed.store, at(40 * DAY));
      await bed.store.releaseEvents({ eventId: 'case-2-v1' }, at(40 * DAY));
      await bed.store.commitEvent(unchangedCommitOf(await claimOne(bed.store, at(40 * DAY))), at(40 * DAY));
      assert.equal((await pass(bed.store, 129)).contents, 0);
      assert.equal((await pass(bed.store, 131)).contents, 4);
    });

    it('removes nothing of a case that has anything left to do, however old it is', async () => {
      const { store } = bed;
      const names = ['accepted', 'processing', 'queued', 'claimed', 'in-flight', 'message-held', 'event-held'] as const;
      for (const name of names) await completed(store, name);
      await store.acceptEvents(
        names.map((name) => newEvent(name, 2)),
        at(100),
      );
      const claimed = new Map((await claimAll(store, at(100))).map((event) => [event.event.caseId, event]));
      const held = claimed.get('event-held');
      assert.ok(held !== undefined);
      await store.holdEvent('event-held-v2', held.claimToken, { code: 'no-profile', text: 'no profile' }, at(100));
      for (const name of ['message-held', 'claimed', 'in-flight', 'queued'] as const) {
        const event = claimed.get(name);
        assert.ok(event !== undefined);
        await store.commitEvent(commitOf(event), at(100));
        if (name === 'queued') continue;
        const message = await claimMessage(store, at(101));
        if (name === 'claimed') continue;
        await store.markInFlight(message.messageId, message.claimToken, at(101));
        if (name === 'message-held')
          await store.settleMessage(message.messageId, message.claimToken, heldAttempt(at(101)));
      }
      const accepted = claimed.get('accepted');
      await store.returnEvents([accepted?.claimToken ?? '']);
      const before = await Promise.all(names.flatMap((name) => [store.caseView(name), store.eventStory(`${name}-v1`)]));
      await pass(store, YEARS);
      await pass(store, YEARS + 100);
      const after = await Promise.all(names.flatMap((name) => [store.caseView(name), store.eventStory(`${name}-v1`)]));
      assert.deepEqual(after, before);
    });

    it('lets an unfinished case go on after years: its event is handed out, its messages are sent', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await bed.store.acceptEvents([newEvent('case-2', 1)], at(0));
      await pass(bed.store, YEARS);
      const store = await bed.reopen();
      await pass(store, YEARS + 60);
      assert.equal((await claimOne(store, at(YEARS * DAY))).event.case?.patient.family, 'Tolvansson');
      const message = await claimMessage(store, at(YEARS * DAY));
      assert.equal(message.content.toString(), 'MSH|^~\\&|case-1-v1|1\r');
    });

    it('removes refusals after their time', async () => {
      await bed.store.recordRejection({ receivedAt: at(0), source: 'http', status: 422, issues: [] });
      await bed.store.recordRejection({ receivedAt: at(10 * DAY), source: 'http', status: 400, issues: [] });
      assert.equal((await pass(bed.store, 29)).rejections, 0);
      assert.equal((await pass(bed.store, 32)).rejections, 1);
      assert.deepEqual(
        (await bed.store.recentRejections(10)).map(({ status }) => status),
        [400],
      );
    });

    it('takes what it removes out of the counts', async () => {
      await completed(bed.store, 'case-1');
      await completed(bed.store, 'case-2');
      await pass(bed.store, 500);
      const check = async (store: Store): Promise<void> => {
        const { events, messages } = await store.queueDepth();
        assert.deepEqual([events.completed, messages.acknowledged], [1, 2]);
        assert.deepEqual(await store.queueDepth(ENDPOINT), await store.queueDepth());
      };
      await check(bed.store);
      await check(await bed.reopen());
    });

    it('works in steps of the size asked for, other writes between them, and goes on after a restart', async () => {
      const ids = Array.from({ length: 40 }, (_, index) => `case-${String(index)}`);
      for (const caseId of ids) await completed(bed.store, caseId);
      let removed = 0;
      const step = async (store: Store, cursor?: RetentionCursor): Promise<RetentionCursor | undefined> => {
        const result = await store.removeExpired({ retention: DEFAULT_RETENTION, now: at(32 * DAY), limit: 7, cursor });
        assert.ok(result.removed.contents <= 7);
        removed += result.removed.contents;
        return result.cursor;
      };
      let cursor = await step(bed.store);
      for (let count = 0; count < 5; count += 1) cursor = await step(bed.store, cursor);
      const store = await bed.reopen();
      cursor = await step(store);
      let steps = 0;
      for (; cursor !== undefined; steps += 1) {
        await settleVersion(store, `other-${String(steps)}`, 1, at(32 * DAY));
        cursor = await step(store, cursor);
      }
      assert.equal(removed, 120);
      assert.ok(steps > 12);
      await deliverAll(store, at(33 * DAY));
      assert.equal(await stateOf(store, 'other-0-v1'), 'completed');
    });

    it('stops between two steps when it is told to', async () => {
      for (let number = 0; number < 10; number += 1) await completed(bed.store, `case-${String(number)}`);
      const options = { retention: DEFAULT_RETENTION, now: at(32 * DAY), limit: 5 };
      const removed = await removeAllExpired(bed.store, { ...options, between: () => Promise.resolve(false) });
      assert.equal(removed.contents, 5);
      assert.equal((await removeAllExpired(bed.store, options)).contents, 25);
    });

    it('leaves settled what a late attempt cannot settle again', async () => {
      await completed(bed.store, 'case-1');
      await pass(bed.store, 32);
      assert.equal(await bed.store.settleMessage(1, 'an old token', attempt(at(32 * DAY))), false);
      assert.equal(await bed.store.retryMessage(1, at(32 * DAY)), false);
    });
  });
}
