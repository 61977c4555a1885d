import assert from 'node:assert/strict';
import type { MakeStoreBed } from '../store-contract.ts';
import { at, claimAll, newEvent, stateOf, surgicalEvent } from '../samples.ts';
import { openStoreForEach } from './open-store.ts';

export function acceptContract(makeBed: MakeStoreBed): void {
  describe('accepting events', () => {
    const bed = openStoreForEach(makeBed);

    it('keeps an accepted event over a restart, exactly as it came', async () => {
      assert.deepEqual(await bed.store.acceptEvents([newEvent('case-1', 1)], at(0)), ['accepted']);
      const store = await bed.reopen();
      const [claimed] = await claimAll(store, at(1));
      assert.deepEqual(claimed?.event, surgicalEvent('case-1', 1));
      assert.equal(claimed.source, 'intake');
      assert.deepEqual(claimed.acceptedAt, at(0));
      assert.equal(claimed.dispatchCount, 1);
      assert.equal(claimed.before, undefined);
      assert.equal(claimed.unsent, undefined);
    });

    it('takes the same event once and calls it a duplicate afterwards', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      assert.deepEqual(await bed.store.acceptEvents([newEvent('case-1', 1)], at(1)), ['duplicate']);
      assert.equal((await claimAll(bed.store, at(2))).length, 1);
      assert.equal((await bed.store.queueDepth()).events.processing, 1);
    });

    it('refuses other content under a known event id and keeps what it has', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const other = { ...newEvent('case-2', 1, 'case-1-v1'), contentHash: 'another hash' };
      assert.deepEqual(await bed.store.acceptEvents([other], at(1)), ['conflict']);
      assert.equal(await bed.store.caseView('case-2'), undefined);
      const [claimed] = await claimAll(bed.store, at(2));
      assert.equal(claimed?.event.caseId, 'case-1');
    });

    it('answers each event of a batch in its place, duplicates and conflicts inside the batch included', async () => {
      const first = newEvent('case-1', 1);
      const batch = [first, newEvent('case-2', 1), first, { ...first, contentHash: 'another hash' }];
      assert.deepEqual(await bed.store.acceptEvents(batch, at(0)), ['accepted', 'accepted', 'duplicate', 'conflict']);
    });

    it('takes nothing from a batch of none', async () => {
      assert.deepEqual(await bed.store.acceptEvents([], at(0)), []);
    });

    it('keeps the event as it was when the call was made, whatever the caller does to it next', async () => {
      const event = newEvent('case-1', 1);
      const accepting = bed.store.acceptEvents([event], at(0));
      event.event.hospital = 'ANNAT SJUKHUS';
      await accepting;
      const [claimed] = await claimAll(bed.store, at(1));
      assert.equal(claimed?.event.hospital, 'TESTSJUKHUSET');
    });

    it('takes a batch of a thousand events and many calls at once', async () => {
      const batch = Array.from({ length: 1_000 }, (_, index) => newEvent(`batch-${String(index)}`, 1));
      const single = Array.from({ length: 200 }, (_, index) => newEvent(`single-${String(index)}`, 1));
      const [ofBatch, ...ofSingles] = await Promise.all([
        bed.store.acceptEvents(batch, at(0)),
        ...single.map((event) => bed.store.acceptEvents([event], at(0))),
      ]);
      assert.equal(ofBatch.filter((status) => status === 'accepted').length, 1_000);
      assert.ok(ofSingles.every(([status]) => status === 'accepted'));
      assert.equal((await bed.store.queueDepth()).events.accepted, 1_200);
    });

    it('records what was refused without making an event of it', async () => {
      const first = {
        receivedAt: at(0),
        source: 'http',
        status: 422,
        eventId: 'refused-1',
        caseId: 'case-1',
        issues: [{ pointer: '/time/end', message: 'is before the start' }],
      };
      const second = { receivedAt: at(1), source: 'folder', status: 400, issues: [] };
      await bed.store.recordRejection(first);
      await bed.store.recordRejection(second);
      assert.equal(await stateOf(bed.store, 'refused-1'), undefined);
      assert.deepEqual(await bed.store.recentRejections(10), [second, first]);
      assert.deepEqual(await bed.store.recentRejections(1), [second]);
    });

    it('proves that it can write', async () => {
      await bed.store.probe();
      await bed.store.probe();
    });

    it('refuses work with the code closed once it has been closed, and can be closed twice', async () => {
      await bed.store.close();
      await bed.store.close();
      const closed = { name: 'StoreFailure', class: 'unavailable', code: 'closed' };
      await assert.rejects(bed.store.acceptEvents([newEvent('case-1', 1)], at(0)), closed);
      await assert.rejects(bed.store.eventStory('case-1-v1'), closed);
      await assert.rejects(bed.store.probe(), closed);
    });

    it('finishes the writes that were asked for before it is closed', async () => {
      const accepting = bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const store = await bed.reopen();
      assert.deepEqual(await accepting, ['accepted']);
      assert.equal(await stateOf(store, 'case-1-v1'), 'accepted');
    });

    it('names its engine in one line', () => {
      assert.match(bed.store.engine, /^[^\n]+$/);
    });
  });
}
