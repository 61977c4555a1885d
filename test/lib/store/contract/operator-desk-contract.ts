import assert from 'node:assert/strict';
import type { MakeStoreBed } from '../store-contract.ts';
import { at, claimMessage, deliver, ENDPOINT, heldAttempt, messageStates, settleVersion } from '../samples.ts';
import {
  aCase,
  done,
  endpoint,
  event,
  heldEvent,
  message,
  order,
  outcome,
  refusedBooking,
  settlePlanned,
} from '../operator-samples.ts';
import { openStoreForEach } from './open-store.ts';

const A05 = message('case-1-v1.1');
const S12 = message('case-1-v1.2');

export function operatorDeskContract(makeBed: MakeStoreBed): void {
  describe('the journal of the operators', () => {
    const bed = openStoreForEach(makeBed);

    it('says who ordered what, when, why, and what came of it; the newest first, page by page', async () => {
      await refusedBooking(bed.store);
      await done(bed.store, 2, { command: 'retry', on: A05 }, { by: 'beda', reason: 'ward was added' });
      await order(bed.store, 3, { command: 'retry', on: A05 });
      await order(bed.store, 4, { command: 'release', on: message('nobody') });
      await order(bed.store, 5, { command: 'discard', on: event('case-1-v1') });
      await done(bed.store, 6, { command: 'hold', on: endpoint(ENDPOINT) });
      const lines = await bed.store.journal({ limit: 10 });
      assert.deepEqual(
        lines.map(({ command, by, reason, caseId, result, code }) => [command, by, reason, caseId, result, code]),
        [
          ['hold', 'astrid', 'a test says so', null, 'done', null],
          ['discard', 'astrid', 'a test says so', 'case-1', 'refused', 'not-held'],
          ['retry', 'astrid', 'a test says so', 'case-1', 'already-done', null],
          ['retry', 'beda', 'ward was added', 'case-1', 'done', null],
        ],
      );
      assert.deepEqual([lines[3]?.at, lines[3]?.subject], [at(2).toISOString(), A05]);
      const page = await bed.store.journal({ limit: 2, before: lines[1]?.journalId ?? 0 });
      assert.deepEqual(page, lines.slice(2));
      assert.equal((await bed.store.journal({ limit: 10, caseId: 'case-1' })).length, 3);
      assert.deepEqual(await (await bed.reopen()).journal({ limit: 10 }), lines);
    });

    it('has each command once under its own name, whatever has happened since, also after a restart', async () => {
      await refusedBooking(bed.store);
      const named = { commandId: 'command-1' };
      const first = await done(bed.store, 2, { command: 'retry', on: A05 }, named);
      await deliver(bed.store, at(3), heldAttempt(at(3)));
      const store = await bed.reopen();
      assert.deepEqual(await order(store, 4, { command: 'retry', on: A05 }, { ...named, by: 'beda' }), {
        ...first,
        alreadyDone: true,
      });
      assert.deepEqual(await messageStates(store, 'case-1-v1'), ['held', 'queued']);
      assert.equal(await outcome(store, 5, { command: 'retry', on: S12 }, named), 'refused command-id-taken');
      assert.equal((await store.journal({ limit: 10 })).length, 1);
    });

    it('lets a command be ordered again under its name when it was refused', async () => {
      await settlePlanned(bed.store, 1, 0);
      const claimed = await claimMessage(bed.store, at(1));
      await bed.store.markInFlight(claimed.messageId, claimed.claimToken, at(1));
      const command = { command: 'discard', on: A05, outcome: 'done-by-hand' } as const;
      assert.equal(await outcome(bed.store, 2, command, { commandId: 'command-1' }), 'refused in-flight');
      await bed.store.settleMessage(claimed.messageId, claimed.claimToken, heldAttempt(at(2)));
      assert.equal(await outcome(bed.store, 3, command, { commandId: 'command-1' }), 'discarded');
    });

    it('stands and falls with the effect', async () => {
      await refusedBooking(bed.store);
      const passed: string[] = [];
      const store = await bed.reopen({
        failpoint: (name) => {
          passed.push(name);
          if (passed.length === 1) throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
        },
      });
      await assert.rejects(order(store, 2, { command: 'hold', on: aCase('case-1') }), { code: 'io' });
      assert.deepEqual(await store.journal({ limit: 10 }), []);
      assert.equal(await outcome(store, 3, { command: 'hold', on: aCase('case-1') }), 'held');
      assert.deepEqual(passed, ['OP:before', 'OP:before', 'OP:after']);
      const after = await bed.reopen();
      assert.equal((await after.journal({ limit: 10 })).length, 1);
      assert.equal(await outcome(after, 4, { command: 'hold', on: aCase('case-1') }), 'again held');
    });
  });

  describe('what waits for a person', () => {
    const bed = openStoreForEach(makeBed);

    it('is listed with what it takes to decide, page by page', async () => {
      await refusedBooking(bed.store);
      await heldEvent(bed.store, 'case-2');
      await settleVersion(bed.store, 'case-3', 1, at(3));
      await done(bed.store, 4, { command: 'hold', on: message('case-3-v1.2') });
      await done(bed.store, 5, { command: 'hold', on: aCase('case-3') });
      await done(bed.store, 6, { command: 'hold', on: endpoint(ENDPOINT) });
      const all = (await bed.store.heldItems({ limit: 10 })).items;
      assert.deepEqual(
        all.map(({ kind, id, caseId, state, code }) => [kind, id, caseId, state, code]),
        [
          ['message', 'case-1-v1.1', 'case-1', 'held', 'refused'],
          ['message', 'case-3-v1.2', 'case-3', 'queued', 'held-by-operator'],
          ['event', 'case-2-v1', 'case-2', 'held', 'no-profile'],
          ['case', 'case-3', 'case-3', 'held', 'held-by-operator'],
          ['endpoint', ENDPOINT, null, 'held', 'held-by-operator'],
        ],
      );
      assert.deepEqual(all[0], {
        kind: 'message',
        id: 'case-1-v1.1',
        caseId: 'case-1',
        eventId: 'case-1-v1',
        hospital: 'TESTSJUKHUSET',
        endpoint: ENDPOINT,
        messageType: 'ADT^A05',
        state: 'held',
        since: at(1).toISOString(),
        attempts: 1,
        code: 'refused',
        ackCode: 'AE',
        errorCode: '204',
        text: 'unknown key',
        hold: null,
      });
      assert.deepEqual(all[3]?.hold, { by: 'astrid', at: at(5).toISOString(), reason: 'a test says so' });
      assert.equal(all[2]?.hospital, 'TESTSJUKHUSET');
      const paged = [];
      for (let next: string | null | undefined; next !== null;) {
        const page = await bed.store.heldItems(next === undefined ? { limit: 1 } : { limit: 1, after: next });
        assert.equal(page.items.length, 1);
        paged.push(...page.items);
        next = page.next;
      }
      assert.deepEqual(paged, all);
      await assert.rejects(bed.store.heldItems({ limit: 1, after: 'somewhere 17' }), { code: 'unknown-page' });
    });

    it('is told of one case in its whole story', async () => {
      await refusedBooking(bed.store);
      await done(bed.store, 2, { command: 'hold', on: aCase('case-1') });
      const timeline = await bed.store.caseTimeline('case-1');
      assert.deepEqual(timeline?.holds, [
        { code: 'held-by-operator', by: 'astrid', at: at(2).toISOString(), reason: 'a test says so' },
      ]);
      assert.deepEqual(timeline.held, {
        version: 1,
        hospital: 'TESTSJUKHUSET',
        encounter: 'registered',
        visitNumber: 'case-1',
        bed: 'none',
        appointment: 'booked',
        tellsAll: false,
      });
      const [told] = timeline.events;
      assert.deepEqual(
        [told?.eventId, told?.state, told?.change, told?.messages.map(({ controlId, state }) => [controlId, state])],
        [
          'case-1-v1',
          'held',
          'booking',
          [
            ['case-1-v1.1', 'held'],
            ['case-1-v1.2', 'queued'],
          ],
        ],
      );
      assert.deepEqual(told?.messages[0]?.attempts, [
        {
          startedAt: at(1).toISOString(),
          finishedAt: at(1).toISOString(),
          class: 'permanent',
          code: 'refused',
          ackCode: 'AE',
          errorCode: '204',
          text: 'unknown key',
        },
      ]);
      assert.equal(timeline.journal.length, 1);
      assert.doesNotMatch(JSON.stringify(timeline), /Tolvan|191212/);
      assert.equal(await bed.store.caseTimeline('case-9'), undefined);
    });
  });
}
