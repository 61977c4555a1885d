/** Follows the chain of the log through its files and says where it breaks. Needs no key; reads no file itself. */
import type { Finding, FindingCode } from './finding.ts';
import { wordsOfMend } from './mend-words.ts';
import { BEFORE_THE_FIRST, readLine, type ChainEnd, type LogRecord, type MendRecord } from './record.ts';
import { tellsOf } from './tail.ts';

interface Gap {
  from: number;
  to: number;
  file: string;
  line: number;
}

const LINE_END = 0x0a;

export class ChainCheck {
  readonly #findings: Finding[] = [];
  readonly #watched: ReadonlySet<number>;
  /** The hashes of the records that were to be watched for. */
  readonly hashes = new Map<number, string>();
  readonly #gaps: Gap[] = [];
  readonly #late = new Map<number, Finding>();
  /** Lines that are no records; the next one may tell of them. */
  #region: { line: number; bytes: Buffer }[] = [];
  #torn: Finding | undefined;
  #end: ChainEnd = BEFORE_THE_FIRST;
  #file = '';
  #line = 0;
  #count = 0;
  #first: LogRecord | undefined;
  #last: LogRecord | undefined;

  /** @param watched numbers of records whose hashes are wanted */
  constructor(watched: readonly number[] = []) {
    this.#watched = new Set(watched);
  }

  get end(): ChainEnd {
    return this.#end;
  }

  get span(): { count: number; first: LogRecord | undefined; last: LogRecord | undefined } {
    return { count: this.#count, first: this.#first, last: this.#last };
  }

  /** One file, in order of time. */
  read(file: string, content: Buffer): void {
    this.#file = file;
    this.#line = 0;
    let at = 0;
    for (let next = content.indexOf(LINE_END); next >= 0; at = next + 1, next = content.indexOf(LINE_END, at))
      this.#readLine(content.subarray(at, next));
    if (at < content.length) this.#readUnfinished(content.subarray(at));
    this.#endRegion();
  }

  /** When every file has been read. */
  finish(): Finding[] {
    if (this.#torn !== undefined) this.#findings.push(this.#torn);
    const gaps = this.#gaps.flatMap((gap) => this.#wordsOfGap(gap));
    return [...this.#findings, ...gaps, ...this.#late.values()];
  }

  #readLine(bytes: Buffer): void {
    this.#line += 1;
    this.#endTorn();
    const read = readLine(bytes.toString('utf8'));
    if (read.kind === 'no-record') {
      this.#region.push({ line: this.#line, bytes });
    } else if (read.kind === 'changed') {
      this.#endRegion();
      const name = read.sequence === undefined ? 'The record' : `Record ${String(read.sequence)}`;
      this.#report('changed', `${name} has been changed: its content does not give its hash any more.`);
      // The hash that is left lets the rest of the chain be followed.
      this.#end = { sequence: this.#end.sequence + 1, hash: read.hash };
    } else {
      if (read.record.kind === 'mend') this.#readMend(read.record);
      this.#endRegion();
      this.#follow(read.record, read.end);
    }
  }

  #follow(record: LogRecord, end: ChainEnd): void {
    this.#count += 1;
    if (this.#watched.has(end.sequence)) this.hashes.set(end.sequence, end.hash);
    const expected = this.#end.sequence + 1;
    if (end.sequence < expected) {
      this.#readLate(end.sequence);
      return;
    }
    this.#first ??= record;
    this.#last = record;
    if (end.sequence > expected) {
      this.#gaps.push({ from: expected, to: end.sequence - 1, file: this.#file, line: this.#line });
    } else if (record.previous !== this.#end.hash) {
      const text = `Record ${String(end.sequence)} does not follow the record before it: one of the two has been exchanged.`;
      this.#report('exchanged', text);
    }
    this.#end = end;
  }

  #readLate(sequence: number): void {
    const isMissed = this.#gaps.some(({ from, to }) => from <= sequence && sequence <= to);
    const number = String(sequence);
    if (isMissed && !this.#late.has(sequence)) {
      const text = `Record ${number} stands behind records that came after it.`;
      this.#late.set(sequence, this.#finding('out-of-order', text));
    } else {
      this.#report('repeated', `Record ${number} stands here once more.`);
    }
  }

  #readMend(record: MendRecord): void {
    const between = Buffer.concat(this.#region.flatMap(({ bytes }) => [bytes, Buffer.of(LINE_END)]));
    if (tellsOf(record, between)) this.#region = [];
    this.#findings.push({ ...wordsOfMend(record), file: this.#file, line: this.#line });
  }

  /** A line without its end: a process ended while it wrote, and nobody has written since. */
  #readUnfinished(bytes: Buffer): void {
    if (readLine(bytes.toString('utf8')).kind !== 'no-record') {
      this.#readLine(bytes);
      return;
    }
    this.#line += 1;
    this.#endRegion();
    const text = 'The last line is torn: a process ended while it wrote. The next record will tell of it.';
    this.#torn = this.#finding('torn', text, 'note');
  }

  /** Something follows, and does not tell of it. */
  #endTorn(): void {
    if (this.#torn === undefined) return;
    this.#findings.push({
      ...this.#torn,
      severity: 'break',
      code: 'not-a-record',
      text: 'What stands here is no record.',
    });
    this.#torn = undefined;
  }

  #endRegion(): void {
    const [first] = this.#region;
    if (first === undefined) return;
    this.#findings.push({ ...this.#finding('not-a-record', 'What stands here is no record.'), line: first.line });
    this.#region = [];
  }

  #wordsOfGap({ from, to, file, line }: Gap): Finding[] {
    let [first, last] = [from, to];
    while (first <= last && this.#late.has(first)) first += 1;
    while (first <= last && this.#late.has(last)) last -= 1;
    if (first > last) return [];
    const which = first === last ? `Record ${String(first)} is` : `Records ${String(first)} to ${String(last)} are`;
    return [{ severity: 'break', code: 'missing', file, line, text: `${which} missing before this line.` }];
  }

  #report(code: FindingCode, text: string): void {
    this.#findings.push(this.#finding(code, text));
  }

  #finding(code: FindingCode, text: string, severity: Finding['severity'] = 'break'): Finding {
    return { severity, code, file: this.#file, line: this.#line, text };
  }
}
