/** T4: writes how an attempt ended and what becomes of the message, its event, its link and the messages behind it. */
import type { AttemptResult, MessageState } from '../outbox.ts';
import { advanceLane } from './message-lanes.ts';
import { OUTBOX, type ClaimedHead, type Lane } from './statements/outbox-statements.ts';
import type { Transaction } from './transaction.ts';

export function settleMessage(
  transaction: Transaction,
  messageId: number,
  claimToken: string,
  result: AttemptResult,
): boolean {
  const head = transaction.db.get(OUTBOX.head, messageId);
  if (head?.claimToken !== claimToken) return false;
  transaction.passes('T4');
  settleHead(transaction, head, result);
  return true;
}

/** Settles the head of a lane, whoever has claimed it. */
export function settleHead(transaction: Transaction, head: ClaimedHead, result: AttemptResult): void {
  const tries = countAttempt(transaction, head, result);
  const at = result.finishedAt.getTime();
  const { next } = result;
  switch (next.state) {
    case 'acknowledged':
      acknowledge(transaction, head, tries, at);
      break;
    case 'held':
      transaction.db.run(OUTBOX.setMessage, 'held', tries.attempts, tries.refusals, head.messageId);
      transaction.db.run(OUTBOX.setLane, 'held', null, head.laneId);
      transaction.db.run(OUTBOX.setEventOutcome, 'held', at, head.openMessages, head.eventSeq);
      transaction.moveEvent('sent', 'held');
      break;
    case 'queued':
      if (tries.attempts !== head.attempts)
        transaction.db.run(OUTBOX.setMessage, 'queued', tries.attempts, tries.refusals, head.messageId);
      requeue(transaction, head, next.notBefore.getTime(), at);
      break;
    default:
      next satisfies never;
  }
  transaction.moveMessages(head.endpoint, stateOfLane(head.state), next.state);
}

/** The state of the message that is the head of a lane in this state. */
export function stateOfLane(state: Lane['state']): MessageState {
  return state === 'ready' || state === 'waiting' ? 'queued' : state;
}

interface Tries {
  attempts: number;
  refusals: number;
}

function countAttempt({ db }: Transaction, head: ClaimedHead, result: AttemptResult): Tries {
  if (result.class === 'none') return head;
  const { startedAt, finishedAt, class: kind, code, ackCode, errorCode, text } = result;
  const attempts = head.attempts + 1;
  db.run(
    OUTBOX.insertAttempt,
    head.messageId,
    attempts,
    startedAt.getTime(),
    finishedAt.getTime(),
    kind,
    code,
    ackCode ?? null,
    errorCode ?? null,
    text ?? null,
  );
  return { attempts, refusals: head.refusals + (kind === 'transient' && ackCode !== undefined ? 1 : 0) };
}

function acknowledge(transaction: Transaction, head: ClaimedHead, { attempts, refusals }: Tries, at: number): void {
  const { db } = transaction;
  const { caseNo, kind, linkIdentifier } = head;
  db.run(OUTBOX.setMessage, 'acknowledged', attempts, refusals, head.messageId);
  if (head.effect === 'cancel') db.run(OUTBOX.cancelLink, caseNo, kind, linkIdentifier, at);
  else if (head.effect !== 'no-show') db.run(OUTBOX.confirmLink, caseNo, kind, linkIdentifier, at);
  const open = head.openMessages - 1;
  db.run(OUTBOX.setEventOutcome, open === 0 ? 'completed' : 'sent', at, open, head.eventSeq);
  if (open === 0) transaction.moveEvent('sent', 'completed');
  advanceLane(transaction, head);
}

function requeue(transaction: Transaction, { laneId, endpoint }: ClaimedHead, notBefore: number, now: number): void {
  const waits = notBefore > now;
  transaction.db.run(OUTBOX.setLane, waits ? 'waiting' : 'ready', waits ? notBefore : null, laneId);
  if (!waits) transaction.outboxReady(endpoint);
}
