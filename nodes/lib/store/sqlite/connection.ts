/** Opens the store file: owner-only, durable against power loss, one process at a time, at the newest schema. */
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreFailure } from '../store-failure.ts';
import { MIGRATIONS } from './schema.ts';
import { asStoreFailure } from './sqlite-failure.ts';

/** @throws StoreFailure when the file is locked, damaged, newer than this program, or cannot be opened */
export function openDatabase(file: string): DatabaseSync {
  const fresh = !existsSync(file);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    const database = new DatabaseSync(file, { timeout: 2_000 });
    if (fresh) chmodSync(file, 0o600);
    // EXCLUSIVE before WAL: the wal-index then lives in memory and no second process can attach.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA foreign_keys = ON');
    database.exec('PRAGMA journal_size_limit = 67108864');
    migrate(database);
    return database;
  } catch (cause) {
    throw asStoreFailure(cause);
  }
}

function migrate(database: DatabaseSync): void {
  database.exec('BEGIN EXCLUSIVE');
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > MIGRATIONS.length) {
    database.exec('ROLLBACK');
    database.close();
    throw new StoreFailure('newer-schema', `the store has schema ${String(version)}, this program knows ${String(MIGRATIONS.length)}; update the program`);
  }
  for (const step of MIGRATIONS.slice(version)) database.exec(step);
  database.exec(`PRAGMA user_version = ${String(MIGRATIONS.length)}`);
  database.exec('COMMIT');
}
