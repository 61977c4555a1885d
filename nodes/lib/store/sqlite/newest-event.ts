/** The newest event whose content is still kept. */
import type { SurgicalEvent } from '../../surgery/index.ts';
import { StoreFailure } from '../store-failure.ts';
import type { Connection } from './connection.ts';
import { openValue, SEALED_COLUMNS } from './sealed-records.ts';
import type { Session } from './session.ts';
import { QUERIES } from './statements/query-statements.ts';

export function newestEvent(db: Connection, session: Session): SurgicalEvent | undefined {
  const row = db.get(QUERIES.newestContent);
  if (row === undefined) return undefined;
  const opened = openValue(session, SEALED_COLUMNS.event, row.seq, { keyId: row.keyId, sealed: row.content });
  if (opened === undefined)
    throw new StoreFailure('corrupt', `the event with number ${String(row.seq)} cannot be opened`);
  return JSON.parse(opened.toString()) as SurgicalEvent;
}
