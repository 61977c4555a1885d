/** T2 and T3: gives the heads of the lanes to a connection, and marks a message before its first byte is written. */
import type { ClaimedMessage } from '../outbox.ts';
import { OUTBOX, type ReadyMessage } from './statements/outbox-statements.ts';
import type { Transaction } from './transaction.ts';

export interface ClaimMessagesOptions {
  endpoint: string;
  limit: number;
  now: Date;
}

export function claimMessages(
  transaction: Transaction,
  { endpoint, limit, now }: ClaimMessagesOptions,
): ClaimedMessage[] {
  const { db } = transaction;
  for (const { laneId } of db.all(OUTBOX.waitsEnded, endpoint, now.getTime())) db.run(OUTBOX.endWait, laneId);
  const ready = db.all(OUTBOX.readyMessages, endpoint, limit);
  if (ready.length === 0) return [];
  transaction.passes('T2');
  transaction.moveMessages(endpoint, 'queued', 'claimed', ready.length);
  return ready.map((message) => claim(transaction, message));
}

function claim({ db, session, effects }: Transaction, message: ReadyMessage): ClaimedMessage {
  const claimToken = session.claimToken();
  db.run(OUTBOX.claimLane, message.laneId);
  session.claimed.set(effects, claimToken, { head: message, state: 'claimed' });
  const { messageId, eventId, caseId, orderingKey, controlId, triggerEvent, effect, hospital, attempts, refusals } =
    message;
  const content = Buffer.from(message.content.buffer, message.content.byteOffset, message.content.byteLength);
  return {
    messageId,
    claimToken,
    eventId,
    caseId,
    orderingKey,
    controlId,
    triggerEvent,
    effect,
    hospital,
    content,
    attempts,
    refusals,
  };
}

export function markInFlight(transaction: Transaction, messageId: number, claimToken: string, now: Date): boolean {
  const { db, session, effects } = transaction;
  const claimed = session.claimed.get(claimToken);
  if (claimed?.head.messageId !== messageId || claimed.state !== 'claimed') return false;
  transaction.passes('T3');
  db.run(OUTBOX.markInFlight, now.getTime(), claimed.head.laneId);
  session.claimed.set(effects, claimToken, { ...claimed, state: 'in-flight' });
  transaction.moveMessages(claimed.head.endpoint, 'claimed', 'in-flight');
  return true;
}
