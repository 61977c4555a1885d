/** Takes back what is under way but not out of the house: an event in the flow, and a message a connection has claimed and not begun to write. */
import { reopenLane } from '../event-lanes.ts';
import { OUTBOX } from '../statements/outbox-statements.ts';
import type { Transaction } from '../transaction.ts';

/** Whoever held the claim finds it lost before the first byte. */
export function revokeClaims(
  transaction: Transaction,
  isMeant: (head: { caseNo: number; endpoint: string }) => boolean,
): void {
  const { db, session, effects } = transaction;
  for (const [claimToken, { head, state }] of [...session.claimed.entries()]) {
    if (state !== 'claimed' || !isMeant(head)) continue;
    session.claimed.remove(effects, claimToken);
    db.run(OUTBOX.setLane, 'ready', null, head.laneId);
    transaction.moveMessages(head.endpoint, 'claimed', 'queued');
    transaction.outboxReady(head.endpoint);
  }
}

/** What the flow makes of it is not taken any more; the hand-out does not count as lost. */
export function takeBackHandOut(transaction: Transaction, caseNo: number): void {
  const { session, effects } = transaction;
  for (const [claimToken, handedOut] of [...session.handedOut.entries()]) {
    if (handedOut.caseNo !== caseNo) continue;
    session.handedOut.remove(effects, claimToken);
    transaction.moveEvent('processing', 'accepted');
    reopenLane(transaction, caseNo);
  }
}
