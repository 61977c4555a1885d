/** T0: writes accepted events and gives each its place in the lane of its case; keeps what was refused, for a while. */
import type { AcceptStatus, NewEvent, Rejection } from '../inbox.ts';
import { INBOX, REJECTED } from './statements/inbox-statements.ts';
import type { Transaction } from './transaction.ts';

/** The rejected log is for seeing what came in lately; it is no archive. */
const REJECTIONS_KEPT = 10_000;

export interface WritableEvent {
  eventId: string;
  caseId: string;
  version: number;
  source: string;
  contentHash: string;
  content: string;
}

/** The event as text, taken when the call is made: a flow may alter its message before the transaction runs. */
export function writable({ event, contentHash, source }: NewEvent): WritableEvent {
  const { eventId, caseId, version } = event;
  return { eventId, caseId, version, source, contentHash, content: JSON.stringify(event) };
}

export function acceptEvents(transaction: Transaction, events: readonly WritableEvent[], now: number): AcceptStatus[] {
  return events.map((event) => acceptEvent(transaction, event, now));
}

function acceptEvent(transaction: Transaction, event: WritableEvent, now: number): AcceptStatus {
  const { db, session } = transaction;
  const { eventId, caseId, version, source, contentHash, content } = event;
  const ownCaseNo = session.next('case');
  const caseIsNew = db.run(INBOX.insertCase, ownCaseNo, caseId) === 1;
  const caseNo = caseIsNew ? ownCaseNo : (db.get(INBOX.findCase, caseId)?.caseNo ?? ownCaseNo);
  const seq = session.next('event');
  if (db.run(INBOX.insertEvent, seq, eventId, caseNo, version, source, contentHash, now) === 0) {
    if (caseIsNew) db.run(INBOX.removeCase, caseNo);
    return db.get(INBOX.contentHash, eventId)?.contentHash === contentHash ? 'duplicate' : 'conflict';
  }
  db.run(INBOX.insertContent, seq, content);
  db.run(INBOX.joinLane, caseNo, seq, version);
  transaction.passes('T0');
  transaction.moveEvent(undefined, 'accepted');
  transaction.inboxReady();
  return 'accepted';
}

export function recordRejection({ db, session }: Transaction, rejection: Rejection): void {
  const { receivedAt, source, status, eventId, caseId, issues } = rejection;
  const id = session.next('rejection');
  db.run(
    REJECTED.insert,
    id,
    receivedAt.getTime(),
    source,
    status,
    eventId ?? null,
    caseId ?? null,
    JSON.stringify(issues),
  );
  db.run(REJECTED.trim, id - REJECTIONS_KEPT);
}
