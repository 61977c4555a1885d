/** Puts one message aside for good: done by hand, so that the case goes on, or not done, so that it has to be planned anew. */
import type { CaseLedger } from '../../../surgery/index.ts';
import type { DiscardOutcome } from '../../operator.ts';
import { endOfLife, writeLedger } from '../case-ledger-row.ts';
import type { OperatedMessage } from '../statements/operator-statements.ts';
import type { Transaction } from '../transaction.ts';
import { alreadyDone, done, NOT_FOUND, refused, type Answer, type Ordered } from './answer.ts';
import { ledgerOf, messagesInOrder, trueLedger } from './case-truth.ts';
import { endEvents } from './end-events.ts';
import { addHold } from './holds.ts';
import { findMessage, isOpen, putAside, standingOf } from './operated-message.ts';
import { revokeClaims, takeBackHandOut } from './take-back.ts';

export function discardMessage(ordered: Ordered, controlId: string, outcome: DiscardOutcome): Answer {
  const { transaction } = ordered;
  const message = findMessage(transaction, controlId);
  if (message === undefined) return NOT_FOUND;
  const { caseId, caseNo, resolution } = message;
  switch (standingOf(transaction, message)) {
    case 'acknowledged':
      return refused('acknowledged', caseId);
    case 'superseded':
      return refused('final', caseId);
    case 'discarded':
      return resolution === outcome ? alreadyDone(caseId, 'discarded', { outcome }) : refused('other-outcome', caseId);
    case 'in-flight':
      return refused('in-flight', caseId);
    case 'claimed':
      revokeClaims(transaction, (head) => head.caseNo === caseNo);
      break;
    case 'queued':
    case 'held':
      break;
  }
  return outcome === 'done-by-hand' ? takeForAccepted(ordered, message) : goBackBefore(ordered, message);
}

function takeForAccepted({ transaction, at }: Ordered, message: OperatedMessage): Answer {
  putAside(transaction, message, { to: 'discarded', resolution: 'done-by-hand' }, at);
  endEvents(transaction, [message], at);
  return done(message.caseId, 'discarded', { outcome: 'done-by-hand' });
}

/** What was planned on top of it makes no sense without it. The messages before it, which may be on their way, keep their places. */
function goBackBefore(ordered: Ordered, message: OperatedMessage): Answer {
  const { transaction, at } = ordered;
  const { caseId, caseNo, messageId, holdsBefore } = message;
  const ledger = ledgerOf(transaction, caseNo);
  if (ledger === undefined || holdsBefore === null) return refused('queued-by-earlier-version', caseId);
  const messages = messagesInOrder(transaction, caseNo);
  const behind = messages.filter((other) => isOpen(other) && other.messageId > messageId);
  putAside(transaction, message, { to: 'discarded', resolution: 'not-done' }, at);
  for (const other of behind) putAside(transaction, other, { to: 'superseded', resolution: null }, at);
  endEvents(transaction, [message, ...behind], at);
  takeBackHandOut(transaction, caseNo);
  keepLedger(transaction, caseNo, trueLedger(transaction, ledger, messages, message), at);
  if (!transaction.session.holds.has('re-plan', caseNo)) addHold(transaction, 're-plan', caseNo, ordered);
  return done(caseId, 'discarded', { outcome: 'not-done', superseded: behind.length });
}

/** Nothing of the case may be replaced by what is planned next: it starts from what the receiver holds. */
export function keepLedger(transaction: Transaction, caseNo: number, ledger: CaseLedger, at: number): void {
  const text = JSON.stringify(ledger);
  const change = { caseNo, text, endsAt: endOfLife(ledger, at), replaceableSeq: null, replaces: false };
  writeLedger(transaction, change, at);
}
