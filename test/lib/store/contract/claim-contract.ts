import assert from 'node:assert/strict';
import type { MakeStoreBed } from '../store-contract.ts';
import { at, claimAll, claimOne, commitOf, newEvent, settleVersion, stateOf, unchangedCommitOf } from '../samples.ts';
import { openStoreForEach } from './open-store.ts';

const eventIds = (claimed: readonly { event: { eventId: string } }[]): string[] =>
  claimed.map(({ event }) => event.eventId);

export function claimContract(makeBed: MakeStoreBed): void {
  describe('handing out events', () => {
    const bed = openStoreForEach(makeBed);

    it('hands out the oldest first, no more than asked for', async () => {
      await bed.store.acceptEvents(
        ['case-3', 'case-1', 'case-2'].map((caseId) => newEvent(caseId, 1)),
        at(0),
      );
      assert.deepEqual(eventIds(await claimAll(bed.store, at(1), { limit: 2 })), ['case-3-v1', 'case-1-v1']);
      assert.deepEqual(eventIds(await claimAll(bed.store, at(1), { limit: 2 })), ['case-2-v1']);
      assert.deepEqual(await claimAll(bed.store, at(1)), []);
    });

    it('hands out one event of a case at a time, and the next once that one is settled', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1), newEvent('case-1', 2)], at(0));
      const first = await claimOne(bed.store, at(1));
      assert.deepEqual(await claimAll(bed.store, at(1)), []);
      await bed.store.commitEvent(commitOf(first), at(2));
      const second = await claimOne(bed.store, at(3));
      assert.equal(second.event.version, 2);
      assert.equal(second.before?.version, 1);
    });

    it('hands out the lowest version of a case first, then what came first', async () => {
      await bed.store.acceptEvents(
        [newEvent('case-1', 3), newEvent('case-1', 2, 'second-a'), newEvent('case-1', 2, 'second-b')],
        at(0),
      );
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(1));
      const order: string[] = [];
      for (let turn = 0; turn < 4; turn += 1) {
        const claimed = await claimOne(bed.store, at(2));
        order.push(claimed.event.eventId);
        await bed.store.commitEvent(unchangedCommitOf(claimed), at(2));
      }
      assert.deepEqual(order, ['case-1-v1', 'second-a', 'second-b', 'case-1-v3']);
    });

    it('hands out an event although a higher version has been settled before it came', async () => {
      await settleVersion(bed.store, 'case-1', 2, at(0));
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(1));
      const late = await claimOne(bed.store, at(2));
      assert.equal(late.event.version, 1);
      assert.equal(late.before?.version, 2);
    });

    it('shows an event as processing while it is handed out', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1), newEvent('case-1', 2)], at(0));
      await claimOne(bed.store, at(1));
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'processing');
      assert.equal(await stateOf(bed.store, 'case-1-v2'), 'accepted');
    });

    it('waits with a deferred event until its time has come', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 3)], at(0));
      const claimed = await claimOne(bed.store, at(1));
      assert.equal(await bed.store.deferEvent('case-1-v3', claimed.claimToken, at(60)), true);
      assert.equal(await stateOf(bed.store, 'case-1-v3'), 'accepted');
      assert.deepEqual(await claimAll(bed.store, at(59)), []);
      assert.deepEqual(await bed.store.nextEventDueAt(600_000), at(60));
      const again = await claimOne(bed.store, at(60));
      assert.notEqual(again.claimToken, claimed.claimToken);
      assert.equal(again.dispatchCount, 1, 'a deferral is an answer, so nothing has been lost');
    });

    it('ends the wait of a deferred event when another event of its case comes', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 3)], at(0));
      const claimed = await claimOne(bed.store, at(1));
      await bed.store.deferEvent('case-1-v3', claimed.claimToken, at(60));
      await bed.store.acceptEvents([newEvent('case-1', 2), newEvent('other', 1)], at(2));
      assert.deepEqual(eventIds(await claimAll(bed.store, at(3))).sort(), ['case-1-v2', 'other-v1']);
    });

    it('hands the deferred event out itself when only a higher version has come', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 3)], at(0));
      const claimed = await claimOne(bed.store, at(1));
      await bed.store.deferEvent('case-1-v3', claimed.claimToken, at(60));
      await bed.store.acceptEvents([newEvent('case-1', 4)], at(2));
      assert.equal((await claimOne(bed.store, at(3))).event.version, 3);
    });

    it('does not let an event wait when a lower version has come while it was handed out', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 3)], at(0));
      const claimed = await claimOne(bed.store, at(1));
      await bed.store.acceptEvents([newEvent('case-1', 2)], at(2));
      assert.equal(await bed.store.deferEvent('case-1-v3', claimed.claimToken, at(60)), true);
      assert.equal((await claimOne(bed.store, at(3))).event.version, 2);
    });

    it('takes an event back from a flow that has lost it and hands it out under a new token', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const lost = await claimOne(bed.store, at(0));
      assert.deepEqual(await bed.store.nextEventDueAt(30_000), at(30));
      assert.deepEqual(await claimAll(bed.store, at(29), { dispatchTimeoutMs: 30_000 }), []);
      const [again] = await claimAll(bed.store, at(30), { dispatchTimeoutMs: 30_000 });
      assert.equal(again?.dispatchCount, 2);
      assert.equal(await bed.store.commitEvent(commitOf(lost), at(31)), 'lost');
      assert.equal(await bed.store.deferEvent('case-1-v1', lost.claimToken, at(60)), false);
      assert.equal(
        await bed.store.holdEvent('case-1-v1', lost.claimToken, { code: 'rule', text: 'late' }, at(31)),
        false,
      );
      assert.equal(await bed.store.commitEvent(commitOf(again), at(31)), 'committed');
    });

    it('parks an event that was handed out too often as stuck, and its case with it', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1), newEvent('case-1', 2), newEvent('case-2', 1)], at(0));
      const options = { dispatchTimeoutMs: 10_000, maxDispatches: 2, limit: 1 };
      assert.deepEqual(eventIds(await claimAll(bed.store, at(0), options)), ['case-1-v1']);
      assert.deepEqual(eventIds(await claimAll(bed.store, at(10), options)), ['case-1-v1']);
      assert.deepEqual(
        eventIds(await claimAll(bed.store, at(20), options)),
        ['case-2-v1'],
        'the stuck one takes no place',
      );
      const story = await bed.store.eventStory('case-1-v1');
      assert.equal(story?.state, 'stuck');
      assert.equal(story.problem?.code, 'stuck');
      assert.deepEqual(await claimAll(bed.store, at(21)), []);
      assert.equal((await bed.store.queueDepth()).events.stuck, 1);
    });

    it('counts a hand-out of a dead process as lost and hands the event out at once', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const lost = await claimOne(bed.store, at(1));
      const store = await bed.reopen();
      assert.equal((await store.queueDepth()).events.processing, 0);
      const again = await claimOne(store, at(2));
      assert.equal(again.dispatchCount, 2);
      assert.equal(await store.commitEvent(commitOf(lost), at(3)), 'lost');
    });

    it('hands a returned event out again as if it had never been handed out', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1), newEvent('case-2', 1), newEvent('case-3', 1)], at(0));
      const [first, second, third] = await claimAll(bed.store, at(1));
      assert.ok(first !== undefined && second !== undefined && third !== undefined);
      await bed.store.returnEvents([first.claimToken, third.claimToken, 'no such token']);
      assert.equal(await bed.store.commitEvent(commitOf(first), at(2)), 'lost');
      assert.equal(await bed.store.commitEvent(commitOf(second), at(2)), 'committed');
      const again = await claimAll(bed.store, at(3));
      assert.deepEqual(eventIds(again), ['case-1-v1', 'case-3-v1']);
      assert.ok(again.every(({ dispatchCount }) => dispatchCount === 1));
    });

    it('waits for no time when nothing is deferred or handed out', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      assert.equal(await bed.store.nextEventDueAt(1_000), undefined);
    });
  });
}
