/** Reads HL7 v2 text as it comes from anybody: tolerant of line ends, unknown segments and separators; never throws. What it does not find is ''. */
import { unescapeText } from './escape.ts';
import { readSeparators, type Separators } from './separators.ts';

export type Parsed = { ok: true; message: ParsedMessage } | { ok: false; code: ParseFailure };

/** empty: nothing but line ends. no-header: does not begin with MSH. separators: MSH-1 and MSH-2 cannot be used. too-large: more than a message ever is. */
export type ParseFailure = 'empty' | 'no-header' | 'separators' | 'too-large';

export interface ParsedMessage {
  readonly separators: Separators;
  readonly segments: readonly ParsedSegment[];
  /** The first segment of that name. */
  segment(name: string): ParsedSegment | undefined;
  segmentsNamed(name: string): readonly ParsedSegment[];
}

/** A message of ours is about 2,000 characters; a document in an OBX may be long. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
const MOST_SEGMENTS = 10_000;
const LINE_END = /[\r\n]+/;

export function parseMessage(text: string): Parsed {
  if (text.length > MOST_CHARACTERS) return { ok: false, code: 'too-large' };
  const start = firstCharacter(text);
  if (start === text.length) return { ok: false, code: 'empty' };
  if (!text.startsWith('MSH', start)) return { ok: false, code: 'no-header' };
  const body = text.slice(start);
  const separators = readSeparators(body);
  if (separators === undefined) return { ok: false, code: 'separators' };
  const lines = body.split(body.includes('\n') ? LINE_END : '\r', MOST_SEGMENTS + 2);
  if (lines.length > MOST_SEGMENTS + 1) return { ok: false, code: 'too-large' };
  const segments: ParsedSegment[] = [];
  for (const line of lines) if (line !== '') segments.push(new ParsedSegment(line, separators));
  return { ok: true, message: new SegmentList(separators, segments) };
}

/** Skips a byte order mark and blank lines before the header. */
function firstCharacter(text: string): number {
  let index = 0;
  while (index < text.length && '\uFEFF\r\n '.includes(text.charAt(index))) index += 1;
  return index;
}

class SegmentList implements ParsedMessage {
  readonly separators: Separators;
  readonly segments: readonly ParsedSegment[];

  constructor(separators: Separators, segments: readonly ParsedSegment[]) {
    this.separators = separators;
    this.segments = segments;
  }

  segment(name: string): ParsedSegment | undefined {
    return this.segments.find((segment) => segment.name === name);
  }

  segmentsNamed(name: string): readonly ParsedSegment[] {
    return this.segments.filter((segment) => segment.name === name);
  }
}

/** One segment; its text is split when the first field is asked for. */
export class ParsedSegment {
  readonly name: string;
  readonly text: string;
  readonly #separators: Separators;
  #fields: readonly string[] | undefined;

  constructor(text: string, separators: Separators) {
    const end = text.indexOf(separators.field);
    this.name = end === -1 ? text : text.slice(0, end);
    this.text = text;
    this.#separators = separators;
  }

  /** The number of the last field that is there; MSH-1 is the separator itself. */
  get fieldCount(): number {
    return this.#split().length - 1;
  }

  /** The field as it was sent, with its repetitions and escapes; '' when it is not there. */
  raw(field: number): string {
    return this.#split()[field] ?? '';
  }

  /** The repetitions of the field as they were sent; none when the field is not valued. */
  repetitions(field: number): readonly string[] {
    const raw = this.raw(field);
    if (raw === '') return [];
    return this.#isHeaderField(field) ? [raw] : raw.split(this.#separators.repetition);
  }

  /**
   * Unescaped text. Repetition, component and subcomponent count from 1; without a component it is the whole repetition.
   * A subcomponent that is not asked for is the whole component, so `field(3, 1, 4)` of `PNR&1.2.3&ISO` has its separators in it.
   */
  field(field: number, repetition = 1, component?: number, subcomponent?: number): string {
    const raw = this.raw(field);
    if (raw === '' || this.#isHeaderField(field)) return raw;
    const { repetition: between, component: within, subcomponent: inside } = this.#separators;
    let text = part(raw, between, repetition);
    if (component !== undefined) text = part(text, within, component);
    if (subcomponent !== undefined) text = part(text, inside, subcomponent);
    return unescapeText(text, this.#separators);
  }

  #isHeaderField(field: number): boolean {
    return this.name === 'MSH' && field <= 2;
  }

  /** Index = field number; index 0 is the name, and MSH-1 is put in so that the numbers agree. */
  #split(): readonly string[] {
    if (this.#fields !== undefined) return this.#fields;
    const fields = this.text.split(this.#separators.field);
    if (this.name === 'MSH') fields.splice(1, 0, this.#separators.field);
    this.#fields = fields;
    return fields;
  }
}

/** The n-th part of a text, from 1, without splitting the rest. */
function part(text: string, separator: string, number: number): string {
  let from = 0;
  for (let skipped = 1; skipped < number; skipped += 1) {
    const next = text.indexOf(separator, from);
    if (next === -1) return '';
    from = next + 1;
  }
  const end = text.indexOf(separator, from);
  return text.slice(from, end === -1 ? undefined : end);
}
