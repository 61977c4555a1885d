import assert from 'node:assert/strict';
import type { MakeStoreBed } from '../store-contract.ts';
import {
  at,
  attempt,
  claimMessage,
  claimMessages,
  deliver,
  deliverAll,
  ENDPOINT,
  heldAttempt,
  messageStates,
  newMessage,
  refusedUntil,
  settleVersion,
  stateOf,
} from '../samples.ts';
import { openStoreForEach } from './open-store.ts';

export function deliveryContract(makeBed: MakeStoreBed): void {
  describe('delivering messages', () => {
    const bed = openStoreForEach(makeBed);

    it('gives out what a connection needs to send and to judge the answer', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const { messageId, claimToken, ...message } = await claimMessage(bed.store, at(1));
      assert.ok(messageId > 0 && claimToken !== '');
      assert.deepEqual(message, {
        eventId: 'case-1-v1',
        caseId: 'case-1',
        orderingKey: 'case-1',
        controlId: 'case-1-v1.1',
        triggerEvent: 'A05',
        effect: 'create',
        hospital: 'TESTSJUKHUSET',
        content: newMessage('case-1-v1', 1).content,
        attempts: 0,
        refusals: 0,
      });
    });

    it('gives out the oldest messages first, one of each ordering key, no more than asked for', async () => {
      for (const caseId of ['case-2', 'case-3', 'case-1']) await settleVersion(bed.store, caseId, 1, at(0));
      const first = await claimMessages(bed.store, at(1), 2);
      assert.deepEqual(
        first.map(({ controlId }) => controlId),
        ['case-2-v1.1', 'case-3-v1.1'],
      );
      assert.deepEqual(
        (await claimMessages(bed.store, at(1))).map(({ controlId }) => controlId),
        ['case-1-v1.1'],
      );
      assert.deepEqual(await claimMessages(bed.store, at(1)), []);
    });

    it('gives out the next message of a key only when the one before has been acknowledged', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await settleVersion(bed.store, 'case-1', 2, at(1));
      assert.deepEqual(await deliverAll(bed.store, at(2)), [
        'case-1-v1.1',
        'case-1-v1.2',
        'case-1-v2.1',
        'case-1-v2.2',
      ]);
    });

    it('completes an event with the acknowledgement of its last message', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await deliver(bed.store, at(1));
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'sent');
      await deliver(bed.store, at(2));
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'completed');
    });

    it('completes an event although messages of a later one wait behind it', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await settleVersion(bed.store, 'case-1', 2, at(1));
      await deliver(bed.store, at(2));
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'sent');
      await deliver(bed.store, at(2));
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'completed');
      assert.equal(await stateOf(bed.store, 'case-1-v2'), 'sent');
    });

    it('shows where a message is at every step', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const { messageId, claimToken } = await claimMessage(bed.store, at(1));
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['claimed', 'queued']);
      assert.equal(await bed.store.markInFlight(messageId, claimToken, at(1)), true);
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['in-flight', 'queued']);
      await bed.store.settleMessage(messageId, claimToken, attempt(at(2)));
      assert.deepEqual(await messageStates(bed.store, 'case-1-v1'), ['acknowledged', 'queued']);
    });

    it('waits with a refused message until its time and keeps the younger ones behind it', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await deliver(bed.store, at(1), refusedUntil(at(1), at(30)));
      assert.deepEqual(await claimMessages(bed.store, at(29)), []);
      assert.deepEqual(await bed.store.nextMessageDueAt(ENDPOINT), at(30));
      assert.equal(await bed.store.nextMessageDueAt('another'), undefined);
      const again = await claimMessage(bed.store, at(30));
      assert.equal(again.controlId, 'case-1-v1.1');
      assert.deepEqual([again.attempts, again.refusals], [1, 1]);
      assert.equal(await bed.store.nextMessageDueAt(ENDPOINT), undefined);
    });

    it('counts attempts and refusals: a lost connection is no refusal, and what was never written is no attempt', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const queued = { state: 'queued', notBefore: at(1) } as const;
      await deliver(bed.store, at(1), attempt(at(1), { class: 'none', code: 'connect-refused', next: queued }));
      await deliver(bed.store, at(1), attempt(at(1), { class: 'uncertain', code: 'unmatched-ack', next: queued }));
      await deliver(bed.store, at(1), refusedUntil(at(1), at(1)));
      const message = await claimMessage(bed.store, at(1));
      assert.deepEqual([message.attempts, message.refusals], [2, 1]);
    });

    it('gives the same bytes at every attempt', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const first = await deliver(bed.store, at(1), refusedUntil(at(1), at(1)));
      const second = await claimMessage(bed.store, at(2));
      assert.deepEqual(second.content, first.content);
      assert.equal(second.messageId, first.messageId);
      assert.notEqual(second.claimToken, first.claimToken);
    });

    it('holds a refused message, its event and its key, and nothing else', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await settleVersion(bed.store, 'case-2', 1, at(0));
      await deliver(bed.store, at(1), heldAttempt(at(1)));
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'held');
      assert.deepEqual(await deliverAll(bed.store, at(100)), ['case-2-v1.1', 'case-2-v1.2']);
      const story = await bed.store.eventStory('case-1-v1');
      const [message] = story?.messages ?? [];
      assert.deepEqual(
        {
          state: message?.state,
          attempts: message?.attempts,
          ackCode: message?.ackCode,
          errorCode: message?.errorCode,
          text: message?.text,
        },
        { state: 'held', attempts: 1, ackCode: 'AE', errorCode: '204', text: 'unknown key' },
      );
    });

    it('lets the events of a case go on being settled while a message of it is held', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await deliver(bed.store, at(1), heldAttempt(at(1)));
      await settleVersion(bed.store, 'case-1', 2, at(2));
      assert.deepEqual(await claimMessages(bed.store, at(3)), []);
      assert.equal(
        await bed.store.releaseEvents({ eventId: 'case-1-v1' }, at(4)),
        0,
        'the event is settled; the message is what is held',
      );
    });

    it('sends a held message again when a person says so, the rest behind it', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const { messageId } = await deliver(bed.store, at(1), heldAttempt(at(1)));
      assert.equal(await bed.store.retryMessage(messageId, at(2)), true);
      assert.equal(await bed.store.retryMessage(messageId, at(2)), false, 'it is not held any more');
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'sent');
      assert.deepEqual(await deliverAll(bed.store, at(3)), ['case-1-v1.1', 'case-1-v1.2']);
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'completed');
    });

    it('retries nothing that is not held', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const { messageId } = await deliver(bed.store, at(1));
      assert.equal(await bed.store.retryMessage(messageId, at(2)), false);
      assert.equal(await bed.store.retryMessage(4_711, at(2)), false);
    });

    it('fences every step by the claim', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const { messageId, claimToken } = await claimMessage(bed.store, at(1));
      assert.equal(await bed.store.markInFlight(messageId, 'another token', at(1)), false);
      assert.equal(await bed.store.settleMessage(messageId, 'another token', attempt(at(1))), false);
      assert.equal(await bed.store.markInFlight(messageId + 1, claimToken, at(1)), false);
      assert.equal(await bed.store.markInFlight(messageId, claimToken, at(1)), true);
      assert.equal(await bed.store.settleMessage(messageId, claimToken, attempt(at(2))), true);
      assert.equal(await bed.store.settleMessage(messageId, claimToken, attempt(at(2))), false, 'settled once');
      assert.equal(await bed.store.markInFlight(messageId, claimToken, at(3)), false);
      assert.equal((await bed.store.queueDepth()).messages.acknowledged, 1);
    });

    it('does not take a given-back claim for a valid one', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      const { messageId, claimToken } = await claimMessage(bed.store, at(1));
      await bed.store.settleMessage(
        messageId,
        claimToken,
        attempt(at(1), { class: 'none', code: 'stopped', next: { state: 'queued', notBefore: at(1) } }),
      );
      assert.equal(await bed.store.markInFlight(messageId, claimToken, at(2)), false);
    });

    it('keeps the order of a key across endpoints: the head of one blocks the other', async () => {
      const messages = [
        newMessage('case-1-v1', 1, { endpoint: 'old', effect: 'cancel' }),
        newMessage('case-1-v1', 2, { endpoint: 'new' }),
        newMessage('case-1-v1', 3, { endpoint: 'old', effect: 'cancel' }),
      ];
      await settleVersion(bed.store, 'case-1', 1, at(0), { messages });
      assert.deepEqual(await claimMessages(bed.store, at(1), 10, 'new'), []);
      await deliver(bed.store, at(1), attempt(at(1)), 'old');
      assert.deepEqual(await claimMessages(bed.store, at(2), 10, 'old'), []);
      await deliver(bed.store, at(2), attempt(at(2)), 'new');
      await deliver(bed.store, at(3), attempt(at(3)), 'old');
      assert.equal(await stateOf(bed.store, 'case-1-v1'), 'completed');
      assert.equal((await bed.store.queueDepth('old')).messages.acknowledged, 2);
      assert.equal((await bed.store.queueDepth('new')).messages.acknowledged, 1);
    });
  });
}
