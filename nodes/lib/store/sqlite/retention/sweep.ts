/** What every sweep over one kind of record has in common: its limits in time, and how it is asked for its next rows. */
import type { Removed, Retention } from '../../retention.ts';
import type { Transaction } from '../transaction.ts';

const DAY_MS = 86_400_000;

/** What is older than these, in milliseconds since 1970, may go. */
export interface Cutoffs {
  content: number;
  heldContent: number;
  metadata: number;
  ledger: number;
  rejection: number;
}

export interface SweepContext {
  transaction: Transaction;
  now: number;
  cutoffs: Cutoffs;
  removed: Removed;
}

export interface SweepPart {
  /** The data key whose records are looked at; 0 where they have none. */
  keyId: number;
  /** Only rows with higher numbers. */
  after: number;
  limit: number;
}

/** How many rows were looked at, and the number of the last; `lastRow` undefined: there are no more. */
export interface Swept {
  seen: number;
  lastRow: number | undefined;
}

export interface Sweep {
  /** The data keys to go through, in rising order; [0] where records are not found by their keys. */
  keys: (context: SweepContext) => number[];
  step: (context: SweepContext, part: SweepPart) => Swept;
}

export function cutoffsAt(retention: Retention, now: number): Cutoffs {
  return {
    content: now - retention.contentDays * DAY_MS,
    heldContent: now - retention.heldContentDays * DAY_MS,
    metadata: now - retention.metadataDays * DAY_MS,
    ledger: now - retention.ledgerDays * DAY_MS,
    rejection: now - retention.rejectionDays * DAY_MS,
  };
}

export function swept(rows: readonly { rowNo: number }[], limit: number): Swept {
  return { seen: rows.length, lastRow: rows.length < limit ? undefined : rows.at(-1)?.rowNo };
}
