/** What stands at the end of the log, seen from what its head says: records of a process that ended before it could move the head, a torn line, or less than there was. */
import {
  BEFORE_THE_FIRST,
  readLine,
  sha256,
  type ChainEnd,
  type Damage,
  type LogRecord,
  type MendRecord,
} from './record.ts';

export interface TailDamage {
  found: Damage;
  bytes: number;
  sha256: string;
  expected?: ChainEnd;
}

export interface Tail {
  /** What the next record follows. */
  end: ChainEnd;
  damage?: TailDamage;
  /** The file does not end with the end of a line. */
  isOpen: boolean;
}

const LINE_END = 0x0a;
const OPENING = '{"kind":';

/**
 * The file has grown since the head was written.
 * @param added the bytes of the file from where the head says it ended
 */
export function followTail(head: ChainEnd, added: Buffer): Tail {
  let end = head;
  // Behind the last record that follows; what is between it and the next one may be told of there.
  let restAt = 0;
  for (let at = 0; at < added.length;) {
    const next = added.indexOf(LINE_END, at);
    const lineEnd = next < 0 ? added.length : next;
    const read = readLine(added.toString('utf8', at, lineEnd));
    if (read.kind === 'whole' && follows(read, end, added.subarray(restAt, at))) {
      end = read.end;
      restAt = lineEnd + 1;
    }
    at = lineEnd + 1;
  }
  const rest = added.subarray(restAt);
  // Where only the end of the line was lost, the record is all there.
  if (rest.length === 0) return { end, isOpen: isOpen(added) };
  return { end, damage: damageOf(rest), isOpen: isOpen(rest) };
}

/**
 * Less is there than the head says, or nobody knows what it said.
 * @param file the whole content of the newest file that is left
 */
export function lastOfWhatIsLeft(file: Buffer, expected: ChainEnd | undefined): Tail {
  let end = BEFORE_THE_FIRST;
  let rest = file;
  for (let at = 0; at < file.length;) {
    const next = file.indexOf(LINE_END, at);
    const lineEnd = next < 0 ? file.length : next;
    const read = readLine(file.toString('utf8', at, lineEnd));
    at = lineEnd + 1;
    if (read.kind !== 'whole') continue;
    end = read.end;
    rest = file.subarray(at);
  }
  const found = expected === undefined ? 'head-lost' : 'missing-records';
  const damage: TailDamage = { ...damageOf(rest), found, ...(expected === undefined ? {} : { expected }) };
  return { end, damage, isOpen: isOpen(file) };
}

/** @param between what stands between the record and the one it should follow */
function follows({ record, end }: { record: LogRecord; end: ChainEnd }, before: ChainEnd, between: Buffer): boolean {
  if (record.previous !== before.hash || end.sequence !== before.sequence + 1) return false;
  return between.length === 0 || (record.kind === 'mend' && tellsOf(record, between));
}

/** @param between with the end of its last line, whoever wrote it */
export function tellsOf({ bytes, sha256: hash }: MendRecord, between: Buffer): boolean {
  return [between, between.subarray(0, -1)].some((told) => told.length === bytes && sha256(told) === hash);
}

/** A process that ends while it writes leaves the beginning of a record; anything else was not written by the log. */
function damageOf(rest: Buffer): TailDamage {
  const lines = rest.toString('utf8').split('\n');
  const found = lines.every(isBeginningOfRecord) ? 'torn-line' : 'damaged-lines';
  return { found, bytes: rest.length, sha256: sha256(rest) };
}

function isBeginningOfRecord(line: string): boolean {
  return readLine(line).kind === 'no-record' && (line.startsWith(OPENING) || OPENING.startsWith(line));
}

function isOpen(bytes: Buffer): boolean {
  return bytes.length > 0 && bytes.at(-1) !== LINE_END;
}
