/** The lane of an ordering key: its messages in order, of which only the head may be on its way. */
import { OUTBOX } from './statements/outbox-statements.ts';
import type { Transaction } from './transaction.ts';

/** The lane new messages of the key join at its end; opens it with `firstId` as the head where there is none. */
export function joinLane(
  transaction: Transaction,
  orderingKey: string,
  { firstId, endpoint }: { firstId: number; endpoint: string },
): number {
  const { db, session } = transaction;
  const lane = db.get(OUTBOX.findLane, orderingKey);
  if (lane !== undefined) return lane.laneId;
  const laneId = session.next('messageLane');
  db.run(OUTBOX.openLane, laneId, orderingKey, firstId, endpoint);
  transaction.outboxReady(endpoint);
  return laneId;
}

/** The first message still queued becomes the head, if there is one; else the lane ends. Returns the event of the new head. */
export function moveHead(transaction: Transaction, laneId: number): { eventSeq: number } | undefined {
  const { db } = transaction;
  const next = db.get(OUTBOX.nextQueued, laneId);
  if (next === undefined) {
    db.run(OUTBOX.endLane, laneId);
    return undefined;
  }
  db.run(OUTBOX.moveHead, next.messageId, next.endpoint, laneId);
  transaction.outboxReady(next.endpoint);
  return next;
}
