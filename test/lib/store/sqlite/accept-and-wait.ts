/** A process of its own: opens the store given, accepts one event for each case named, and says so once they are on disk. */
import { openSqliteStore } from '../../../../nodes/lib/store/sqlite/index.ts';
import { at, newEvent } from '../samples.ts';

const [file = '', ...caseIds] = process.argv.slice(2);
const store = await openSqliteStore({ file });
await store.acceptEvents(
  caseIds.map((caseId) => newEvent(caseId, 1)),
  at(0),
);
process.send?.('accepted');
// Kept open until it is killed.
setInterval(() => undefined, 60_000);
