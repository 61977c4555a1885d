/** The files of the log: one a month, named for it, in order. */
import { readdir } from 'node:fs/promises';

const MONTHLY = /^\d{4}-(?:0[1-9]|1[0-2])\.jsonl$/;

/** Names in order of time; none where the folder is not there. */
export async function logFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  });
  return names.filter((name) => MONTHLY.test(name)).sort();
}

export function monthOf(time: Date): string {
  return time.toISOString().slice(0, 7);
}

export function fileOfMonth(month: string): string {
  return `${month}.jsonl`;
}
