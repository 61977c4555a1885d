import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClaimedEvent, Store } from '../../../../nodes/lib/store/index.ts';
import { openSqliteStore } from '../../../../nodes/lib/store/sqlite/index.ts';
import { markedContent, markedEvent, MARKS, marksIn } from '../marked-patient.ts';
import {
  at,
  attempt,
  claimOne,
  claimMessage,
  commitOf,
  deliver,
  deliverAll,
  ENDPOINT,
  heldAttempt,
  ledger,
  newMessage,
  refusedUntil,
  unchangedCommitOf,
} from '../samples.ts';
import { temporaryFolder } from './sqlite-bed.ts';

describe('the files of the SQLite store', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: Store;

  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await openSqliteStore({ file: join(folder.path, 'orbit.sqlite') });
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  const commit = async (claimed: ClaimedEvent, supersedes?: string): Promise<void> => {
    const { event } = claimed;
    const snapshot = event.case;
    assert.ok(snapshot !== undefined);
    const messages = [1, 2].map((step) =>
      newMessage(event.eventId, step, {
        content: markedContent(`${event.eventId}.${String(step)}`, step === 1 ? 'utf8' : 'latin1'),
      }),
    );
    const change = { messages, ledger: { ...ledger(event.caseId, event.version), snapshot } };
    const commitment = commitOf(claimed, supersedes === undefined ? change : { ...change, supersedes });
    assert.equal(await store.commitEvent(commitment, at(3)), 'committed');
  };
  const settle = async (caseId: string, version: number, supersedes?: string): Promise<void> => {
    await store.acceptEvents([markedEvent(caseId, version)], at(1));
    await commit(await claimOne(store, at(2)), supersedes);
  };

  /** Every call that writes, with the marks wherever a caller may have words of a patient in hand. */
  const writeEverything = async (): Promise<void> => {
    await settle('case-1', 1);
    await settle('case-1', 2, 'case-1-v1');
    await deliver(store, at(4), refusedUntil(at(4), at(5)));
    await deliver(store, at(6), heldAttempt(at(6)));
    await store.retryMessage((await store.eventStory('case-1-v2'))?.messages.length ?? 0, at(7));
    await settle('case-2', 1);
    const claimed = await claimMessage(store, at(8));
    await store.markInFlight(claimed.messageId, claimed.claimToken, at(8));
    await store.settleMessage(claimed.messageId, claimed.claimToken, attempt(at(9)));
    await deliverAll(store, at(10));
    await store.acceptEvents([markedEvent('case-3', 1)], at(11));
    const held = await claimOne(store, at(12));
    await store.holdEvent(held.event.eventId, held.claimToken, { code: 'no-profile', text: 'no profile' }, at(12));
    await store.releaseEvents({ eventId: held.event.eventId }, at(13));
    const deferred = await claimOne(store, at(13));
    await store.deferEvent(deferred.event.eventId, deferred.claimToken, at(14));
    const returned = await claimOne(store, at(15));
    await store.returnEvents([returned.claimToken]);
    await store.commitEvent(unchangedCommitOf(await claimOne(store, at(16))), at(17));
    await store.acceptEvents([markedEvent('case-4', 1), { ...markedEvent('case-1', 1), contentHash: 'other' }], at(18));
    const issues = [{ pointer: '/Märktsson', message: 'märkt fritext' }];
    await store.recordRejection({
      receivedAt: at(19),
      source: 'http',
      status: 422,
      eventId: '191212121212',
      caseId: '191212121212',
      issues,
    });
    await store.recoverMessages({ uncertain: 'resend', endpoint: ENDPOINT, now: at(20) });
    await store.probe();
  };

  it('hold none of the words about a patient, neither while it is open nor after it was closed', async () => {
    await writeEverything();
    assert.ok(readdirSync(folder.path).includes('orbit.sqlite-wal'));
    assert.deepEqual(marksIn(folder.path), []);
    await store.close();
    assert.deepEqual(marksIn(folder.path), []);
    store = await openSqliteStore({ file: join(folder.path, 'orbit.sqlite') });
    assert.equal((await claimOne(store, at(30))).event.case?.patient.family, 'Märktsson');
    assert.equal((await store.caseView('case-2'))?.ledger?.snapshot?.note, 'märkt fritext');
    assert.deepEqual(marksIn(folder.path), []);
  });

  it('would be found out', () => {
    writeFileSync(join(folder.path, 'a file'), markedContent('1', 'latin1'));
    assert.deepEqual(
      marksIn(folder.path),
      ['191212121212', 'Märktsson', 'Märkta', 'märkt fritext'].map((mark) => `a file: ${mark}`),
    );
    writeFileSync(join(folder.path, 'a file'), JSON.stringify(markedEvent('case-1', 1)));
    assert.deepEqual(
      marksIn(folder.path),
      MARKS.map((mark) => `a file: ${mark}`),
    );
  });
});
