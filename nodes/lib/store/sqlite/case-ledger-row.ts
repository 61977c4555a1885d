/** The sealed ledger of a case and the one before it: written when an event is settled, read when the next one is handed out. */
import { anythingExists, type CaseLedger } from '../../surgery/index.ts';
import { openValue, SEALED_COLUMNS, sealValue } from './sealed-records.ts';
import type { Session } from './session.ts';
import { LEDGERS } from './statements/ledger-statements.ts';
import type { Transaction } from './transaction.ts';

export interface LedgerChange {
  caseNo: number;
  /** As JSON, taken when the call was made. */
  text: string;
  /** When the life of the case ends as far as is known now: `endOfLife`. */
  endsAt: number;
  /** The event whose messages may still be replaced. */
  replaceableSeq: number | null;
  /** An event that replaces another one begins where that one began. */
  replaces: boolean;
}

/**
 * The planned end of the operation while the receiver holds anything of it, else `now`.
 * @returns milliseconds
 */
export function endOfLife(ledger: CaseLedger, now: number): number {
  const end = anythingExists(ledger) ? Date.parse(ledger.snapshot?.time.end ?? '') : Number.NaN;
  return Number.isNaN(end) ? now : Math.max(now, end);
}

export function writeLedger(transaction: Transaction, change: LedgerChange, now: number): void {
  const { db } = transaction;
  const { caseNo, text, endsAt, replaceableSeq, replaces } = change;
  const before = textBefore(transaction, caseNo, replaces);
  const { keyId, sealed } = sealValue(transaction, SEALED_COLUMNS.ledger, caseNo, text, now);
  const sealedBefore =
    before === undefined ? null : sealValue(transaction, SEALED_COLUMNS.ledgerBefore, caseNo, before, now).sealed;
  db.run(LEDGERS.write, caseNo, replaceableSeq, endsAt, keyId, sealed, sealedBefore);
}

/** The ledger before the event is the one that was kept until now. One that cannot be opened is let go: it only allowed messages to be replaced. */
function textBefore({ db, session }: Transaction, caseNo: number, replaces: boolean): Buffer | undefined {
  const kept = db.get(LEDGERS.find, caseNo);
  if (kept === undefined) return undefined;
  const { keyId, ledger, beforeLedger } = kept;
  if (!replaces) return openValue(session, SEALED_COLUMNS.ledger, caseNo, { keyId, sealed: ledger });
  if (beforeLedger === null) return undefined;
  return openValue(session, SEALED_COLUMNS.ledgerBefore, caseNo, { keyId, sealed: beforeLedger });
}

/** Undefined when the record cannot be opened. */
export function openLedger(
  session: Session,
  caseNo: number,
  { keyId, ledger }: { keyId: number; ledger: Uint8Array },
): CaseLedger | undefined {
  return parsed(openValue(session, SEALED_COLUMNS.ledger, caseNo, { keyId, sealed: ledger }));
}

/** Undefined when the record cannot be opened. */
export function openLedgerBefore(
  session: Session,
  caseNo: number,
  { keyId, beforeLedger }: { keyId: number; beforeLedger: Uint8Array },
): CaseLedger | undefined {
  return parsed(openValue(session, SEALED_COLUMNS.ledgerBefore, caseNo, { keyId, sealed: beforeLedger }));
}

function parsed(text: Buffer | undefined): CaseLedger | undefined {
  return text && (JSON.parse(text.toString('utf8')) as CaseLedger);
}
