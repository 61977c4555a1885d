import assert from 'node:assert/strict';
import type { ClaimedEvent, Store } from '../../../../nodes/lib/store/index.ts';
import type { MakeStoreBed } from '../store-contract.ts';
import {
  at,
  attempt,
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
  unchangedCommitOf,
} from '../samples.ts';
import { openStoreForEach } from './open-store.ts';

async function claimVersion(store: Store, version: number, now: Date): Promise<ClaimedEvent> {
  await store.acceptEvents([newEvent('case-1', version)], now);
  return claimOne(store, now);
}

export function supersedeContract(makeBed: MakeStoreBed): void {
  describe('replacing messages that have not been tried', () => {
    const bed = openStoreForEach(makeBed);

    it('offers the newest settled event while none of its messages has been tried', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const second = await claimVersion(bed.store, 2, at(1));
      assert.deepEqual(second.unsent, { eventId: 'case-1-v1', before: undefined });
    });

    it('offers it with the ledger from before that event', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await deliverAll(bed.store, at(1));
      await settleVersion(bed.store, 'case-1', 2, at(2));
      const third = await claimVersion(bed.store, 3, at(3));
      assert.deepEqual(third.unsent, { eventId: 'case-1-v2', before: ledger('case-1', 1) });
      assert.equal(third.before?.version, 2);
    });

    it('offers nothing once a message has been claimed, sent, refused or held', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const message = await claimMessage(bed.store, at(1));
      const claimed = await claimVersion(bed.store, 2, at(2));
      assert.equal(claimed.unsent, undefined, 'claimed');
      await bed.store.settleMessage(
        message.messageId,
        message.claimToken,
        attempt(at(3), { class: 'none', code: 'stopped', next: { state: 'queued', notBefore: at(3) } }),
      );
      await bed.store.returnEvents([claimed.claimToken]);
      const untried = await claimOne(bed.store, at(4));
      assert.equal(untried.unsent?.eventId, 'case-1-v1', 'given back before anything was written');
      await bed.store.returnEvents([untried.claimToken]);
      await deliver(bed.store, at(5), heldAttempt(at(5)));
      assert.equal((await claimOne(bed.store, at(6))).unsent, undefined, 'held');
    });

    it('offers nothing after a crash in mid-flight, for the receiver may have it', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const message = await claimMessage(bed.store, at(1));
      await bed.store.markInFlight(message.messageId, message.claimToken, at(1));
      const store = await bed.reopen();
      await store.recoverMessages({ uncertain: 'resend', endpoint: 'millennium', now: at(2) });
      assert.equal((await claimVersion(store, 2, at(3))).unsent, undefined);
    });

    it('offers nothing when the newest settled event had nothing to send', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const second = await claimVersion(bed.store, 2, at(1));
      await bed.store.commitEvent(unchangedCommitOf(second), at(1));
      assert.equal((await claimVersion(bed.store, 3, at(2))).unsent, undefined);
    });

    it('offers nothing when another event waits behind it under the same ordering key', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0), { orderingKey: 'shared' });
      await settleVersion(bed.store, 'case-2', 1, at(0), { orderingKey: 'shared' });
      assert.equal((await claimVersion(bed.store, 2, at(1))).unsent, undefined);
    });

    it('sends the new messages instead of the old ones', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0), { warnings: ['version-gap'] });
      const second = await claimVersion(bed.store, 2, at(1));
      assert.equal(await bed.store.commitEvent(commitOf(second, { supersedes: 'case-1-v1' }), at(2)), 'committed');
      const story = await bed.store.eventStory('case-1-v1');
      assert.equal(story?.state, 'unchanged');
      assert.equal(story.change, 'booking');
      assert.deepEqual(story.warnings, ['version-gap', 'superseded']);
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['superseded', 'superseded']);
      assert.deepEqual(await deliverAll(bed.store, at(3)), ['case-1-v2.1', 'case-1-v2.2']);
      const { events, messages } = await bed.store.queueDepth();
      assert.deepEqual([events.unchanged, events.completed, messages.superseded, messages.acknowledged], [1, 1, 2, 2]);
    });

    it('goes back to the ledger before the first of several replaced events', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const second = await claimVersion(bed.store, 2, at(1));
      await bed.store.commitEvent(commitOf(second, { supersedes: 'case-1-v1' }), at(1));
      const third = await claimVersion(bed.store, 3, at(2));
      assert.deepEqual(third.unsent, { eventId: 'case-1-v2', before: undefined });
      assert.equal(third.before?.version, 2);
    });

    it('keeps what waits in front of the replaced messages', async () => {
      await settleVersion(bed.store, 'other', 1, at(0), { orderingKey: 'shared' });
      await settleVersion(bed.store, 'case-1', 1, at(0), { orderingKey: 'shared' });
      const second = await claimVersion(bed.store, 2, at(1));
      await bed.store.commitEvent(commitOf(second, { supersedes: 'case-1-v1', orderingKey: 'shared' }), at(2));
      assert.deepEqual(await deliverAll(bed.store, at(3)), ['other-v1.1', 'other-v1.2', 'case-1-v2.1', 'case-1-v2.2']);
    });

    it('replaces messages by none when the change has been undone', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const second = await claimVersion(bed.store, 2, at(1));
      assert.equal(
        await bed.store.commitEvent({ ...unchangedCommitOf(second), supersedes: 'case-1-v1' }, at(2)),
        'committed',
      );
      assert.deepEqual(await deliverAll(bed.store, at(3)), []);
      assert.deepEqual((await bed.store.caseView('case-1'))?.links, []);
      assert.equal((await claimVersion(bed.store, 3, at(4))).unsent, undefined);
    });

    it('answers conflict, with nothing written, when a message has been tried since', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const second = await claimVersion(bed.store, 2, at(1));
      const message = await claimMessage(bed.store, at(2));
      assert.equal(await bed.store.commitEvent(commitOf(second, { supersedes: 'case-1-v1' }), at(3)), 'conflict');
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['claimed', 'queued']);
      assert.deepEqual(await messageStates(bed.store, 'case-1-v2'), []);
      assert.equal((await bed.store.caseView('case-1'))?.ledger?.version, 1);
      await bed.store.settleMessage(message.messageId, message.claimToken, attempt(at(4)));
      assert.equal(await bed.store.commitEvent(commitOf(second), at(5)), 'committed');
      assert.deepEqual(await deliverAll(bed.store, at(6)), ['case-1-v1.2', 'case-1-v2.1', 'case-1-v2.2']);
    });

    it('answers conflict for an event that is not the newest of the case', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await settleVersion(bed.store, 'case-1', 2, at(1));
      const third = await claimVersion(bed.store, 3, at(2));
      for (const supersedes of ['case-1-v1', 'unknown']) {
        assert.equal(await bed.store.commitEvent(commitOf(third, { supersedes }), at(3)), 'conflict');
      }
    });

    it('puts the replaced messages back when the commit fails on a control id', async () => {
      await settleVersion(bed.store, 'other', 1, at(0));
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const second = await claimVersion(bed.store, 2, at(1));
      const messages = [newMessage('case-1-v2', 1, { controlId: 'other-v1.1' })];
      await assert.rejects(bed.store.commitEvent(commitOf(second, { supersedes: 'case-1-v1', messages }), at(2)), {
        code: 'control-id-taken',
      });
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['queued', 'queued']);
      assert.equal((await bed.store.queueDepth()).messages.superseded, 0);
      assert.deepEqual((await deliverAll(bed.store, at(3))).sort(), [
        'case-1-v1.1',
        'case-1-v1.2',
        'other-v1.1',
        'other-v1.2',
      ]);
    });
  });
}
