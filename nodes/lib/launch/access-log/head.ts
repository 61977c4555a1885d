/** How far the log has come, kept beside it and signed: what is cut off the end, or written anew with all its hashes, does not fit it any more. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceDurably } from './durable-file.ts';
import type { LogKeys } from './log-keys.ts';
import { BEFORE_THE_FIRST, type ChainEnd } from './record.ts';

export interface Head extends ChainEnd {
  /** The file the last record is in; '' before the first. */
  file: string;
  /** Bytes of that file up to the end of the last record. */
  size: number;
}

/** unsigned: the key to check it with is not at hand. */
export type ReadHead =
  { kind: 'valid'; head: Head } | { kind: 'unsigned'; head: Head } | { kind: 'absent' } | { kind: 'changed' };

export const EMPTY_HEAD: Head = { ...BEFORE_THE_FIRST, file: '', size: 0 };

const headFile = (folder: string): string => join(folder, 'head.json');

export async function readHead(folder: string, keys: LogKeys): Promise<ReadHead> {
  const content = await readFile(headFile(folder), 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  });
  if (content === undefined) return { kind: 'absent' };
  const found = parseHead(content);
  if (found === undefined) return { kind: 'changed' };
  const { signature, head } = found;
  const expected = keys.signature(JSON.stringify(head));
  if (expected === undefined) return { kind: 'unsigned', head };
  return expected === signature ? { kind: 'valid', head } : { kind: 'changed' };
}

export async function writeHead(folder: string, keys: LogKeys, { sequence, hash, file, size }: Head): Promise<void> {
  const head: Head = { sequence, hash, file, size };
  const signature = keys.signature(JSON.stringify(head));
  await replaceDurably(headFile(folder), `${JSON.stringify({ ...head, signature })}\n`);
}

function parseHead(content: string): { head: Head; signature: unknown } | undefined {
  try {
    const { sequence, hash, file, size, signature } = JSON.parse(content) as Head & { signature: unknown };
    return { head: { sequence, hash, file, size }, signature };
  } catch {
    return undefined;
  }
}
