/** Brings the schema of the file to the newest version, forward only; refuses a newer one, and a database that is not ours. */
import { StoreFailure } from '../store-failure.ts';
import type { Connection } from './connection.ts';
import { INITIAL } from './migrations/001-initial.ts';
import { SEALED } from './migrations/002-sealed.ts';
import { OPERATOR } from './migrations/003-operator.ts';
import { COMMITTED } from './migrations/004-committed.ts';
import { ROUTE } from './migrations/005-route.ts';
import { RETURN_FEED } from './migrations/006-return-feed.ts';
import { query } from './sql.ts';

/** `Orbi` in ASCII: what file(1) and we tell our files by (sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x4f726269;

/** Step n brings version n - 1 to n. A step that has been released is never changed. */
export const MIGRATIONS: readonly string[] = [INITIAL, SEALED, OPERATOR, COMMITTED, ROUTE, RETURN_FEED];

const VERSION = query<{ user_version: number }>('PRAGMA user_version');
const APPLICATION = query<{ application_id: number }>('PRAGMA application_id');
const TABLES = query<{ count: number }>('SELECT count(*) AS count FROM sqlite_schema');

/**
 * All missing steps in one transaction: a step that fails leaves the file as it was.
 * @throws StoreFailure `newer-schema` or `not-a-store`
 */
export function migrate(connection: Connection, steps: readonly string[] = MIGRATIONS): void {
  const version = versionOf(connection, steps.length);
  if (version === steps.length) return;
  connection.execute('BEGIN IMMEDIATE');
  try {
    for (const step of steps.slice(version)) connection.execute(step);
    connection.execute(
      `PRAGMA application_id = ${String(APPLICATION_ID)}; PRAGMA user_version = ${String(steps.length)}`,
    );
    connection.execute('COMMIT');
  } catch (cause) {
    if (connection.inTransaction) connection.execute('ROLLBACK');
    throw cause;
  }
}

/**
 * Whether the file is of a schema that seals its records, so that opening it needs the key.
 * @throws StoreFailure `newer-schema` or `not-a-store`
 */
export function isSealed(connection: Connection): boolean {
  return versionOf(connection, MIGRATIONS.length) > MIGRATIONS.indexOf(SEALED);
}

function versionOf(connection: Connection, known: number): number {
  const ours = connection.get(APPLICATION)?.application_id === APPLICATION_ID;
  const empty = connection.get(TABLES)?.count === 0;
  if (!ours && !empty)
    throw new StoreFailure('not-a-store', 'the file is a database of some other program; choose another path');
  const version = connection.get(VERSION)?.user_version ?? 0;
  if (version > known) {
    throw new StoreFailure(
      'newer-schema',
      `the store has schema ${String(version)} and this program knows ${String(known)}; start the newer program again`,
    );
  }
  return version;
}
