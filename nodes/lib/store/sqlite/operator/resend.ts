/** Sends the content of a message as a new message: under another MSH-10, in the order of the case. */
import type { Restamper } from '../../operator.ts';
import { joinLane } from '../message-lanes.ts';
import { openValue, SEALED_COLUMNS, sealValue } from '../sealed-records.ts';
import { OPERATOR, type OperatedMessage } from '../statements/operator-statements.ts';
import { OUTBOX } from '../statements/outbox-statements.ts';
import type { Transaction } from '../transaction.ts';
import { alreadyDone, done, NOT_FOUND, refused, type Answer, type Ordered } from './answer.ts';
import { ledgerOf, messagesInOrder } from './case-truth.ts';
import { removeHold } from './holds.ts';
import { findMessage, isAccepted, isOpen, queueNow, standingOf } from './operated-message.ts';

export function resendAsNew(ordered: Ordered, controlId: string, restamper: Restamper): Answer {
  const { transaction } = ordered;
  const message = findMessage(transaction, controlId);
  if (message === undefined) return NOT_FOUND;
  const { caseId, caseNo } = message;
  const copy = transaction.db.get(OPERATOR.copyOf, message.messageId);
  if (copy !== undefined && isOpen(copy)) return alreadyDone(caseId, copy.state, { controlId: copy.controlId });
  const standing = standingOf(transaction, message);
  if (standing === 'held') return replaceInPlace(ordered, message, restamper);
  if (standing === 'in-flight' || standing === 'claimed') return refused('in-flight', caseId);
  if (standing === 'queued') return refused('not-held', caseId);
  if (!isAccepted(message)) return refused('final', caseId);
  if (transaction.session.holds.has('re-plan', caseNo)) return refused('needs-re-plan', caseId);
  return sendOnceMore(ordered, message, restamper);
}

/** What went out under the old control id becomes a row of its own; the message keeps its place before the others of its case. */
function replaceInPlace({ transaction, at }: Ordered, message: OperatedMessage, restamper: Restamper): Answer {
  const { db, session } = transaction;
  const { messageId, caseId, caseNo, hospital, eventSeq, controlId, attempts, refusals, endpoint, copyOf } = message;
  const messages = messagesInOrder(transaction, caseNo);
  const behind = messages.filter((other) => isOpen(other) && other.messageId > messageId);
  const content = contentOf(transaction, messageId);
  if (content === undefined) return refused('content-removed', caseId);
  const step = nextStep(transaction, eventSeq);
  const newControlId = restamper.controlIdOfCopy(controlId, step);
  const restamped = restamper.restamp(content, hospital, newControlId);
  const followers = restampFollowers(transaction, behind, restamper);
  if (restamped === undefined || followers === undefined) return refused('not-restampable', caseId);

  const originalId = session.next('message');
  db.run(OPERATOR.becomeCopy, newControlId, originalId, messageId);
  db.run(OPERATOR.keepOriginal, originalId, step, controlId, messageId, attempts, refusals, copyOf);
  db.run(OPERATOR.moveAttempts, originalId, messageId);
  insertContent(transaction, originalId, content, at);
  transaction.moveMessages(endpoint, undefined, 'superseded');
  for (const [id, bytes] of [[messageId, restamped] as const, ...followers]) reseal(transaction, id, bytes, at);
  removeHold(transaction, 'message', messageId);
  queueNow(transaction, message, at);
  return done(caseId, 'queued', { controlId: newControlId });
}

/** What waits behind was never tried, so its bytes may still change: a receiver that looks at MSH-7 must not find it older than the copy. */
function restampFollowers(
  transaction: Transaction,
  behind: readonly OperatedMessage[],
  restamper: Restamper,
): (readonly [number, Buffer])[] | undefined {
  const followers: (readonly [number, Buffer])[] = [];
  for (const { messageId, hospital } of behind) {
    const content = contentOf(transaction, messageId);
    const restamped = content && restamper.restamp(content, hospital);
    if (restamped === undefined) return undefined;
    followers.push([messageId, restamped]);
  }
  return followers;
}

