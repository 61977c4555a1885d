/** The one connection to the store file: opened owner-only, durable against power loss and closed to other processes; keeps its prepared statements. */
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { StoreFailure } from '../store-failure.ts';
import { damaged } from './file-check.ts';
import { checkFileIsThere } from './high-water-mark.ts';
import { rescueCopy } from './rescue-copy.ts';
import type { Query, Write } from './sql.ts';
import { asStoreFailure, isLocked } from './sqlite-failure.ts';
import { StorePlace } from './store-place.ts';

/** A process that is being replaced needs a moment to let go of the file. */
const LOCK_WAIT_MS = 2_000;
/**
 * KiB. A commit after a split of pages goes through the whole cache once (pcache1Truncate): 64 MiB of it made a tenth of all CPU. The pages in
 * use together are few, and the system keeps the rest.
 */
const CACHE_KIB = 8_192;
/** Pages of 4 KiB. A checkpoint writes a page once however often it was changed since the last one, and costs a synchronisation of the file. */
const CHECKPOINT_PAGES = 4_000;
const WAL_KEPT_BYTES = 67_108_864;

interface Prepared {
  statement: StatementSync;
  columns: readonly string[];
}

export class Connection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<Query<object> | Write, Prepared>();

  readonly #place: StorePlace | undefined;
  #rescued: string | undefined;

  /** @param place undefined for a database in memory */
  constructor(database: DatabaseSync, place?: StorePlace) {
    this.#database = database;
    this.#place = place;
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** The first row, or undefined. */
  get<Row extends object>(query: Query<Row>, ...values: SQLInputValue[]): Row | undefined {
    const { statement, columns } = this.#prepare(query);
    const row = statement.get(...values) as unknown as SQLOutputValue[] | undefined;
    return row && (named(columns, row) as Row);
  }

  all<Row extends object>(query: Query<Row>, ...values: SQLInputValue[]): Row[] {
    const { statement, columns } = this.#prepare(query);
    const rows = statement.all(...values) as unknown as SQLOutputValue[][];
    return rows.map((row) => named(columns, row) as Row);
  }

  /** Returns how many rows were changed. */
  run(write: Write, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(write).statement.run(...values).changes);
  }

  /** For schema steps and pragmas; everything else is a kept statement. */
  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /**
   * To be called between two transactions. A log that was deleted is begun anew, with everything that was in it taken into the file.
   * @throws StoreFailure `store-moved` when what would be written now could not be found again
   */
  checkPlace(): void {
    const place = this.#place;
    if (place === undefined) return;
    if (place.isMoved) {
      this.#rescued ??= rescueCopy(place.file, (sql) => this.#database.exec(sql));
      throw new StoreFailure(
        'store-moved',
        `the store ${place.file} has been moved or deleted while it was in use; put it back and it goes on. ${this.#rescued}`,
      );
    }
    if (!place.isLogGone) return;
    this.#database.exec('PRAGMA journal_mode = DELETE; PRAGMA journal_mode = WAL; BEGIN EXCLUSIVE; COMMIT');
    place.note();
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #prepare(query: Query<object> | Write): Prepared {
    const kept = this.#prepared.get(query);
    if (kept !== undefined) return kept;
    const statement = this.#database.prepare(query.sql);
    // The objects node:sqlite makes are dictionaries, slow to make and to read; a row of 12 columns costs half as much this way.
    statement.setReturnArrays(true);
    const prepared = { statement, columns: statement.columns().map(({ name }) => name) };
    this.#prepared.set(query, prepared);
    return prepared;
  }
}

function named(columns: readonly string[], row: readonly SQLOutputValue[]): object {
  const object: Record<string, SQLOutputValue | undefined> = {};
  for (let index = 0; index < columns.length; index += 1) object[columns[index] ?? ''] = row[index];
  return object;
}

/**
 * Opens `file`, creating it (0600) and its folder (0700).
 * @throws StoreFailure `store-locked` when another process has it open, else what SQLite reports
 */
export function openConnection(file: string, { lockWaitMs = LOCK_WAIT_MS }: { lockWaitMs?: number } = {}): Connection {
  let database: DatabaseSync | undefined;
  try {
    prepareFile(file);
    database = new DatabaseSync(file, { timeout: lockWaitMs, enableForeignKeyConstraints: true });
    // EXCLUSIVE before WAL: the index of the WAL then lives in this process, and no other can read or write beside it.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA temp_store = MEMORY;
      PRAGMA secure_delete = ON;
      PRAGMA cache_size = -${String(CACHE_KIB)};
      PRAGMA wal_autocheckpoint = ${String(CHECKPOINT_PAGES)};
      PRAGMA journal_size_limit = ${String(WAL_KEPT_BYTES)};
      BEGIN EXCLUSIVE;
      COMMIT;
    `);
    return new Connection(database, new StorePlace(file));
  } catch (cause) {
    database?.close();
    if (isLocked(cause)) {
      throw new StoreFailure(
        'store-locked',
        `the store ${file} is in use by another process; stop that one, or give this one a file of its own`,
        { cause },
      );
    }
    throw openFailure(file, cause);
  }
}

/** Makes the file where there never was one. Opening one that is there, even to close it again, would let go of the locks this process has on it (fcntl(2)). */
function prepareFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const size = existsSync(file) ? statSync(file).size : 0;
  if (size > 0) {
    // SQLite opens what it may not write for reading, and fails later with a word that does not name the reason.
    accessSync(file, constants.R_OK | constants.W_OK);
    accessSync(dirname(file), constants.W_OK);
    return;
  }
  checkFileIsThere(file);
  const log = `${file}-wal`;
  if (existsSync(log) && statSync(log).size > 0) {
    throw new StoreFailure(
      'store-behind',
      `the store ${file} is missing or empty, but its log ${log} is there: put the file back. Nothing has been changed.`,
    );
  }
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
}

/** What the file system says before SQLite is asked: no folder, no right, no space. */
function openFailure(file: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreFailure('disk-full', `no space to create the store ${file}`, { cause });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StoreFailure('read-only', `no right to write the store ${file}`, { cause });
    case 'EISDIR':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EIO':
      return new StoreFailure('io', `the store ${file} cannot be created: ${code}`, { cause });
    default:
      return namingFile(file, asStoreFailure(cause));
  }
}

function namingFile(file: string, failure: unknown): unknown {
  if (!(failure instanceof StoreFailure) || failure.message.includes(file)) return failure;
  if (failure.code === 'corrupt') return damaged(file, { cause: failure.cause });
  return new StoreFailure(failure.code, `${file}: ${failure.message}`, { cause: failure.cause });
}
