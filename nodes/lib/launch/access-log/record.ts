/** The records of the log as they stand in its files: one line of JSON each, closed by the hash of everything before it in the line and holding the hash of the record before. */
import { createHash } from 'node:crypto';
import type { AccessEntry, AccessSubject } from './access-entry.ts';

/** What a record follows: the number and the hash of the one before. */
export interface ChainEnd {
  sequence: number;
  hash: string;
}

interface InChain {
  sequence: number;
  /** RFC 3339, UTC. */
  at: string;
  previous: string;
}

export interface AccessRecord extends InChain, Omit<AccessEntry, keyof AccessSubject> {
  kind: 'access';
  logId: string;
  /** The subject, sealed with the data key of that number; base64. */
  sealed?: { key: number; value: string } | undefined;
}

/** torn-line: a process ended while it wrote. damaged-lines: what stands there is no record. missing-records: fewer than were written. head-lost: it is not known how many were written. */
export type Damage = 'torn-line' | 'damaged-lines' | 'missing-records' | 'head-lost';

/** Says what was found in the place of the records that should be there, so that nothing is put right in silence. */
export interface MendRecord extends InChain {
  kind: 'mend';
  found: Damage;
  /** The bytes between this record and the one it follows. */
  bytes: number;
  sha256: string;
  /** The last record that was written, where it is missing. */
  expected?: ChainEnd;
}

export type LogRecord = AccessRecord | MendRecord;

export const BEFORE_THE_FIRST: ChainEnd = { sequence: 0, hash: '0'.repeat(64) };

const CLOSING = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/su;

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @returns the line without its end, and what the next record follows */
export function writeLine(record: LogRecord): { line: string; end: ChainEnd } {
  const open = JSON.stringify(record).slice(0, -1);
  const hash = sha256(open);
  return { line: `${open},"hash":"${hash}"}`, end: { sequence: record.sequence, hash } };
}

export type ReadLine =
  | { kind: 'whole'; record: LogRecord; end: ChainEnd }
  /** A record whose hash is another one than that of its content. */
  | { kind: 'changed'; sequence: number | undefined; hash: string }
  | { kind: 'no-record' };

export function readLine(line: string): ReadLine {
  const [, open, hash] = CLOSING.exec(line) ?? [];
  if (open === undefined || hash === undefined) return { kind: 'no-record' };
  const record = parse(`${open}}`);
  const sequence = sequenceOf(record);
  if (sha256(open) !== hash) return { kind: 'changed', sequence, hash };
  return sequence === undefined || !isLogRecord(record)
    ? { kind: 'no-record' }
    : { kind: 'whole', record, end: { sequence, hash } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sequenceOf(record: unknown): number | undefined {
  if (typeof record !== 'object' || record === null || !('sequence' in record)) return undefined;
  return Number.isSafeInteger(record.sequence) ? (record.sequence as number) : undefined;
}

/** The hash has been checked: whoever wrote it knew the form of its kind. */
function isLogRecord(record: unknown): record is LogRecord {
  if (typeof record !== 'object' || record === null || !('kind' in record)) return false;
  return (record.kind === 'access' || record.kind === 'mend') && 'previous' in record && 'at' in record;
}
