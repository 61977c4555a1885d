/** Plans a case anew: what waits is dropped, the ledger goes back to what the receiver holds, and the newest event runs again. */
import type { CaseLedger } from '../../../surgery/index.ts';
import type { Assumption } from '../../operator.ts';
import { reopenLane } from '../event-lanes.ts';
import { INBOX } from '../statements/inbox-statements.ts';
import { OPERATOR, type OperatedEvent, type OperatedMessage } from '../statements/operator-statements.ts';
import type { Transaction } from '../transaction.ts';
import { alreadyDone, done, NOT_FOUND, refused, type Answer, type Ordered } from './answer.ts';
import { eventsAgain, firstNotAccepted, ledgerOf, messagesInOrder, trueLedger } from './case-truth.ts';
import { keepLedger } from './discard.ts';
import { endEvents } from './end-events.ts';
import { removeHold } from './holds.ts';
import { isOpen, putAside, standingOf } from './operated-message.ts';
import { revokeClaims, takeBackHandOut } from './take-back.ts';

interface Case {
  caseId: string;
  caseNo: number;
}

export function rePlan(ordered: Ordered, caseId: string, assume: Assumption | undefined): Answer {
  const { transaction } = ordered;
  const found = transaction.db.get(OPERATOR.case, caseId);
  if (found === undefined) return NOT_FOUND;
  const { caseNo } = found;
  const messages = messagesInOrder(transaction, caseNo);
  const inFlight = messages.find((message) => standingOf(transaction, message) === 'in-flight');
  if (inFlight !== undefined) return refused('in-flight', caseId, { controlId: inFlight.controlId });
  const unknown = messages.find((message) => isOpen(message) && isUnknown(transaction, message, messages));
  if (unknown !== undefined && assume === undefined) {
    return refused('outcome-unknown', caseId, { controlId: unknown.controlId });
  }
  return planAnew(ordered, { caseId, caseNo }, messages, assume === 'arrived' ? unknown : undefined);
}

/** An answer that refuses says nothing about an earlier attempt that was lost, be it under the control id the message had then. */
function isUnknown(transaction: Transaction, message: OperatedMessage, messages: readonly OperatedMessage[]): boolean {
  if (transaction.db.get(OPERATOR.wasUncertain, message.messageId) !== undefined) return true;
  const original = messages.find(({ messageId }) => messageId === message.copyOf);
  return original?.state === 'superseded' && isUnknown(transaction, original, messages);
}

function planAnew(
  ordered: Ordered,
  { caseId, caseNo }: Case,
  found: readonly OperatedMessage[],
  arrived: OperatedMessage | undefined,
): Answer {
  const { transaction, at } = ordered;
  const messages = found.map((message) =>
    message === arrived ? { ...message, state: 'discarded' as const, resolution: 'arrived' as const } : message,
  );
  const first = firstNotAccepted(messages);
  const ledger = ledgerOf(transaction, caseNo);
  if (first !== undefined && (ledger === undefined || first.holdsBefore === null)) {
    return refused('queued-by-earlier-version', caseId, { controlId: first.controlId });
  }
  const again = eventsAgain(transaction, caseNo, messages);
  if (!again.ok) return refused('content-removed', caseId);
  const events = transaction.db.all(OPERATOR.eventsNewestFirst, caseNo);
  const stopped = events.filter(({ problemCode }) => problemCode !== null);
  if (again.events.length === 0 && stopped.length === 0) return refused('nothing-planned', caseId);
  const runAgain = [...again.events, ...stopped];
  const details = { events: runAgain.map(({ eventId }) => eventId), superseded: messages.filter(isOpen).length };
  if (isPlannedAnew(transaction, caseNo, messages, runAgain)) return alreadyDone(caseId, 'planned-anew', details);

  takeBackHandOut(transaction, caseNo);
  revokeClaims(transaction, (head) => head.caseNo === caseNo);
  dropWhatWaits(transaction, found, arrived, at);
  if (ledger !== undefined)
    writeTruth(transaction, caseNo, trueLedger(transaction, ledger, messages, first), again.events, at);
  for (const event of runAgain) runEventAgain(transaction, event, at);
  openEventLane(transaction, caseNo);
  removeHold(transaction, 're-plan', caseNo);
  return done(caseId, 'planned-anew', details);
}

/** An earlier re-plan has had its effect, and nothing has happened since. */
function isPlannedAnew(
  { session }: Transaction,
  caseNo: number,
  messages: readonly OperatedMessage[],
  runAgain: readonly OperatedEvent[],
): boolean {
  const waits = runAgain.every(({ state, problemCode }) => state === 'accepted' && problemCode === null);
  return waits && !messages.some(isOpen) && !session.holds.has('re-plan', caseNo);
}

/** The found messages say where each stands, so they are looked up again after the claims on them have been revoked. */
function dropWhatWaits(
  transaction: Transaction,
  found: readonly OperatedMessage[],
  arrived: OperatedMessage | undefined,
  at: number,
): void {
  const open = found.filter(isOpen);
  for (const message of open) {
    const end = message === arrived ? ({ to: 'discarded', resolution: 'arrived' } as const) : SUPERSEDED;
    putAside(transaction, message, end, at);
  }
  endEvents(transaction, open, at);
}

const SUPERSEDED = { to: 'superseded', resolution: null } as const;

/** One version before the first event that runs again, so that nothing is taken for known and no gap is waited for. */
function writeTruth(
  transaction: Transaction,
  caseNo: number,
  truth: CaseLedger,
  again: readonly OperatedEvent[],
  at: number,
): void {
  const [first] = again;
  const version = first === undefined ? truth.version : first.version - 1;
  keepLedger(transaction, caseNo, { ...truth, version, generation: (truth.generation ?? 0) + 1 }, at);
}

/** The state is asked for anew: putting the messages aside has changed it. */
function runEventAgain(transaction: Transaction, { seq }: OperatedEvent, at: number): void {
  const { db } = transaction;
  const event = db.get(OPERATOR.eventOfSeq, seq);
  if (event === undefined) throw new Error(`event ${String(seq)} was there a moment ago`);
  db.run(OPERATOR.runAgain, at, seq);
  transaction.moveEvent(event.state, 'accepted');
}

function openEventLane(transaction: Transaction, caseNo: number): void {
  const { db } = transaction;
  const next = db.get(INBOX.nextPending, caseNo);
  if (next === undefined) return;
  if (db.get(OPERATOR.laneOfEvents, caseNo) === undefined) db.run(INBOX.joinLane, caseNo, next.seq, next.version);
  reopenLane(transaction, caseNo);
}