function sendOnceMore(ordered: Ordered, message: OperatedMessage, restamper: Restamper): Answer {
  const { transaction, at } = ordered;
  const { db, session } = transaction;
  const { messageId, caseId, caseNo, hospital, eventSeq, controlId, endpoint, eventState } = message;
  const messages = messagesInOrder(transaction, caseNo);
  if (isUnderWay(transaction, caseNo, messages)) return refused('case-under-way', caseId);
  const newer = messages.findLast(
    (other) => other.kind === message.kind && other.messageId > messageId && isAccepted(other),
  );
  if (newer !== undefined) return refused('newer-sent', caseId, { controlId: newer.controlId });
  const content = contentOf(transaction, messageId);
  if (content === undefined) return refused('content-removed', caseId);
  const step = nextStep(transaction, eventSeq);
  const newControlId = restamper.controlIdOfCopy(controlId, step);
  const restamped = restamper.restamp(content, hospital, newControlId);
  if (restamped === undefined) return refused('not-restampable', caseId);

  const copyId = session.next('message');
  const laneId = joinLane(transaction, caseId, { firstId: copyId, endpoint });
  db.run(OPERATOR.insertCopy, copyId, step, laneId, newControlId, at, holdsBeforeCopy(transaction, message), messageId);
  insertContent(transaction, copyId, restamped, at);
  transaction.moveMessages(endpoint, undefined, 'queued');
  db.run(OUTBOX.setEventState, 'sent', at, eventSeq);
  transaction.moveEvent(eventState, 'sent');
  return done(caseId, 'queued', { controlId: newControlId });
}

/** A message that waits, or an event that has been planned already, would come to the receiver with an older MSH-7. */
function isUnderWay({ db }: Transaction, caseNo: number, messages: readonly OperatedMessage[]): boolean {
  const lane = db.get(OPERATOR.laneOfEvents, caseNo)?.state;
  return messages.some(isOpen) || lane === 'processing' || lane === 'ready';
}

/** Where the receiver has lost the message, its object is as it was before it; everything else is as it is held now. */
function holdsBeforeCopy(transaction: Transaction, { caseNo, kind, holdsBefore }: OperatedMessage): string | null {
  const ledger = ledgerOf(transaction, caseNo);
  if (ledger === undefined || holdsBefore === null) return null;
  const { hospital, encounter, bed, appointment, visitCount } = ledger;
  const then = JSON.parse(holdsBefore) as Record<string, unknown>;
  return JSON.stringify({ hospital, encounter, bed, appointment, visitCount, [kind]: then[kind] });
}

function nextStep({ db }: Transaction, eventSeq: number): number {
  return (db.get(OPERATOR.lastStep, eventSeq)?.step ?? 0) + 1;
}

function contentOf({ db, session }: Transaction, messageId: number): Buffer | undefined {
  const row = db.get(OPERATOR.messageContent, messageId);
  return row && openValue(session, SEALED_COLUMNS.message, messageId, { keyId: row.keyId, sealed: row.content });
}

function insertContent(transaction: Transaction, messageId: number, content: Buffer, at: number): void {
  const { keyId, sealed } = sealValue(transaction, SEALED_COLUMNS.message, messageId, content, at);
  transaction.db.run(OUTBOX.insertContent, messageId, keyId, sealed);
}

function reseal(transaction: Transaction, messageId: number, content: Buffer, at: number): void {
  // Kept in memory since it was enqueued: it must not go out as it was.
  transaction.session.recentMessages.take(messageId);
  const { keyId, sealed } = sealValue(transaction, SEALED_COLUMNS.message, messageId, content, at);
  transaction.db.run(OPERATOR.resealContent, keyId, sealed, messageId);
}
