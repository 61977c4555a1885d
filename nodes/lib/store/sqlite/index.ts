/** The embedded store: SQLite in one file, for one process at a time. */
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { KeySource } from '../sealing/key-file.ts';
import { StoreFailure } from '../store-failure.ts';
import type { Store } from '../store.ts';
import { openConnection, type Connection } from './connection.ts';
import { checkStructure, damaged, keepLog } from './file-check.ts';
import { checkNothingIsMissing, HighWaterMark } from './high-water-mark.ts';
import { Keyring } from './keyring.ts';
import { isSealed, migrate } from './migrations.ts';
import { sealPlainRows } from './seal-plain-rows.ts';
import { Session } from './session.ts';
import { asStoreFailure } from './sqlite-failure.ts';
import { SqliteStore } from './sqlite-store.ts';

export { rotateStoreKey, type KeysElsewhere, type Rotation } from './rotate-key.ts';

export interface OpenOptions {
  /** Created with its folder when it is not there. */
  file: string;
  /** The master key; a file `store-key` beside the store unless told. A store that has never had one gets a new one there. */
  key?: KeySource;
  /** Called just before (`T1:before`) and just after (`T1:after`) the commit of a transaction that passes that point. */
  failpoint?: (name: string) => void;
  /** How long a write may wait for others to share its transaction; 0, the default, commits at the end of the turn of the event loop. */
  groupDelayMs?: number;
  /** How long to wait for a process that still has the file open; 2,000 ms unless told. */
  lockWaitMs?: number;
  /** Told at the first write that fails, and with undefined when the store takes events again. */
  onOutage?: (failure: StoreFailure | undefined) => void;
}

/** Opens the store at the newest schema and takes back what a dead process had handed out. Rejects with a StoreFailure that says what to do. */
export async function openSqliteStore(options: OpenOptions): Promise<Store> {
  const { file, key, failpoint, groupDelayMs = 0, lockWaitMs, onOutage } = options;
  const connection = openConnection(file, lockWaitMs === undefined ? {} : { lockWaitMs });
  try {
    checkStructure(file, connection);
    const keyring = prepareFile(connection, key ?? { file: join(dirname(file), 'store-key') });
    const mark = new HighWaterMark(file, checkNothingIsMissing(file, connection));
    await sealPlainRows(connection, keyring);
    const session = new Session(connection, keyring, randomBytes(9).toString('base64url'));
    const store = new SqliteStore(connection, session, { file, mark, groupDelayMs, failpoint, onOutage });
    await store.recoverEvents();
    return store;
  } catch (cause) {
    const failure = describeFailure(file, cause);
    if (failure instanceof StoreFailure && (failure.code === 'corrupt' || failure.code === 'store-behind'))
      keepLog(file);
    connection.close();
    throw failure;
  }
}

/** A sealed store is not touched before its key has been found to be the right one. */
function prepareFile(connection: Connection, key: KeySource): Keyring {
  const known = isSealed(connection) ? Keyring.open(connection, key) : undefined;
  migrate(connection);
  return known ?? Keyring.open(connection, key);
}

function describeFailure(file: string, cause: unknown): unknown {
  const failure = asStoreFailure(cause);
  return failure instanceof StoreFailure && failure.code === 'corrupt' ? damaged(file, { cause }) : failure;
}
