import assert from 'node:assert/strict';
import type { MakeStoreBed } from '../store-contract.ts';
import {
  at,
  claimAll,
  claimMessages,
  claimOne,
  commitOf,
  deliverAll,
  ledger,
  messageStates,
  newEvent,
  newMessage,
  settleVersion,
  stateOf,
  unchangedCommitOf,
} from '../samples.ts';
import { openStoreForEach } from './open-store.ts';

export function commitContract(makeBed: MakeStoreBed): void {
  describe('committing an event', () => {
    const bed = openStoreForEach(makeBed);

    it('settles the event, keeps the ledger and queues the messages, over a restart', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0), { warnings: ['version-gap'] });
      const store = await bed.reopen();
      const story = await store.eventStory('case-1-v1');
      assert.equal(story?.state, 'sent');
      assert.equal(story.change, 'booking');
      assert.deepEqual(story.warnings, ['version-gap']);
      assert.deepEqual(
        story.messages.map(({ state }) => state),
        ['queued', 'queued'],
      );
      assert.deepEqual((await store.caseView('case-1'))?.ledger, ledger('case-1', 1));
      assert.deepEqual(await claimAll(store, at(1)), []);
    });

    it('hands the ledger to the next event of the case', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await bed.store.acceptEvents([newEvent('case-1', 2)], at(1));
      assert.deepEqual((await claimOne(bed.store, at(2))).before, ledger('case-1', 1));
    });

    it('settles an event with nothing to send as unchanged', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const claimed = await claimOne(bed.store, at(0));
      assert.equal(await bed.store.commitEvent(unchangedCommitOf(claimed), at(1)), 'committed');
      const story = await bed.store.eventStory('case-1-v1');
      assert.equal(story?.state, 'unchanged');
      assert.equal(story.change, 'no-difference');
      assert.deepEqual(await claimMessages(bed.store, at(2)), []);
    });

    it('settles an event once, whoever asks again', async () => {
      const claimed = await settleVersion(bed.store, 'case-1', 1, at(0));
      assert.equal(await bed.store.commitEvent(commitOf(claimed), at(1)), 'already-settled');
      assert.deepEqual(await deliverAll(bed.store, at(2)), ['case-1-v1.1', 'case-1-v1.2']);
      assert.equal(await bed.store.commitEvent(commitOf(claimed), at(3)), 'already-settled');
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'completed');
    });

    it('settles an event once when two runs of it commit in the same moment', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const claimed = await claimOne(bed.store, at(0));
      const twice = await Promise.all([
        bed.store.commitEvent(commitOf(claimed), at(1)),
        bed.store.commitEvent(commitOf(claimed), at(1)),
      ]);
      assert.deepEqual(twice.sort(), ['already-settled', 'committed']);
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['queued', 'queued']);
    });

    it('writes nothing for a claim that is not valid', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const claimed = await claimOne(bed.store, at(0));
      assert.equal(await bed.store.commitEvent({ ...commitOf(claimed), claimToken: 'another token' }, at(1)), 'lost');
      assert.equal(await bed.store.commitEvent({ ...commitOf(claimed), eventId: 'unknown' }, at(1)), 'lost');
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'processing');
      assert.equal((await bed.store.caseView('case-1'))?.ledger, null);
    });

    it('refuses a control id that belongs to another message, and only that commit', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await bed.store.acceptEvents([newEvent('case-2', 1), newEvent('case-3', 1)], at(1));
      const [second, third] = await claimAll(bed.store, at(1));
      assert.ok(second !== undefined && third !== undefined);
      const messages = [newMessage('case-2-v1', 1), newMessage('case-2-v1', 2, { controlId: 'case-1-v1.2' })];
      const committing = [
        bed.store.acceptEvents([newEvent('case-4', 1)], at(2)),
        bed.store.commitEvent(commitOf(second, { messages }), at(2)),
        bed.store.commitEvent(commitOf(third), at(2)),
      ];
      const [accepting, colliding, fine] = await Promise.allSettled(committing);
      assert.equal(accepting?.status, 'fulfilled');
      assert.deepEqual(fine, { status: 'fulfilled', value: 'committed' });
      assert.equal(colliding?.status, 'rejected');
      const { name, class: kind, code } = colliding.reason as { name: string; class: string; code: string };
      assert.deepEqual({ name, kind, code }, { name: 'StoreFailure', kind: 'refused', code: 'control-id-taken' });

      assert.equal(await stateOf(bed.store, 'case-2-v1'), 'processing');
      assert.deepEqual(await messageStates(bed.store, 'case-2-v1'), []);
      assert.equal((await bed.store.queueDepth()).messages.queued, 4);
      assert.equal(await bed.store.commitEvent(commitOf(second), at(3)), 'committed');
    });

    it('completes an event of a change that needed no message', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0), { messages: [] });
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'completed');
    });

    it('keeps the bytes of a message as they are', async () => {
      const content = Buffer.from([0x4d, 0x53, 0x48, 0x00, 0xff, 0xc3, 0xa5, 0x0d]);
      await settleVersion(bed.store, 'case-1', 1, at(0), { messages: [newMessage('case-1-v1', 1, { content })] });
      const store = await bed.reopen();
      const [message] = await claimMessages(store, at(1));
      assert.ok(message !== undefined && Buffer.isBuffer(message.content));
      assert.deepEqual(message.content, content);
    });
  });
}
