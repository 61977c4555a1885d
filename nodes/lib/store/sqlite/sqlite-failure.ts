/** Turns an error of SQLite into the store's own word for it, with what to do about it. */
import { StoreFailure, type StoreFailureCode } from '../store-failure.ts';

/** Primary result codes of SQLite (sqlite.org/rescode.html); an extended code carries the primary one in its low byte. */
const FAILURES: Readonly<Record<number, readonly [StoreFailureCode, string]>> = {
  5: ['locked', 'the store is locked by another process; it goes on by itself once that one ends'],
  6: ['locked', 'the store is locked by another connection'],
  7: ['io', 'SQLite ran out of memory'],
  8: ['read-only', 'the store file is read-only; give the process the right to write it'],
  10: ['io', 'the disk reports an error; check the disk and the mount'],
  11: ['corrupt', 'the store file is damaged; restore it from its backup'],
  13: ['disk-full', 'the disk is full; free space, the store goes on by itself'],
  14: ['io', 'the store file cannot be opened; check the folder and its rights'],
  26: ['corrupt', 'the file is not a SQLite database; check the path'],
};

/** The StoreFailure an error of SQLite stands for; anything else comes back as it is. */
export function asStoreFailure(cause: unknown): unknown {
  const [code, message] = FAILURES[primaryCode(cause)] ?? [];
  return code === undefined || message === undefined ? cause : new StoreFailure(code, message, { cause });
}

export function isLocked(cause: unknown): boolean {
  return primaryCode(cause) === 5;
}

/** SQLITE_CONSTRAINT: the row offends a rule of the schema. */
export function isConstraint(cause: unknown): boolean {
  return primaryCode(cause) === 19;
}

function primaryCode(cause: unknown): number {
  if (!(cause instanceof Error) || !('errcode' in cause) || typeof cause.errcode !== 'number') return -1;
  return cause.errcode & 0xff;
}
