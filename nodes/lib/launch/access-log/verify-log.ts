/** Checks a whole log: its chain, that it is as long as its head says, and that records written down elsewhere are still the same. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { KeySource } from '../../store/sealing/key-file.ts';
import { FileLock } from '../../store/sqlite/file-lock.ts';
import { lockFile } from './access-log.ts';
import { ChainCheck } from './chain-check.ts';
import type { Finding, FindingCode } from './finding.ts';
import { readHead, type ReadHead } from './head.ts';
import { logFiles } from './log-files.ts';
import { LogKeys } from './log-keys.ts';
import type { ChainEnd } from './record.ts';

const LOCK_POLL_MS = 5;
const LOCK_WAIT_MS = 2_000;

export interface VerifyOptions {
  folder: string;
  key: KeySource;
  /** Numbers and hashes of records as they were written down at an earlier check. */
  anchors?: readonly ChainEnd[];
}

export interface LogCheck {
  files: readonly string[];
  count: number;
  /** Times of the first and the last record. */
  from: string | undefined;
  to: string | undefined;
  end: ChainEnd;
  isWhole: boolean;
  findings: readonly Finding[];
}

/** Undefined: there is no log in the folder. */
export async function verifyLog({ folder, key, anchors = [] }: VerifyOptions): Promise<LogCheck | undefined> {
  const seen = await whileNobodyWrites(folder, async () => {
    const files = await logFiles(folder);
    const contents = await Promise.all(files.map((file) => readFile(join(folder, file))));
    return { files, contents, head: await readHead(folder, new LogKeys(folder, key)) };
  });
  const { files, contents, head } = seen;
  if (files.length === 0 && head.kind === 'absent') return undefined;
  const headAt = head.kind === 'valid' || head.kind === 'unsigned' ? [head.head.sequence] : [];
  const chain = new ChainCheck([...headAt, ...anchors.map(({ sequence }) => sequence)]);
  for (const [index, file] of files.entries()) chain.read(file, contents[index] ?? Buffer.alloc(0));
  const findings = [
    ...chain.finish(),
    ...headFindings(head, chain),
    ...anchors.flatMap((one) => anchorFindings(one, chain)),
  ];
  const { count, first, last } = chain.span;
  const isWhole = findings.every(({ severity }) => severity === 'note');
  return { files, count, from: first?.at, to: last?.at, end: chain.end, isWhole, findings };
}

/** A copy of the folder has nobody who writes it, and is left as it is. */
async function whileNobodyWrites<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (!existsSync(lockFile(folder))) return work();
  const lock = new FileLock(lockFile(folder));
  try {
    for (let waitedMs = 0; waitedMs < LOCK_WAIT_MS && !lock.tryLock(); waitedMs += LOCK_POLL_MS)
      await delay(LOCK_POLL_MS);
    return await work();
  } finally {
    // Lets go of the lock as well.
    lock.close();
  }
}

function headFindings(read: ReadHead, chain: ChainCheck): Finding[] {
  if (read.kind === 'absent')
    return [whole('head-lost', 'head.json is missing: it cannot be told whether the end has been cut off.')];
  if (read.kind === 'changed')
    return [whole('head-lost', 'head.json has been changed: its signature is not the right one.')];
  const { sequence, hash } = read.head;
  const { end } = chain;
  if (end.sequence < sequence) {
    const text = `The log ends with record ${String(end.sequence)}, and had been written up to record ${String(sequence)}: the end has been cut off.`;
    return [whole('cut-off', text)];
  }
  const found = chain.hashes.get(sequence);
  if (found !== undefined && found !== hash) {
    return [
      whole('exchanged', `Record ${String(sequence)} is not the one that was written: the log has been written anew.`),
    ];
  }
  if (end.sequence === sequence) return [];
  const text = `Records ${String(sequence + 1)} to ${String(end.sequence)} are beyond what head.json says: a process ended just after it wrote them.`;
  return [{ ...whole('beyond-head', text), severity: 'note' }];
}

function anchorFindings({ sequence, hash }: ChainEnd, chain: ChainCheck): Finding[] {
  const found = chain.hashes.get(sequence);
  if (found === hash) return [];
  const what = found === undefined ? 'is not there' : 'has another hash';
  return [whole('exchanged', `Record ${String(sequence)}, as it was written down, ${what}.`)];
}

function whole(code: FindingCode, text: string): Finding {
  return { severity: 'break', code, file: '', line: 0, text };
}
