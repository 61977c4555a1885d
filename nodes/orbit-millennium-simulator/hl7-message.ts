/** A received message as segments and fields, and how one value is taken out of it; knows the meaning of no segment. Written from HL7 v2 chapter 2 alone. */

export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

export interface Segment {
  readonly name: string;
  /** 1 for the first segment of this name in the message. */
  readonly sequence: number;
  /** By HL7's field number; 0 is the name. MSH-1 is the field separator itself. */
  readonly fields: readonly string[];
  readonly delimiters: Delimiters;
  /** The segment as it came, without its CR. */
  readonly text: string;
}

export interface Hl7Message {
  readonly segments: readonly Segment[];
  readonly byName: ReadonlyMap<string, readonly Segment[]>;
}

/** The delete instruction of HL7 v2 §2.5.3: the receiver is to empty the field. */
export const DELETE_VALUE = '""';

const NONE: readonly Segment[] = [];

export function firstSegment(message: Hl7Message, name: string): Segment | undefined {
  return message.byName.get(name)?.[0];
}

export function segmentsOf(message: Hl7Message, name: string): readonly Segment[] {
  return message.byName.get(name) ?? NONE;
}

export function repetitions(segment: Segment | undefined, field: number): string[] {
  const text = segment?.fields[field] ?? '';
  return segment === undefined || text === '' ? [] : text.split(segment.delimiters.repetition);
}

/** The unescaped text of one component of the first repetition; '' when it is not valued. */
export function value(segment: Segment | undefined, field: number, component = 1, subcomponent = 1): string {
  const text = segment?.fields[field];
  if (segment === undefined || text === undefined || text === '') return '';
  return valueIn(segment.delimiters, part(text, segment.delimiters.repetition, 1), component, subcomponent);
}

/** As `value`, to be kept: a piece of a text would keep the whole message in memory. */
export function keptValue(segment: Segment | undefined, field: number, component = 1, subcomponent = 1): string {
  return ownText(value(segment, field, component, subcomponent));
}

/** The engine copies pieces shorter than this, and points into the whole for longer ones. */
const SHORTEST_PIECE = 13;

export function ownText(text: string): string {
  return text.length < SHORTEST_PIECE ? text : Buffer.from(text).toString();
}

/** As `value`, out of one repetition. */
export function valueIn(delimiters: Delimiters, repetition: string, component = 1, subcomponent = 1): string {
  const text = part(part(repetition, delimiters.component, component), delimiters.subcomponent, subcomponent);
  return text.includes(delimiters.escape) ? unescape(text, delimiters) : text;
}

/** The n-th piece between separators; looked up in place, for most pieces of most fields are never asked for. */
function part(text: string, separator: string, number: number): string {
  let start = 0;
  for (let skipped = 1; skipped < number; skipped += 1) {
    const next = text.indexOf(separator, start);
    if (next === -1) return '';
    start = next + 1;
  }
  const end = text.indexOf(separator, start);
  return end === -1 ? text.slice(start) : text.slice(start, end);
}

/** Expects sequences that have been checked: between two escape characters stands one sequence (HL7 v2 §2.7). */
function unescape(text: string, delimiters: Delimiters): string {
  return text
    .split(delimiters.escape)
    .map((piece, index) => (index % 2 === 0 ? piece : unescapeSequence(piece, delimiters)))
    .join('');
}

function unescapeSequence(sequence: string, delimiters: Delimiters): string {
  switch (sequence) {
    case 'F':
      return delimiters.field;
    case 'S':
      return delimiters.component;
    case 'T':
      return delimiters.subcomponent;
    case 'R':
      return delimiters.repetition;
    case 'E':
      return delimiters.escape;
    case '.br':
      return '\n';
    default:
      return sequence.startsWith('X') ? Buffer.from(sequence.slice(1), 'hex').toString('utf8') : '';
  }
}
