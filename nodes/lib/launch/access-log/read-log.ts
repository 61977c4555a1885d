/** Reads the records of the log with their subjects opened, for whoever has to account for the accesses. Checks no chain. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeySource } from '../../store/sealing/key-file.ts';
import type { AccessSubject } from './access-entry.ts';
import { fileOfMonth, logFiles, monthOf } from './log-files.ts';
import { LogKeys } from './log-keys.ts';
import { readLine, type AccessRecord } from './record.ts';
import { openSubject } from './subject.ts';

export interface ReadOptions {
  folder: string;
  key: KeySource;
  /** From this moment on. */
  from?: Date | undefined;
  /** Up to this moment, without it. */
  until?: Date | undefined;
}

export interface OpenedRecord {
  record: AccessRecord;
  /** Undefined: sealed with a key that is not there. */
  subject: AccessSubject | undefined;
}

export async function* readLog({ folder, key, from, until }: ReadOptions): AsyncGenerator<OpenedRecord> {
  const keys = new LogKeys(folder, key);
  // A record stands in the file of a later month where processes or clocks disagree, never in one of an earlier month.
  const files = (await logFiles(folder)).filter((file) => from === undefined || file >= fileOfMonth(monthOf(from)));
  for (const file of files) {
    for (const line of (await readFile(join(folder, file), 'utf8')).split('\n')) {
      const read = readLine(line);
      if (read.kind !== 'whole' || read.record.kind !== 'access') continue;
      const { record } = read;
      const at = Date.parse(record.at);
      if ((from !== undefined && at < from.getTime()) || (until !== undefined && at >= until.getTime())) continue;
      yield { record, subject: openSubject(record, keys) };
    }
  }
}
