/** Hands events out, one per case, and takes back what a flow or an earlier process has lost. */
import type { CaseLedger, SurgicalEvent } from '../../surgery/index.ts';
import type { ClaimedEvent, EventState } from '../inbox.ts';
import { openLedger, openLedgerBefore } from './case-ledger-row.ts';
import { reopenLane } from './event-lanes.ts';
import { mayBeHandedOut } from './operator/gate.ts';
import { openValue, SEALED_COLUMNS } from './sealed-records.ts';
import { INBOX, type ReadyEvent } from './statements/inbox-statements.ts';
import { OPENING } from './statements/opening-statements.ts';
import { findUnsent } from './supersede.ts';
import type { Transaction } from './transaction.ts';

export interface ClaimOptions {
  limit: number;
  now: Date;
  dispatchTimeoutMs: number;
  maxDispatches: number;
}

export function claimEvents(
  transaction: Transaction,
  { limit, now, dispatchTimeoutMs, maxDispatches }: ClaimOptions,
): ClaimedEvent[] {
  const { db } = transaction;
  for (const { caseNo } of db.all(INBOX.waitsEnded, now.getTime())) db.run(INBOX.endWait, caseNo);
  takeBackOverdue(transaction, now.getTime() - dispatchTimeoutMs);
  const claimed: ClaimedEvent[] = [];
  // What gets stuck makes room for the next, so that a batch of stuck ones does not look like an empty inbox.
  for (let asked = limit, found = limit; asked > 0 && found === asked;) {
    asked = limit - claimed.length;
    const ready = db.all(INBOX.readyEvents, asked);
    for (const event of ready) {
      if (!mayBeHandedOut(transaction, event.caseNo)) continue;
      const opened = event.lostDispatches < maxDispatches ? openEvent(transaction, event) : undefined;
      if (opened !== undefined) claimed.push(handOut(transaction, event, opened, now));
      else if (event.lostDispatches >= maxDispatches) stick(transaction, event, now);
      else holdUnreadable(transaction, event, now);
    }
    found = ready.length;
  }
  return claimed;
}

function takeBackOverdue(transaction: Transaction, claimedUntil: number): void {
  const { session, effects } = transaction;
  for (const [claimToken, { caseNo, seq, claimedAt }] of session.handedOut.entries()) {
    if (claimedAt > claimedUntil) continue;
    session.handedOut.remove(effects, claimToken);
    takeBackLost(transaction, { caseNo, seq });
  }
}

/** What the dead process had handed out is lost with it; to be called before this session claims anything. */
export function takeBackOfDeadSession(transaction: Transaction): void {
  for (const lane of transaction.db.all(OPENING.handedOut)) takeBackLost(transaction, lane);
}

function takeBackLost(transaction: Transaction, { caseNo, seq }: { caseNo: number; seq: number }): void {
  transaction.db.run(INBOX.countLostDispatch, seq);
  transaction.moveEvent('processing', 'accepted');
  reopenLane(transaction, caseNo);
}

function stick(transaction: Transaction, { caseNo, seq, lostDispatches }: ReadyEvent, now: Date): void {
  const text = `handed to the flow ${String(lostDispatches)} times and never settled; look for a missing wire or a failing node`;
  blockCase(transaction, { caseNo, seq }, { from: 'accepted', to: 'stuck', code: 'stuck', text }, now);
}

/** What cannot be opened must not keep all others from being handed out. */
function holdUnreadable(transaction: Transaction, { caseNo, seq }: ReadyEvent, now: Date): void {
  const text =
    'the stored event or the ledger of its case is damaged; restore the store, or discard the event and have Orbit send the case again';
  blockCase(transaction, { caseNo, seq }, { from: 'accepted', to: 'held', code: 'unreadable-record', text }, now);
}

/** The event waits for a person, and the events of its case behind it. */
export function blockCase(
  transaction: Transaction,
  { caseNo, seq }: { caseNo: number; seq: number },
  { from, to, code, text }: { from: EventState; to: 'held' | 'stuck'; code: string; text: string },
  now: Date,
): void {
  const { db } = transaction;
  db.run(INBOX.stopEvent, to, now.getTime(), code, text, seq);
  db.run(INBOX.blockLane, caseNo);
  transaction.moveEvent(from, to);
}

interface OpenedEvent {
  event: SurgicalEvent;
  before: CaseLedger | undefined;
}

function openEvent({ session }: Transaction, row: ReadyEvent): OpenedEvent | undefined {
  const { seq, caseNo, keyId, content, ledgerKeyId, ledger } = row;
  const text =
    session.recentEvents.take(seq) ?? openValue(session, SEALED_COLUMNS.event, seq, { keyId, sealed: content });
  if (text === undefined) return undefined;
  const event = JSON.parse(text.toString()) as SurgicalEvent;
  if (ledger === null || ledgerKeyId === null) return { event, before: undefined };
  const before = openLedger(session, caseNo, { keyId: ledgerKeyId, ledger });
  return before && { event, before };
}

function handOut(transaction: Transaction, event: ReadyEvent, opened: OpenedEvent, now: Date): ClaimedEvent {
  const { db, session, effects } = transaction;
  const { eventId, seq, caseNo } = event;
  const claimToken = session.claimToken();
  db.run(INBOX.handOut, caseNo);
  session.handedOut.set(effects, claimToken, { eventId, seq, caseNo, claimedAt: now.getTime() });
  transaction.moveEvent('accepted', 'processing');
  return {
    event: opened.event,
    source: event.source,
    claimToken,
    acceptedAt: new Date(event.acceptedAt),
    dispatchCount: event.lostDispatches + 1,
    before: opened.before,
    ...unsentOf(transaction, event),
  };
}

/** The event that may be replaced, and what was held before it. One whose ledger cannot be opened is followed, not replaced. */
function unsentOf(transaction: Transaction, { caseNo, replaceableSeq }: ReadyEvent): Pick<ClaimedEvent, 'unsent'> {
  const unsent = replaceableSeq === null ? undefined : findUnsent(transaction, replaceableSeq);
  if (unsent === undefined) return {};
  const { eventId, kept } = unsent;
  const { keyId, beforeLedger } = kept;
  if (beforeLedger === null) return { unsent: { eventId, before: undefined } };
  const before = openLedgerBefore(transaction.session, caseNo, { keyId, beforeLedger });
  return before === undefined ? {} : { unsent: { eventId, before } };
}
