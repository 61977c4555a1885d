/** Puts right what an earlier process left claimed or in flight, and sends a held message again when a person says so. */
import type { AttemptResult } from '../outbox.ts';
import type { LeftMessage } from './session.ts';
import { settleHead } from './settle-message.ts';
import { OUTBOX } from './statements/outbox-statements.ts';
import type { Transaction } from './transaction.ts';

export interface RecoverOptions {
  uncertain: 'resend' | 'hold';
  endpoint: string;
  now: Date;
}

/** What this session has claimed is not touched: a connection may be opened again while others of the endpoint are at work. */
export function recoverMessages(transaction: Transaction, options: RecoverOptions): { requeued: number; held: number } {
  const recovered = { requeued: 0, held: 0 };
  for (const left of [...transaction.session.left.values()]) {
    if (left.endpoint === options.endpoint) recovered[recoverMessage(transaction, left, options)] += 1;
  }
  return recovered;
}

function recoverMessage(
  transaction: Transaction,
  left: LeftMessage,
  { uncertain, now }: RecoverOptions,
): 'requeued' | 'held' {
  const { db, session, effects } = transaction;
  session.left.delete(left.laneId);
  effects.undo(() => session.left.set(left.laneId, left));
  const head = db.get(OUTBOX.leftHead, left.laneId);
  if (head === undefined) throw new Error(`message ${String(left.messageId)}, left by an earlier process, has no lane`);
  const state = head.state === 'in-flight' ? 'in-flight' : 'claimed';
  const result = resultOf(state, head.inFlightAt ?? now.getTime(), uncertain, now);
  settleHead(transaction, head, state, result);
  return result.next.state === 'held' ? 'held' : 'requeued';
}

/** A claimed message never reached the socket. One in flight may have been received: that was an attempt, and its end is unknown. */
function resultOf(
  state: 'claimed' | 'in-flight',
  startedAt: number,
  uncertain: 'resend' | 'hold',
  now: Date,
): AttemptResult {
  const attempt = { startedAt: new Date(startedAt), finishedAt: now, code: 'process-ended' };
  const queued = { state: 'queued', notBefore: now } as const;
  if (state === 'claimed') return { ...attempt, class: 'none', next: queued };
  return { ...attempt, class: 'uncertain', next: uncertain === 'hold' ? { state: 'held' } : queued };
}

/** False when the message is not held. */
export function retryMessage(transaction: Transaction, messageId: number, now: Date): boolean {
  const { db } = transaction;
  const head = db.get(OUTBOX.heldHead, messageId);
  if (head === undefined) return false;
  db.run(OUTBOX.setMessage, 'queued', head.attempts, head.refusals, messageId);
  db.run(OUTBOX.setLane, 'ready', null, head.laneId);
  db.run(OUTBOX.setEventState, 'sent', now.getTime(), head.eventSeq);
  transaction.moveMessages(head.endpoint, 'held', 'queued');
  transaction.moveEvent('held', 'sent');
  transaction.outboxReady(head.endpoint);
  return true;
}
