/** The lane of an ordering key: its messages in order, of which only the head may be on its way. */
import { OUTBOX } from './statements/outbox-statements.ts';
import type { Transaction } from './transaction.ts';

/** The lane new messages of the key join at its end; opens it with `firstId` as the head where there is none. */
export function joinLane(
  transaction: Transaction,
  { orderingKey, firstId, endpoint, count }: { orderingKey: string; firstId: number; endpoint: string; count: number },
): number {
  const { db, session } = transaction;
  const lane = db.get(OUTBOX.findLane, orderingKey);
  if (lane !== undefined) {
    db.run(OUTBOX.lengthenLane, count, lane.laneId);
    return lane.laneId;
  }
  const laneId = session.next('messageLane');
  db.run(OUTBOX.openLane, laneId, orderingKey, firstId, endpoint, count);
  transaction.outboxReady(endpoint);
  return laneId;
}

/** After the head is done with: the next message of the key, or the end of the lane. */
export function advanceLane(transaction: Transaction, { laneId, length }: { laneId: number; length: number }): void {
  if (length > 1) moveHeadTo(transaction, laneId, length - 1);
  else endLane(transaction, laneId);
}

/** The first message still queued becomes the head. */
export function moveHeadTo(transaction: Transaction, laneId: number, length: number): void {
  const { db } = transaction;
  const next = db.get(OUTBOX.nextQueued, laneId);
  if (next === undefined)
    throw new Error(`message lane ${String(laneId)} is shorter than its length of ${String(length)}`);
  db.run(OUTBOX.moveHead, next.messageId, next.endpoint, length, laneId);
  transaction.outboxReady(next.endpoint);
}

export function endLane({ db }: Transaction, laneId: number): void {
  db.run(OUTBOX.endLane, laneId);
}
