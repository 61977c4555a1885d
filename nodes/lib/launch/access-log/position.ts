/** Where the log stands: what the next record follows, in which file, and what is not as it should be. To be asked by the one who has the lock. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AccessLogProblem } from './access-log-failure.ts';
import { EMPTY_HEAD, readHead, writeHead, type Head } from './head.ts';
import { logFiles } from './log-files.ts';
import type { LogKeys } from './log-keys.ts';
import { followTail, lastOfWhatIsLeft, type Tail } from './tail.ts';

export interface Position extends Tail {
  /** The newest file; '' when there is none. */
  file: string;
}

export async function findPosition(folder: string, keys: LogKeys): Promise<Position> {
  const files = await logFiles(folder);
  const file = files.at(-1) ?? '';
  const head = await headOf(folder, keys, files.length === 0);
  const content = (name: string): Promise<Buffer> =>
    name === '' ? Promise.resolve(Buffer.alloc(0)) : readFile(join(folder, name));
  if (head === undefined) return { file, ...lastOfWhatIsLeft(await content(file), undefined) };
  const size = await sizeOf(folder, head.file);
  // The first record of a month, of a process that ended before it moved the head.
  if (size === head.size && file > head.file) return { file, ...followTail(head, await content(file)) };
  if (size === head.size) return { file, end: head, isOpen: false };
  if (size > head.size) return { file, ...followTail(head, (await content(head.file)).subarray(head.size)) };
  return { file, ...lastOfWhatIsLeft(await content(file), { sequence: head.sequence, hash: head.hash }) };
}

/** Undefined: there is, or was, a log, and nothing says how long it should be. */
async function headOf(folder: string, keys: LogKeys, isNew: boolean): Promise<Head | undefined> {
  if (!keys.exist) {
    if (!isNew) throw new AccessLogProblem('key-wrong');
    keys.begin();
  }
  const read = await readHead(folder, keys);
  switch (read.kind) {
    case 'valid':
      return read.head;
    case 'unsigned':
      throw new AccessLogProblem('key-wrong');
    case 'changed':
      return undefined;
    case 'absent':
      if (!isNew) return undefined;
      await writeHead(folder, keys, EMPTY_HEAD);
      return EMPTY_HEAD;
    default:
      return read satisfies never;
  }
}

async function sizeOf(folder: string, file: string): Promise<number> {
  if (file === '') return 0;
  try {
    return (await stat(join(folder, file))).size;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw cause;
  }
}
