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

function claim({ db, session }: Transaction, { laneId, content, ...message }: ReadyMessage): ClaimedMessage {
  const claimToken = session.claimToken();
  db.run(OUTBOX.claimLane, claimToken, laneId);
  return { ...message, claimToken, content: Buffer.from(content.buffer, content.byteOffset, content.byteLength) };
}

export function markInFlight(transaction: Transaction, messageId: number, claimToken: string, now: Date): boolean {
  const { db } = transaction;
  const lane = db.get(OUTBOX.claimedLane, messageId);
  if (lane?.state !== 'claimed' || lane.claimToken !== claimToken) return false;
  transaction.passes('T3');
  db.run(OUTBOX.markInFlight, now.getTime(), lane.laneId);
  transaction.moveMessages(lane.endpoint, 'claimed', 'in-flight');
  return true;
}
