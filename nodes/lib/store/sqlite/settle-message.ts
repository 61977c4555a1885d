/** T4: writes how an attempt ended and what becomes of the message, its event, its link and the messages behind it. */
import type { AttemptResult, MessageState } from '../outbox.ts';
import { moveHead } from './message-lanes.ts';
import { removeHold } from './operator/holds.ts';
import { OUTBOX, type Head } from './statements/outbox-statements.ts';
import type { Transaction } from './transaction.ts';

export function settleMessage(
  transaction: Transaction,
  messageId: number,
  claimToken: string,
  result: AttemptResult,
): boolean {
  const { session, effects } = transaction;
  const claimed = session.claimed.get(claimToken);
  if (claimed?.head.messageId !== messageId) return false;
  transaction.passes('T4');
  session.claimed.remove(effects, claimToken);
  settleHead(transaction, claimed.head, claimed.state, result);
  return true;
}

/**
 * Settles the head of a lane, whoever had it.
 * @param attempt whether this ends an attempt of its own, or says how the newest one has ended
 */
export function settleHead(
  transaction: Transaction,
  head: Head,
  state: MessageState,
  result: AttemptResult,
  attempt: 'new' | 'newest' = 'new',
): void {
  const { db } = transaction;
  const tries = attempt === 'new' ? countAttempt(transaction, head, result) : endAttempt(transaction, head, result);
  const at = result.finishedAt.getTime();
  const { next } = result;
  switch (next.state) {
    case 'acknowledged':
      acknowledge(transaction, head, tries, at);
      break;
    case 'committed':
      db.run(OUTBOX.setMessage, 'committed', tries.attempts, tries.refusals, head.messageId);
      db.run(OUTBOX.setLane, 'committed', next.until.getTime(), head.laneId);
      break;
    case 'held':
      db.run(OUTBOX.setMessage, 'held', tries.attempts, tries.refusals, head.messageId);
      db.run(OUTBOX.setLane, 'held', null, head.laneId);
      db.run(OUTBOX.setEventState, 'held', at, head.eventSeq);
      transaction.moveEvent('sent', 'held');
      break;
    case 'queued':
      if (tries !== head) db.run(OUTBOX.setMessage, 'queued', tries.attempts, tries.refusals, head.messageId);
      requeue(transaction, head, next.notBefore.getTime(), at);
      break;
    default:
      next satisfies never;
  }
  transaction.moveMessages(head.endpoint, state, next.state);
}

interface Tries {
  attempts: number;
  refusals: number;
}

function countAttempt({ db }: Transaction, head: Head, result: AttemptResult): Tries {
  if (result.class === 'none') return head;
  const { startedAt, finishedAt, class: kind, code, ackCode, errorCode, text } = result;
  const attempts = head.attempts + 1;
  const times = [startedAt.getTime(), finishedAt.getTime(), kind === 'committed' ? finishedAt.getTime() : null];
  db.run(
    OUTBOX.insertAttempt,
    head.messageId,
    attempts,
    ...times,
    kind,
    code,
    ackCode ?? null,
    errorCode ?? null,
    text ?? null,
  );
  return { attempts, refusals: head.refusals + refusalsIn(result) };
}

/** The answer came apart from the attempt it belongs to. */
function endAttempt({ db }: Transaction, head: Head, result: AttemptResult): Tries {
  const { finishedAt, class: kind, code, ackCode, errorCode, text } = result;
  const said = [ackCode ?? null, errorCode ?? null, text ?? null];
  db.run(OUTBOX.endAttempt, finishedAt.getTime(), kind, code, ...said, head.messageId, head.attempts);
  return { attempts: head.attempts, refusals: head.refusals + refusalsIn(result) };
}

function refusalsIn({ class: kind, ackCode }: AttemptResult): number {
  return kind === 'transient' && ackCode !== undefined ? 1 : 0;
}

function acknowledge(transaction: Transaction, head: Head, { attempts, refusals }: Tries, at: number): void {
  const { db } = transaction;
  const { caseNo, kind, linkIdentifier, effect, eventSeq } = head;
  db.run(OUTBOX.setMessage, 'acknowledged', attempts, refusals, head.messageId);
  removeHold(transaction, 'message', head.messageId);
  if (effect !== 'no-show') {
    db.run(OUTBOX.setLink, caseNo, kind, linkIdentifier, effect === 'cancel' ? 'cancelled' : 'confirmed', at);
  }
  const next = moveHead(transaction, head.laneId);
  // The messages of an event lie together in their lane, so the event is done with when the lane goes on to another one.
  if (next?.eventSeq === eventSeq) return;
  db.run(OUTBOX.setEventState, 'completed', at, eventSeq);
  transaction.moveEvent('sent', 'completed');
}

function requeue(transaction: Transaction, { laneId, endpoint }: Head, notBefore: number, now: number): void {
  const waits = notBefore > now;
  transaction.db.run(OUTBOX.setLane, waits ? 'waiting' : 'ready', waits ? notBefore : null, laneId);
  if (!waits) transaction.outboxReady(endpoint);
}
