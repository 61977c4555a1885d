import assert from 'node:assert/strict';
import type { Store } from '../../../../nodes/lib/store/index.ts';
import type { MakeStoreBed } from '../store-contract.ts';
import { at, claimAll, claimOne, commitOf, newEvent, stateOf } from '../samples.ts';
import { openStoreForEach } from './open-store.ts';

const NO_PROFILE = { code: 'no-profile', text: 'no profile for hospital NORR' };

async function hold(store: Store, caseId: string, problem = NO_PROFILE): Promise<void> {
  await store.acceptEvents([newEvent(caseId, 1)], at(0));
  const claimed = await claimOne(store, at(0));
  assert.equal(await store.holdEvent(claimed.event.eventId, claimed.claimToken, problem, at(1)), true);
}

export function heldContract(makeBed: MakeStoreBed): void {
  describe('holding and releasing events', () => {
    const bed = openStoreForEach(makeBed);

    it('holds an event with its problem, and the later events of its case behind it', async () => {
      await hold(bed.store, 'case-1');
      await bed.store.acceptEvents([newEvent('case-1', 2), newEvent('case-2', 1)], at(2));
      assert.equal((await claimOne(bed.store, at(3))).event.caseId, 'case-2');
      const story = await bed.store.eventStory('case-1-v1');
      assert.equal(story?.state, 'held');
      assert.deepEqual(story.problem, NO_PROFILE);
    });

    it('holds over a restart and over any dispatch time-out', async () => {
      await hold(bed.store, 'case-1');
      const store = await bed.reopen();
      assert.deepEqual(await claimAll(store, at(100_000), { dispatchTimeoutMs: 1 }), []);
      assert.equal(await stateOf(store, 'case-1-v1'), 'held');
    });

    it('fences a hold by its claim', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const claimed = await claimOne(bed.store, at(0));
      assert.equal(await bed.store.holdEvent('case-1-v1', 'another token', NO_PROFILE, at(1)), false);
      assert.equal(await bed.store.holdEvent('case-1-v1', claimed.claimToken, NO_PROFILE, at(1)), true);
      assert.equal(await bed.store.holdEvent('case-1-v1', claimed.claimToken, NO_PROFILE, at(1)), false);
      assert.equal(await bed.store.commitEvent(commitOf(claimed), at(2)), 'lost');
    });

    it('releases one event by its id, the problem forgotten and the hand-outs counted anew', async () => {
      await hold(bed.store, 'case-1');
      await hold(bed.store, 'case-2');
      assert.equal(await bed.store.releaseEvents({ eventId: 'case-1-v1' }, at(5)), 1);
      const claimed = await claimOne(bed.store, at(5));
      assert.equal(claimed.event.caseId, 'case-1');
      assert.equal(claimed.dispatchCount, 1);
      assert.equal((await bed.store.eventStory('case-1-v1'))?.problem, null);
    });

    it('releases all events of a problem, or those whose text names the subject', async () => {
      await hold(bed.store, 'case-1');
      await hold(bed.store, 'case-2', { code: 'no-profile', text: 'no profile for hospital SÖDER' });
      await hold(bed.store, 'case-3', { code: 'unmapped-code', text: 'no entry for hospital NORR' });
      assert.equal(await bed.store.releaseEvents({ code: 'no-profile', textIncludes: 'hospital SÖDER' }, at(5)), 1);
      assert.equal((await claimOne(bed.store, at(5))).event.caseId, 'case-2');
      assert.equal(await bed.store.releaseEvents({ code: 'no-profile' }, at(6)), 1);
      assert.equal((await claimOne(bed.store, at(6))).event.caseId, 'case-1');
      assert.equal(await stateOf(bed.store, 'case-3-v1'), 'held');
    });

    it('releases a stuck event with all its hand-outs before it again', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const options = { dispatchTimeoutMs: 1_000, maxDispatches: 1 };
      await claimAll(bed.store, at(0), options);
      assert.deepEqual(await claimAll(bed.store, at(10), options), []);
      assert.equal(await bed.store.releaseEvents({ code: 'stuck' }, at(11)), 1);
      const [claimed] = await claimAll(bed.store, at(11), options);
      assert.equal(claimed?.dispatchCount, 1);
      assert.equal((await bed.store.queueDepth()).events.stuck, 0);
    });

    it('lets a lower version go first that came while the case was held', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 2)], at(0));
      const claimed = await claimOne(bed.store, at(0));
      await bed.store.holdEvent('case-1-v2', claimed.claimToken, NO_PROFILE, at(1));
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(2));
      assert.deepEqual(await claimAll(bed.store, at(3)), []);
      await bed.store.releaseEvents({ eventId: 'case-1-v2' }, at(4));
      assert.equal((await claimOne(bed.store, at(5))).event.version, 1);
    });

    it('releases nothing where nothing is held', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      assert.equal(await bed.store.releaseEvents({ eventId: 'case-1-v1' }, at(1)), 0);
      assert.equal(await bed.store.releaseEvents({ eventId: 'unknown' }, at(1)), 0);
      assert.equal(await bed.store.releaseEvents({ code: 'no-profile' }, at(1)), 0);
    });
  });
}
