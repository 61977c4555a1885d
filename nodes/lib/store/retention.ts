/** How long each kind of record is kept, and the port that removes what has been kept long enough, some rows at a time. Nothing of a case that is not finished is ever removed. */

/** In days of 24 hours, counted from the moment named. */
export interface Retention {
  /** Content of events and messages: from the final state of the event. */
  contentDays: number;
  /** The same for what had been held or stuck: from the moment it was resolved. */
  heldContentDays: number;
  /** States, times, attempts and identifiers of events and messages: from the final state. Until then a repeated event is recognised. */
  metadataDays: number;
  /** What the receiver holds of a case, and its links: from the end of the case. */
  ledgerDays: number;
  /** The log of what was refused: from its arrival. */
  rejectionDays: number;
}

/** Trace 30 days, metadata 13 months, dead letters 90 days after they were resolved, links 24 months after the case. */
export const DEFAULT_RETENTION: Retention = {
  contentDays: 30,
  heldContentDays: 90,
  metadataDays: 400,
  ledgerDays: 731,
  rejectionDays: 30,
};

export const REMOVED_KINDS = ['contents', 'rejections', 'events', 'cases', 'keys'] as const;

/** How many records were removed: contents, refusals, events with their messages, cases with ledger and links, data keys. */
export type Removed = Record<(typeof REMOVED_KINDS)[number], number>;

/** Where the next step goes on; of no meaning to the caller. */
export interface RetentionCursor {
  sweep: number;
  keyId: number;
  after: number;
}

export interface RetentionStep {
  removed: Removed;
  /** Undefined: everything has been looked at. */
  cursor: RetentionCursor | undefined;
}

export interface Retainer {
  /**
   * One step of a pass, in one transaction: looks at about `limit` rows and removes those whose time is over.
   * At the end of a pass that has removed something the bytes are gone from the files as well.
   */
  removeExpired(options: {
    retention: Retention;
    now: Date;
    limit: number;
    cursor?: RetentionCursor | undefined;
  }): Promise<RetentionStep>;
}

export function nothingRemoved(): Removed {
  return { contents: 0, rejections: 0, events: 0, cases: 0, keys: 0 };
}

export interface PassOptions {
  retention: Retention;
  now: Date;
  /** Rows in one transaction. 200 take some milliseconds; whoever waits for the store waits no longer than that. */
  limit?: number;
  /** Called between two steps; the pass goes on when it resolves, or ends when it resolves false. */
  between?: () => Promise<boolean>;
}

const ROWS_AT_ONCE = 200;

/** A whole pass, or what there was of it until `between` ended it. Rejects with what the store rejects with; what has been removed by then stays removed. */
export async function removeAllExpired(
  store: Retainer,
  { retention, now, limit = ROWS_AT_ONCE, between = () => Promise.resolve(true) }: PassOptions,
): Promise<Removed> {
  const removed = nothingRemoved();
  let cursor: RetentionCursor | undefined;
  do {
    const step = await store.removeExpired({ retention, now, limit, cursor });
    for (const kind of REMOVED_KINDS) removed[kind] += step.removed[kind];
    ({ cursor } = step);
  } while (cursor !== undefined && (await between()));
  return removed;
}
