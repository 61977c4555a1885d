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
  const known = db.get(INBOX.contentHash, event.eventId);
  if (known !== undefined) return known.contentHash === event.contentHash ? 'duplicate' : 'conflict';
  const caseNo = db.get(INBOX.findCase, event.caseId)?.caseNo ?? newCase(transaction, event.caseId);
  const seq = session.next('event');
  db.run(INBOX.insertEvent, seq, event.eventId, caseNo, event.version, event.source, event.contentHash, now);
  db.run(INBOX.insertContent, seq, event.content);
  db.run(INBOX.joinLane, caseNo, seq, event.version);
  transaction.passes('T0');
  transaction.moveEvent(undefined, 'accepted');
  transaction.inboxReady();
  return 'accepted';
}

function newCase({ db, session }: Transaction, caseId: string): number {
  const caseNo = session.next('case');
  db.run(INBOX.insertCase, caseNo, caseId);
  return caseNo;
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
