/** The embedded store: SQLite in one file, for one process at a time. */
import { randomBytes } from 'node:crypto';
import type { Store } from '../store.ts';
import { openConnection } from './connection.ts';
import { migrate } from './migrations.ts';
import { asStoreFailure } from './sqlite-failure.ts';
import { SqliteStore } from './sqlite-store.ts';

export interface OpenOptions {
  /** Created with its folder when it is not there. */
  file: string;
  /** Called just before (`T1:before`) and just after (`T1:after`) the commit of a transaction that passes that point. */
  failpoint?: (name: string) => void;
  /** How long a write may wait for others to share its transaction; 0, the default, commits at the end of the turn of the event loop. */
  groupDelayMs?: number;
  /** How long to wait for a process that still has the file open; 2,000 ms unless told. */
  lockWaitMs?: number;
}

/** Opens the store at the newest schema and takes back what a dead process had handed out. Rejects with a StoreFailure that says what to do. */
export async function openSqliteStore({ file, failpoint, groupDelayMs = 0, lockWaitMs }: OpenOptions): Promise<Store> {
  const connection = openConnection(file, lockWaitMs === undefined ? {} : { lockWaitMs });
  try {
    migrate(connection);
    const store = new SqliteStore(connection, {
      sessionId: randomBytes(9).toString('base64url'),
      groupDelayMs,
      failpoint,
    });
    await store.recoverEvents();
    return store;
  } catch (cause) {
    connection.close();
    throw asStoreFailure(cause);
  }
}
