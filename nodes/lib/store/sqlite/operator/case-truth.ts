/** What the receiver really holds of a case, told from the messages it has accepted, in their order. */
import {
  eventsToRunAgain,
  tellEverything,
  type CaseLedger,
  type Holdings,
  type MessageKind,
  type SurgicalCase,
  type SurgicalEvent,
} from '../../../surgery/index.ts';
import { openLedger } from '../case-ledger-row.ts';
import { openValue, SEALED_COLUMNS } from '../sealed-records.ts';
import { LEDGERS } from '../statements/ledger-statements.ts';
import { OPERATOR, type OperatedEvent, type OperatedMessage } from '../statements/operator-statements.ts';
import type { Transaction } from '../transaction.ts';
import { isAccepted, isOpen } from './operated-message.ts';

/** The messages of the case in the order they are sent in. */
export function messagesInOrder({ db }: Transaction, caseNo: number): OperatedMessage[] {
  return db.all(OPERATOR.messagesOfCase, caseNo).sort((a, b) => a.messageId - b.messageId);
}

/** Undefined: nothing of the case has been settled yet, or its ledger cannot be opened. */
export function ledgerOf({ db, session }: Transaction, caseNo: number): CaseLedger | undefined {
  const kept = db.get(LEDGERS.find, caseNo);
  return kept && openLedger(session, caseNo, kept);
}

/**
 * The first message that has not been accepted. A copy of an accepted message that has never been tried takes nothing away from what is held.
 * Everything before it in the order has been accepted, for a case is told strictly one message after the other: so what it was planned to
 * find is what the receiver holds.
 */
export function firstNotAccepted(messages: readonly OperatedMessage[]): OperatedMessage | undefined {
  const accepted = new Set(messages.filter(isAccepted).map(({ messageId }) => messageId));
  return messages.find(
    (message) =>
      isOpen(message) && !(message.attempts === 0 && message.copyOf !== null && accepted.has(message.copyOf)),
  );
}

/**
 * The ledger as it is when nothing from `first` on is ever sent, with everything to be told again.
 * @param first undefined: everything has been accepted, or is about to be
 */
export function trueLedger(
  transaction: Transaction,
  ledger: CaseLedger,
  messages: readonly OperatedMessage[],
  first: OperatedMessage | undefined,
): CaseLedger {
  const holdings = first?.holdsBefore == null ? undefined : (JSON.parse(first.holdsBefore) as Holdings);
  const told: Partial<Record<MessageKind, SurgicalCase>> = {};
  let last: SurgicalCase | undefined;
  const accepted = messages.filter(isAccepted);
  for (const { kind, effect, eventSeq } of accepted.toReversed()) {
    if (effect !== 'create' && effect !== 'update') continue;
    if (told[kind] !== undefined) continue;
    const state = stateIn(openEvent(transaction, eventSeq));
    if (state === undefined) continue;
    told[kind] = state;
    last ??= state;
  }
  // What was told long ago may have been removed since.
  return tellEverything(ledger, {
    holdings,
    told,
    last: last ?? (accepted.length === 0 ? undefined : ledger.snapshot),
  });
}

/** An event that books something tells the state of the case; an ending tells of the state before it. */
function stateIn(event: SurgicalEvent | undefined): SurgicalCase | undefined {
  return event === undefined || ENDINGS.has(event.eventType) ? undefined : event.case;
}

const ENDINGS: ReadonlySet<SurgicalEvent['eventType']> = new Set(['cancelled', 'no-show', 'entered-in-error']);

function openEvent({ db, session }: Transaction, seq: number): SurgicalEvent | undefined {
  const row = db.get(OPERATOR.eventContent, seq);
  const text = row && openValue(session, SEALED_COLUMNS.event, seq, { keyId: row.keyId, sealed: row.content });
  return text && (JSON.parse(text.toString('utf8')) as SurgicalEvent);
}

const NEVER_APPLIED: ReadonlySet<string> = new Set(['duplicate-version', 'stale-version', 'discarded']);

export type EventsAgain = { ok: true; events: readonly OperatedEvent[] } | { ok: false };

/** The events that must run again, in their order; not ok when the content of one of them has been removed. */
export function eventsAgain(
  transaction: Transaction,
  caseNo: number,
  messages: readonly OperatedMessage[],
): EventsAgain {
  const applied = transaction.db
    .all(OPERATOR.eventsNewestFirst, caseNo)
    .filter(({ change }) => change !== null && !NEVER_APPLIED.has(change));
  const removed: OperatedEvent[] = [];
  function* newestFirst(): Generator<OperatedEvent & Pick<SurgicalEvent, 'eventType'>> {
    for (const row of applied) {
      const event = openEvent(transaction, row.seq);
      if (event === undefined) {
        removed.push(row);
        return;
      }
      yield { ...row, eventType: event.eventType };
    }
  }
  const events = eventsToRunAgain(newestFirst(), (since) => isMissTold(messages, applied, since));
  return removed.length === 0 ? { ok: true, events } : { ok: false };
}

function isMissTold(messages: readonly OperatedMessage[], events: readonly OperatedEvent[], since: number): boolean {
  const later = new Set(events.filter(({ version }) => version > since).map(({ seq }) => seq));
  return messages.some((message) => message.effect === 'no-show' && isAccepted(message) && later.has(message.eventSeq));
}
