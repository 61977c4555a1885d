/** Turns an error of SQLite into the store's own word for it, with what to do. */
import { StoreFailure, type StoreFailureCode } from '../store-failure.ts';

/** Primary result codes of SQLite (sqlite.org/rescode.html); extended codes carry the primary one in their low byte. */
const FAILURES: Readonly<Record<number, readonly [StoreFailureCode, string]>> = {
  5: ['locked', 'another process uses this store; only one may at a time'],
  6: ['locked', 'another process uses this store; only one may at a time'],
  8: ['read-only', 'the store file is read-only; give the process the right to write it'],
  10: ['io', 'the disk reports an error; check the disk, then start again'],
  11: ['corrupt', 'the store file is damaged; restore it from its backup'],
  13: ['disk-full', 'the disk is full; free space, the store goes on by itself'],
  14: ['io', 'the store file cannot be opened; check the folder and its rights'],
  26: ['corrupt', 'the file is not a store; check the path'],
};

export function asStoreFailure(cause: unknown): unknown {
  const code = (cause as { errcode?: number } | undefined)?.errcode;
  if (code === undefined) return cause;
  const known = FAILURES[code & 0xff];
  return known === undefined ? cause : new StoreFailure(known[0], known[1], { cause });
}
