/** T0: writes accepted events and gives each its place in the lane of its case; keeps what was refused, for a while. */
import type { AcceptStatus, NewEvent, Rejection } from '../inbox.ts';
import type { Connection } from './connection.ts';
import { openValue, SEALED_COLUMNS, sealValue } from './sealed-records.ts';
import type { Session } from './session.ts';
import { INBOX, REJECTED, type RejectedRow } from './statements/inbox-statements.ts';
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
  const { eventId, caseId, version, source, content } = event;
  // A hash of what is known but for a birth number could be tried out.
  const contentHash = session.keyring.lookup(event.contentHash);
  const ownCaseNo = session.next('case');
  const caseIsNew = db.run(INBOX.insertCase, ownCaseNo, caseId) === 1;
  const caseNo = caseIsNew ? ownCaseNo : (db.get(INBOX.findCase, caseId)?.caseNo ?? ownCaseNo);
  const seq = session.next('event');
  if (db.run(INBOX.insertEvent, seq, eventId, caseNo, version, source, contentHash, now) === 0) {
    if (caseIsNew) db.run(INBOX.removeCase, caseNo);
    return db.get(INBOX.contentHash, eventId)?.contentHash === contentHash ? 'duplicate' : 'conflict';
  }
  const { keyId, sealed } = sealValue(transaction, SEALED_COLUMNS.event, seq, content, now);
  db.run(INBOX.insertContent, seq, keyId, sealed);
  session.recentEvents.keep(seq, content);
  db.run(INBOX.joinLane, caseNo, seq, version);
  transaction.effects.wrote('event', seq);
  transaction.passes('T0');
  transaction.moveEvent(undefined, 'accepted');
  transaction.inboxReady();
  return 'accepted';
}

/** Names and numbers a sender made up may stand in what was refused, ids and pointers included: all of it is sealed. */
type RejectionDetails = Pick<Rejection, 'eventId' | 'caseId' | 'issues'>;

export function recordRejection(transaction: Transaction, rejection: Rejection): void {
  const { db, session } = transaction;
  const { receivedAt, source, status, ...rest } = rejection;
  const details: RejectionDetails = rest;
  const id = session.next('rejection');
  const at = receivedAt.getTime();
  const { keyId, sealed } = sealValue(transaction, SEALED_COLUMNS.rejection, id, JSON.stringify(details), at);
  db.run(REJECTED.insert, id, at, source, status, keyId, sealed);
  db.run(REJECTED.trim, id - REJECTIONS_KEPT);
}

export function recentRejections(db: Connection, session: Session, limit: number): Rejection[] {
  return db.all(REJECTED.newest, limit).flatMap((row) => readRejection(session, row) ?? []);
}

function readRejection(session: Session, row: RejectedRow): Rejection | undefined {
  const { rejectedId, receivedAt, source, status, keyId, details } = row;
  const text = openValue(session, SEALED_COLUMNS.rejection, rejectedId, { keyId, sealed: details });
  if (text === undefined) return undefined;
  return {
    receivedAt: new Date(receivedAt),
    source,
    status,
    ...(JSON.parse(text.toString('utf8')) as RejectionDetails),
  };
}
