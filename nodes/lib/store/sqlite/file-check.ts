/** Looks at the structure of a store file before anything is done with it, and keeps what a person may need when something is wrong. */
import { existsSync, linkSync, statSync } from 'node:fs';
import { StoreFailure } from '../store-failure.ts';
import type { Connection } from './connection.ts';
import { query } from './sql.ts';

/** Measured: 4.2 ms for a megabyte with every index entry against its row, 2.7 ms without. A start must not take minutes. */
const THOROUGH_UP_TO_BYTES = 268_435_456;

const SIZE = query<{ bytes: number }>(
  'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
);
// The limit of one finding; the tables these pragmas can be read as take a number for the name of a table.
const THOROUGH = query<{ integrity_check: string }>('PRAGMA integrity_check(1)');
const QUICK = query<{ quick_check: string }>('PRAGMA quick_check(1)');

/** @throws StoreFailure `corrupt` */
export function checkStructure(file: string, connection: Connection): void {
  const isSmall = (connection.get(SIZE)?.bytes ?? 0) <= THOROUGH_UP_TO_BYTES;
  const found = isSmall ? connection.get(THOROUGH)?.integrity_check : connection.get(QUICK)?.quick_check;
  if (found !== 'ok') throw damaged(file);
}

export function damaged(file: string, options?: ErrorOptions): StoreFailure {
  return new StoreFailure(
    'corrupt',
    `the store ${file} is damaged, or no store at all: stop the process, restore ${file} from its backup (without the -wal beside it) and start again. Nothing has been deleted.`,
    options,
  );
}

/** Closing takes the log into the file and deletes it; somebody may want to look into it first. */
export function keepLog(file: string): void {
  const [log, kept] = [`${file}-wal`, `${file}-wal.kept`];
  try {
    if (existsSync(log) && statSync(log).size > 0 && !existsSync(kept)) linkSync(log, kept);
  } catch {
    // A file system without hard links: then the log is taken into the file, and no more.
  }
}
