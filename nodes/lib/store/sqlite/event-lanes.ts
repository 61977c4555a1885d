/** The lane of a case: which of its events is next, and whether it is ready, waits for a time, is handed out, or is blocked by a held event. */
import { INBOX } from './statements/inbox-statements.ts';
import type { Transaction } from './transaction.ts';

export interface HandedOut {
  seq: number;
  caseNo: number;
  version: number;
  pending: number;
}

/** What is handed out under the token; undefined when the claim has been taken over, returned or settled. */
export function findHandedOut({ db }: Transaction, eventId: string, claimToken: string): HandedOut | undefined {
  const found = db.get(INBOX.eventAndLane, eventId);
  if (found?.pending == null || found.headSeq !== found.seq || found.claimToken !== claimToken) return undefined;
  const { seq, caseNo, version, pending } = found;
  return { seq, caseNo, version, pending };
}

/** After the head has been settled: the next event of the case, or the end of the lane. */
export function advanceLane(
  transaction: Transaction,
  { caseNo, pending }: Pick<HandedOut, 'caseNo' | 'pending'>,
): void {
  const { db } = transaction;
  const next = pending > 1 ? db.get(INBOX.nextPending, caseNo) : undefined;
  if (next === undefined) {
    db.run(INBOX.endLane, caseNo);
    return;
  }
  db.run(INBOX.setLane, next.seq, next.version, 'ready', pending - 1, null, caseNo);
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
  db.run(INBOX.reopenLane, next.seq, next.version, waits ? 'waiting' : 'ready', waits ? wait.until : null, caseNo);
  if (!waits) transaction.inboxReady();
}
