/** Puts right what an earlier process left claimed or in flight, and sends a held message again when a person says so. */
import type { AttemptResult } from '../outbox.ts';
import { settleHead } from './settle-message.ts';
import { OUTBOX, type ClaimedHead } from './statements/outbox-statements.ts';
import type { Transaction } from './transaction.ts';

export interface RecoverOptions {
  uncertain: 'resend' | 'hold';
  endpoint: string;
  now: Date;
}

/** What this session has claimed is not touched: a connection may be opened again while others of the endpoint are at work. */
export function recoverMessages(
  transaction: Transaction,
  { uncertain, endpoint, now }: RecoverOptions,
): { requeued: number; held: number } {
  const { db, session } = transaction;
  const recovered = { requeued: 0, held: 0 };
  for (const head of db.all(OUTBOX.underWay, endpoint)) {
    if (head.claimToken !== null && session.owns(head.claimToken)) continue;
    const result = resultOf(head, uncertain, now);
    settleHead(transaction, head, result);
    recovered[result.next.state === 'held' ? 'held' : 'requeued'] += 1;
  }
  return recovered;
}

/** A claimed message never reached the socket. One in flight may have been received: that was an attempt, and its end is unknown. */
function resultOf({ state, inFlightAt }: ClaimedHead, uncertain: 'resend' | 'hold', now: Date): AttemptResult {
  const times = { startedAt: new Date(inFlightAt ?? now.getTime()), finishedAt: now };
  if (state === 'claimed')
    return { ...times, class: 'none', code: 'process-ended', next: { state: 'queued', notBefore: now } };
  const next = uncertain === 'hold' ? ({ state: 'held' } as const) : ({ state: 'queued', notBefore: now } as const);
  return { ...times, class: 'uncertain', code: 'process-ended', next };
}

/** False when the message is not held. */
export function retryMessage(transaction: Transaction, messageId: number, now: Date): boolean {
  const { db } = transaction;
  const head = db.get(OUTBOX.heldMessage, messageId);
  if (head === undefined) return false;
  db.run(OUTBOX.setMessage, 'queued', head.attempts, head.refusals, messageId);
  db.run(OUTBOX.setLane, 'ready', null, head.laneId);
  db.run(OUTBOX.setEventOutcome, 'sent', now.getTime(), head.openMessages, head.eventSeq);
  transaction.moveMessages(head.endpoint, 'held', 'queued');
  transaction.moveEvent('held', 'sent');
  transaction.outboxReady(head.endpoint);
  return true;
}
