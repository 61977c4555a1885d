/** T2 and T3: gives the heads of the lanes to a connection, and marks a message before its first byte is written. */
import type { ClaimedMessage } from '../outbox.ts';
import { OUTBOX, type ReadyMessage } from './statements/outbox-statements.ts';
import type { Transaction } from './transaction.ts';

export interface ClaimMessagesOptions {
  endpoint: string;
  limit: number;
  now: Date;
}

export function claimMessages(transaction: Transaction, { endpoint, limit, now }: ClaimMessagesOptions): ClaimedMessage[] {
  const { db } = transaction;
  db.run(OUTBOX.endWaits, endpoint, now.getTime());
  const ready = db.all(OUTBOX.readyMessages, endpoint, limit);
  if (ready.length === 0) return [];
  transaction.passes('T2');
  transaction.moveMessages(endpoint, 'queued', 'claimed', ready.length);
  return ready.map((message) => claim(transaction, message));
}

function claim({ db, session }: Transaction, { laneId, content, ...message }: ReadyMessage): ClaimedMessage {
  const claimToken = session.claimToken();
  db.run(OUTBOX.claimLane, claimToken, laneId);
  return { ...message, claimToken, content: Buffer.from(content.buffer, content.byteOffset, content.byteLength) };
}

export function markInFlight(transaction: Transaction, messageId: number, claimToken: string, now: Date): boolean {
  const marked = transaction.db.get(OUTBOX.markInFlight, now.getTime(), messageId, claimToken);
  if (marked === undefined) return false;
  transaction.passes('T3');
  transaction.moveMessages(marked.endpoint, 'claimed', 'in-flight');
  return true;
}
