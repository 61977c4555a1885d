/** Takes handed-out events back that are not to go on now (deferred, held, returned by a stopping flow) and releases held ones. */
import type { Problem } from '../inbox.ts';
import { blockCase } from './claim-events.ts';
import { findHandedOut, reopenLane } from './event-lanes.ts';
import { INBOX } from './statements/inbox-statements.ts';
import type { Transaction } from './transaction.ts';

/** The flow has answered, so the hand-out does not count as lost. */
export function deferEvent(transaction: Transaction, eventId: string, claimToken: string, until: Date): boolean {
  const handedOut = findHandedOut(transaction, eventId, claimToken);
  if (handedOut === undefined) return false;
  takeBack(transaction, claimToken);
  reopenLane(transaction, handedOut.caseNo, { seq: handedOut.seq, until: until.getTime() });
  return true;
}

/** Tokens that are not valid any more are passed over. */
export function returnEvents(transaction: Transaction, claimTokens: readonly string[]): void {
  for (const claimToken of claimTokens) {
    const handedOut = transaction.session.handedOut.get(claimToken);
    if (handedOut === undefined) continue;
    takeBack(transaction, claimToken);
    reopenLane(transaction, handedOut.caseNo);
  }
}

function takeBack(transaction: Transaction, claimToken: string): void {
  transaction.session.handedOut.remove(transaction.effects, claimToken);
  transaction.moveEvent('processing', 'accepted');
}

export function holdEvent(
  transaction: Transaction,
  eventId: string,
  claimToken: string,
  { code, text }: Problem,
  now: Date,
): boolean {
  const handedOut = findHandedOut(transaction, eventId, claimToken);
  if (handedOut === undefined) return false;
  transaction.session.handedOut.remove(transaction.effects, claimToken);
  blockCase(transaction, handedOut, { from: 'processing', to: 'held', code, text }, now);
  return true;
}

export type ReleaseSelection = { eventId: string } | { code: string; textIncludes?: string };

export function releaseEvents(transaction: Transaction, selection: ReleaseSelection, now: Date): number {
  const { db } = transaction;
  const stopped =
    'eventId' in selection
      ? db.all(INBOX.stoppedById, selection.eventId)
      : db.all(INBOX.stoppedByProblem, selection.code, selection.textIncludes ?? '');
  for (const { seq, caseNo, state } of stopped) {
    db.run(INBOX.releaseEvent, now.getTime(), seq);
    transaction.moveEvent(state, 'accepted');
    reopenLane(transaction, caseNo);
  }
  return stopped.length;
}
