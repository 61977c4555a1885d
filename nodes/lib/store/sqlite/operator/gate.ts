/** The gate at the head of each line: what is on hold leaves the line when its turn comes, whichever way it got there. */
import { HOLDS, OPERATOR } from '../statements/operator-statements.ts';
import { OUTBOX, type Head } from '../statements/outbox-statements.ts';
import type { Transaction } from '../transaction.ts';

/** False: the event waits outside the line until its case is released. */
export function mayBeHandedOut({ db, session }: Transaction, caseNo: number): boolean {
  if (!session.holds.holdsCase(caseNo)) return true;
  db.run(HOLDS.parkEvents, caseNo);
  return false;
}

/** False: the message is held, or waits outside the line until its case is released. */
export function mayBeClaimed(transaction: Transaction, head: Head, now: number): boolean {
  const { session } = transaction;
  if (session.holds.has('message', head.messageId)) {
    holdHead(transaction, head, now);
    return false;
  }
  if (!session.holds.holdsCase(head.caseNo)) return true;
  transaction.db.run(HOLDS.parkMessages, head.laneId);
  return false;
}

/** The head of a lane, neither claimed nor in flight, waits for a person from now on. */
export function holdHead(
  transaction: Transaction,
  { messageId, laneId, endpoint, eventSeq }: Pick<Head, 'messageId' | 'laneId' | 'endpoint' | 'eventSeq'>,
  now: number,
): void {
  const { db } = transaction;
  db.run(OPERATOR.holdMessage, messageId);
  db.run(OUTBOX.setLane, 'held', null, laneId);
  db.run(OUTBOX.setEventState, 'held', now, eventSeq);
  transaction.moveMessages(endpoint, 'queued', 'held');
  transaction.moveEvent('sent', 'held');
}
