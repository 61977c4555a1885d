/** Removes the contents of events and messages; what must stay longer than its day gets another key, so that the key of the day can go. */
import { openValue, SEALED_COLUMNS, sealValue, type SealedColumn } from '../sealed-records.ts';
import type { Query, Write } from '../sql.ts';
import { RETENTION, type ContentRow, type SealedContent } from '../statements/retention-statements.ts';
import { swept, type Sweep, type SweepContext } from './sweep.ts';

interface ContentTable {
  rows: Query<ContentRow>;
  remove: Write;
  rowsOfKey: Query<SealedContent>;
  reseal: Write;
  column: SealedColumn;
}

const EVENTS: ContentTable = {
  rows: RETENTION.eventContents,
  remove: RETENTION.removeEventContent,
  rowsOfKey: RETENTION.eventContentsOfKey,
  reseal: RETENTION.resealEventContent,
  column: SEALED_COLUMNS.event,
};

const MESSAGES: ContentTable = {
  rows: RETENTION.messageContents,
  remove: RETENTION.removeMessageContent,
  rowsOfKey: RETENTION.messageContentsOfKey,
  reseal: RETENTION.resealMessageContent,
  column: SEALED_COLUMNS.message,
};

function oldDays({ transaction, cutoffs }: SweepContext): number[] {
  return transaction.session.keyring.endedBefore('content', cutoffs.content);
}

function removal({ rows, remove }: ContentTable): Sweep {
  return {
    // What has been kept beyond its day may be over on any day.
    keys: (context) => [...oldDays(context), ...context.transaction.session.keyring.all('kept')].sort((a, b) => a - b),
    step: ({ transaction, cutoffs, removed }, { keyId, after, limit }) => {
      const { db } = transaction;
      const found = db.all(rows, keyId, cutoffs.content, cutoffs.heldContent, after, limit);
      for (const { rowNo, isOver } of found) {
        if (isOver === 1) removed.contents += db.run(remove, rowNo);
      }
      return swept(found, limit);
    },
  };
}

function resealing({ rowsOfKey, reseal, column }: ContentTable): Sweep {
  return {
    keys: oldDays,
    step: ({ transaction, now }, { keyId, after, limit }) => {
      const { db, session } = transaction;
      const found = db.all(rowsOfKey, keyId, after, limit);
      for (const { rowNo, content } of found) {
        const plain = openValue(session, column, rowNo, { keyId, sealed: content });
        // What cannot be opened keeps its key: nobody can tell what it was.
        if (plain === undefined) continue;
        const kept = sealValue(transaction, { ...column, purpose: 'kept' }, rowNo, plain, now);
        db.run(reseal, kept.keyId, kept.sealed, rowNo);
      }
      return swept(found, limit);
    },
  };
}

export const CONTENT_SWEEPS: readonly Sweep[] = [
  removal(EVENTS),
  removal(MESSAGES),
  resealing(EVENTS),
  resealing(MESSAGES),
];
