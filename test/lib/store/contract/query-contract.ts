import assert from 'node:assert/strict';
import type { MakeStoreBed } from '../store-contract.ts';
import {
  at,
  attempt,
  claimAll,
  claimMessage,
  deliver,
  deliverAll,
  ENDPOINT,
  heldAttempt,
  ledger,
  newEvent,
  newMessage,
  refusedUntil,
  settleVersion,
} from '../samples.ts';
import { openStoreForEach } from './open-store.ts';

export function queryContract(makeBed: MakeStoreBed): void {
  describe('telling about itself', () => {
    const bed = openStoreForEach(makeBed);

    it('gives the newest event with its content, and none where none has come', async () => {
      assert.equal(await bed.store.newestEvent(), undefined);
      for (const version of [1, 2]) await bed.store.acceptEvents([newEvent('case-1', version)], at(version));
      assert.deepEqual(await bed.store.newestEvent(), newEvent('case-1', 2).event);
    });

    it('tells the story of an event', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await deliver(bed.store, at(1), refusedUntil(at(1), at(2)));
      await deliver(bed.store, at(2));
      assert.deepEqual(await bed.store.eventStory('case-1-v1'), {
        eventId: 'case-1-v1',
        caseId: 'case-1',
        version: 1,
        state: 'sent',
        change: 'booking',
        problem: null,
        warnings: [],
        route: null,
        acceptedAt: at(0).toISOString(),
        messages: [
          {
            kind: 'encounter',
            messageType: 'ADT^A05',
            controlId: 'case-1-v1.1',
            state: 'acknowledged',
            attempts: 2,
            ackCode: 'AA',
            errorCode: null,
            text: null,
          },
          {
            kind: 'appointment',
            messageType: 'SIU^S12',
            controlId: 'case-1-v1.2',
            state: 'queued',
            attempts: 0,
            ackCode: null,
            errorCode: null,
            text: null,
          },
        ],
      });
      assert.equal(await bed.store.eventStory('unknown'), undefined);
    });

    it('shows a case: its ledger, its links, its events by version', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await bed.store.acceptEvents([newEvent('case-1', 3), newEvent('case-1', 2)], at(1));
      const view = await bed.store.caseView('case-1');
      assert.deepEqual(view?.ledger, ledger('case-1', 1));
      assert.equal(view.ownerSystem, 'millennium');
      assert.deepEqual(view.events, [
        { eventId: 'case-1-v1', version: 1, state: 'sent', change: 'booking' },
        { eventId: 'case-1-v2', version: 2, state: 'accepted', change: null },
        { eventId: 'case-1-v3', version: 3, state: 'accepted', change: null },
      ]);
      assert.equal(await bed.store.caseView('unknown'), undefined);
    });

    it('shows a case nothing was settled for, without ledger and owner', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const view = await bed.store.caseView('case-1');
      assert.deepEqual([view?.ledger, view?.ownerSystem, view?.links], [null, null, []]);
    });

    it('follows a link from expected to confirmed to cancelled', async () => {
      const about = (effect: 'create' | 'update' | 'cancel' | 'no-show', version: number) => ({
        messages: [newMessage(`case-1-v${String(version)}`, 1, { effect, linkIdentifier: 'visit-1' })],
      });
      const link = async (): Promise<unknown> =>
        (await bed.store.caseView('case-1'))?.links.map(({ kind, identifier, state }) => [kind, identifier, state]);
      await settleVersion(bed.store, 'case-1', 1, at(0), about('create', 1));
      assert.deepEqual(await link(), [['encounter', 'visit-1', 'pending']]);
      await deliver(bed.store, at(1));
      assert.deepEqual(await link(), [['encounter', 'visit-1', 'confirmed']]);
      await settleVersion(bed.store, 'case-1', 2, at(2), about('update', 2));
      assert.deepEqual(await link(), [['encounter', 'visit-1', 'confirmed']]);
      await deliver(bed.store, at(3));
      await settleVersion(bed.store, 'case-1', 3, at(4), about('no-show', 3));
      await deliver(bed.store, at(5));
      assert.deepEqual(await link(), [['encounter', 'visit-1', 'confirmed']]);
      await settleVersion(bed.store, 'case-1', 4, at(6), about('cancel', 4));
      assert.deepEqual(await link(), [['encounter', 'visit-1', 'confirmed']]);
      await deliver(bed.store, at(7));
      assert.deepEqual(await link(), [['encounter', 'visit-1', 'cancelled']]);
      await settleVersion(bed.store, 'case-1', 5, at(8), about('create', 5));
      assert.deepEqual(await link(), [['encounter', 'visit-1', 'pending']]);
    });

    it('learns a link from an accepted update alone, as for an encounter the receiver opened itself', async () => {
      const messages = [newMessage('case-1-v1', 1, { effect: 'update', linkIdentifier: 'visit-of-theirs' })];
      await settleVersion(bed.store, 'case-1', 1, at(0), { messages });
      assert.deepEqual((await bed.store.caseView('case-1'))?.links, []);
      await deliver(bed.store, at(1));
      assert.deepEqual((await bed.store.caseView('case-1'))?.links, [
        { kind: 'encounter', identifier: 'visit-of-theirs', state: 'confirmed', updatedAt: at(1).toISOString() },
      ]);
    });

    it('leaves a link as it is when the message is refused', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await deliver(bed.store, at(1), heldAttempt(at(1)));
      assert.deepEqual(
        (await bed.store.caseView('case-1'))?.links.map(({ state }) => state),
        ['pending', 'pending'],
      );
    });

    it('counts events and messages by state as they move', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      await settleVersion(bed.store, 'case-2', 1, at(0));
      await bed.store.acceptEvents([newEvent('case-3', 1), newEvent('case-3', 2)], at(0));
      await claimAll(bed.store, at(1));
      await claimMessage(bed.store, at(1));
      const { messageId, claimToken } = await claimMessage(bed.store, at(1));
      await bed.store.markInFlight(messageId, claimToken, at(1));
      const { events, messages } = await bed.store.queueDepth();
      assert.deepEqual(events, { accepted: 1, processing: 1, sent: 2, completed: 0, unchanged: 0, held: 0, stuck: 0 });
      assert.deepEqual(messages, {
        queued: 2,
        claimed: 1,
        'in-flight': 1,
        committed: 0,
        acknowledged: 0,
        held: 0,
        discarded: 0,
        superseded: 0,
      });
      await bed.store.settleMessage(messageId, claimToken, attempt(at(2)));
      assert.equal((await bed.store.queueDepth()).messages.acknowledged, 1);
    });

    it('says since when the oldest waits, of the store or of an endpoint, without what is held', async () => {
      assert.equal((await bed.store.queueDepth()).oldestWaitingAt, null);
      await settleVersion(bed.store, 'case-1', 1, at(10));
      await settleVersion(bed.store, 'case-2', 1, at(20));
      await bed.store.acceptEvents([newEvent('case-3', 1)], at(30));
      const oldest = async (endpoint?: string): Promise<Date | null> =>
        (await bed.store.queueDepth(endpoint)).oldestWaitingAt;
      assert.deepEqual(await oldest(), at(10));
      assert.deepEqual(await oldest(ENDPOINT), at(10));
      assert.equal(await oldest('another'), null);
      await deliver(bed.store, at(40), heldAttempt(at(40)));
      assert.deepEqual(await oldest(), at(20));
      await deliver(bed.store, at(40), refusedUntil(at(40), at(90)));
      assert.deepEqual(await oldest(ENDPOINT), at(20), 'what waits for a time waits as well');
      await claimMessage(bed.store, at(90));
      assert.deepEqual(await oldest(ENDPOINT), at(20), 'and what is under way');
      const store = await bed.reopen();
      assert.deepEqual(
        (await store.queueDepth(ENDPOINT)).oldestWaitingAt,
        at(20),
        'and what was under way when the process ended',
      );
      await store.recoverMessages({ uncertain: 'resend', endpoint: ENDPOINT, now: at(90) });
      await deliverAll(bed.store, at(90));
      assert.equal(await oldest(ENDPOINT), null);
      assert.deepEqual(await oldest(), at(30));
    });
  });
}
