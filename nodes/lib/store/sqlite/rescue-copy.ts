/** Saves what a deleted file still holds while it is open: the system takes its bytes away as soon as it is closed. */
import { closeSync, openSync } from 'node:fs';

/** @returns a sentence on what was saved where, for the operator */
export function rescueCopy(file: string, execute: (sql: string) => void): string {
  const copy = `${file}.rescued-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  try {
    // SQLite takes an empty file, and leaves its rights as they are.
    closeSync(openSync(copy, 'wx', 0o600));
    // An emptied log cannot be taken for that of the copy later on.
    execute('PRAGMA wal_checkpoint(TRUNCATE)');
    execute(`VACUUM INTO '${copy.replaceAll(`'`, `''`)}'`);
    return `If it cannot be put back: everything in it has been copied to ${copy}; stop the process, give the copy the name of the store and start again.`;
  } catch {
    return 'A copy of it could not be made: do not stop the process before the file is back.';
  }
}
