/** Hands events out, one per case, and takes back what a flow or an earlier process has lost. */
import type { CaseLedger, SurgicalEvent } from '../../surgery/index.ts';
import type { ClaimedEvent, EventState } from '../inbox.ts';
import { reopenLane } from './event-lanes.ts';
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
      if (event.lostDispatches >= maxDispatches) stick(transaction, event, now);
      else claimed.push(handOut(transaction, event, now));
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

function handOut(transaction: Transaction, event: ReadyEvent, now: Date): ClaimedEvent {
  const { db, session, effects } = transaction;
  const { eventId, seq, caseNo } = event;
  const claimToken = session.claimToken();
  db.run(INBOX.handOut, caseNo);
  session.handedOut.set(effects, claimToken, { eventId, seq, caseNo, claimedAt: now.getTime() });
  transaction.moveEvent('accepted', 'processing');
  const unsent = event.replaceableSeq === null ? undefined : findUnsent(transaction, event.replaceableSeq);
  return {
    event: JSON.parse(event.content) as SurgicalEvent,
    source: event.source,
    claimToken,
    acceptedAt: new Date(event.acceptedAt),
    dispatchCount: event.lostDispatches + 1,
    before: readLedger(event.ledger),
    ...(unsent === undefined ? {} : { unsent: { eventId: unsent.eventId, before: readLedger(unsent.beforeLedger) } }),
  };
}

function readLedger(text: string | null): CaseLedger | undefined {
  return text === null ? undefined : (JSON.parse(text) as CaseLedger);
}
