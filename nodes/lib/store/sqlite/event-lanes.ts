/** The lane of a case: which of its events is next, and whether it is ready, waits for a time, is handed out, or is blocked by a held event. */
import type { HandedOut } from './session.ts';
import { INBOX } from './statements/inbox-statements.ts';
import type { Transaction } from './transaction.ts';

/** What is handed out under the token; undefined when the claim has been taken over, returned or settled. */
export function findHandedOut({ session }: Transaction, eventId: string, claimToken: string): HandedOut | undefined {
  const handedOut = session.handedOut.get(claimToken);
  return handedOut?.eventId === eventId ? handedOut : undefined;
}

/** After the head has been settled: the next event of the case, or the end of the lane. */
export function advanceLane(transaction: Transaction, caseNo: number): void {
  const { db } = transaction;
  const next = db.get(INBOX.nextPending, caseNo);
  if (next === undefined) {
    db.run(INBOX.endLane, caseNo);
    return;
  }
  db.run(INBOX.setLane, next.seq, next.version, 'ready', null, caseNo);
  transaction.inboxReady();
}

/**
 * Puts the lane back with its lowest version as the head, ready, or waiting when it is `wait.seq` that waits: a lower version that came
 * while that one was handed out ends the wait before it begins.
 */
export function reopenLane(transaction: Transaction, caseNo: number, wait?: { seq: number; until: number }): void {
  const { db } = transaction;
  const next = db.get(INBOX.nextPending, caseNo);
  if (next === undefined) throw new Error(`the lane of case number ${String(caseNo)} has no event`);
  const waits = wait?.seq === next.seq;
  db.run(INBOX.setLane, next.seq, next.version, waits ? 'waiting' : 'ready', waits ? wait.until : null, caseNo);
  if (!waits) transaction.inboxReady();
}
