/** A message as an operator finds it: where it stands, and how it is queued again, held or put aside, with its lane, its event and its link. */
import type { Answer } from './answer.ts';
import { refused } from './answer.ts';
import { removeHold } from './holds.ts';
import { moveHead } from '../message-lanes.ts';
import { OPERATOR, type OperatedMessage, type Resolution } from '../statements/operator-statements.ts';
import { OUTBOX } from '../statements/outbox-statements.ts';
import type { Transaction } from '../transaction.ts';

/** `queued` whether or not its turn has come; what is committed is on its way until the application answers; what an earlier process has left under way counts as in flight until it is recovered. */
export type Standing = 'queued' | 'claimed' | 'in-flight' | 'held' | 'acknowledged' | 'discarded' | 'superseded';

export function findMessage({ db }: Transaction, controlId: string): OperatedMessage | undefined {
  return db.get(OPERATOR.message, controlId);
}

export function standingOf({ session }: Transaction, { state, laneState, laneId }: OperatedMessage): Standing {
  if (state === 'committed') return 'in-flight';
  if (state !== 'queued' || (laneState !== 'claimed' && laneState !== 'in-flight')) return state;
  return session.left.has(laneId) ? 'in-flight' : laneState;
}

export function isFinal(standing: Standing): boolean {
  return standing === 'acknowledged' || standing === 'discarded' || standing === 'superseded';
}

/** Whether the receiver counts as holding what the message says. */
export function isAccepted({ state, resolution }: Pick<OperatedMessage, 'state' | 'resolution'>): boolean {
  return state === 'acknowledged' || resolution === 'done-by-hand' || resolution === 'arrived';
}

export function isOpen({ state }: Pick<OperatedMessage, 'state'>): boolean {
  return state === 'queued' || state === 'held';
}

/** The refusal of a command that needs a message which is not final. */
export function refusedAsFinal(message: OperatedMessage): Answer {
  return refused(message.state === 'acknowledged' ? 'acknowledged' : 'final', message.caseId);
}

/** A held message, or one that waits for its next attempt, is due at once; the limit of refusals begins anew. */
export function queueNow(transaction: Transaction, message: OperatedMessage, now: number): void {
  const { db } = transaction;
  const { messageId, laneId, laneState, endpoint, eventSeq, state } = message;
  db.run(OPERATOR.queueMessage, messageId);
  if (laneState !== null) db.run(OUTBOX.setLane, 'ready', null, laneId);
  if (state === 'held') {
    db.run(OUTBOX.setEventState, 'sent', now, eventSeq);
    transaction.moveMessages(endpoint, 'held', 'queued');
    transaction.moveEvent('held', 'sent');
  }
  transaction.outboxReady(endpoint);
}

export interface PutAside {
  to: 'discarded' | 'superseded';
  resolution: Resolution | null;
}

/** For good. The lane goes on; what becomes of the event is told by `endEvents`. */
export function putAside(
  transaction: Transaction,
  message: OperatedMessage,
  { to, resolution }: PutAside,
  now: number,
): void {
  const { db } = transaction;
  const { messageId, laneId, endpoint, state, kind, effect, linkIdentifier, caseNo } = message;
  db.run(OPERATOR.putAside, to, resolution, messageId);
  transaction.moveMessages(endpoint, state, to);
  removeHold(transaction, 'message', messageId);
  if (isAccepted({ state: to, resolution }) && effect !== 'no-show') {
    db.run(OUTBOX.setLink, caseNo, kind, linkIdentifier, effect === 'cancel' ? 'cancelled' : 'confirmed', now);
  }
  // Looked up anew: the messages before it may have been put aside in the same transaction.
  if (db.get(OPERATOR.message, message.controlId)?.laneState != null) moveHead(transaction, laneId);
}
