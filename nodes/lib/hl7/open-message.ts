/**
 * Opens a finished message for reading and changing by field paths. hl7-standard holds its segments and fields; what that library does not do is done around it:
 * escaping, parts of a field (its `set` of a component loses the text that stood there), new segments in their grammatical place, and positions at the end.
 * Whether the changed message may be sent is for the caller to check.
 */
import HL7 from 'hl7-standard';
import { unescapeText } from './escape.ts';
import { parseFieldPath, type FieldPath } from './field-path.ts';
import { partOf, withPart } from './field-text.ts';
import { matchStructure } from './match-structure.ts';
import { parseMessage } from './parse-message.ts';
import { ft, st } from './primitive-types.ts';
import { segmentRule } from './segment-rules.ts';
import { DELETE_VALUE, SEPARATORS } from './separators.ts';
import { structure, structureOf } from './tables/message-structures.ts';
import { asVersion } from './version.ts';

/** A path that is no path, or names a place that cannot be made, gives undefined from `get` and false from the others. */
export interface OpenMessage {
  /** Unescaped text of the place; '' when the field is empty, undefined when there is no such segment. */
  get(path: string): string | undefined;
  /** Replaces the place by text, which is escaped. '' empties it, `""` is HL7's delete value. A missing segment is made where the structure has room for it. */
  set(path: string, text: string): boolean;
  /** Empties the place. A segment that is not there has nothing to be emptied. */
  clear(path: string): boolean;
  /** Copies a place with all its components. */
  copy(from: string, to: string): boolean;
  /** Every segment ended by CR. */
  toString(): string;
}

export type Opened =
  { ok: true; message: OpenMessage } | { ok: false; code: 'not-a-message' | 'separators' | 'not-representable' };

/** A character no message of ours contains: keeps the library from taking `&` apart, which it would put together with `~`. */
const NEVER = '\u0000';

export function openMessage(hl7: string): Opened {
  const parsed = parseMessage(hl7);
  if (!parsed.ok) return { ok: false, code: 'not-a-message' };
  if (parsed.message.separators !== SEPARATORS) return { ok: false, code: 'separators' };
  const text = `${parsed.message.segments.map((segment) => withoutEmptyEnd(segment.text)).join('\r')}\r`;
  const model = new HL7(text, { subComponents: '~', repeatingFields: NEVER, lineEndings: '\r' });
  try {
    model.transform();
  } catch {
    return { ok: false, code: 'not-a-message' };
  }
  const message = new StandardMessage(model);
  return message.toString() === text ? { ok: true, message } : { ok: false, code: 'not-representable' };
}

class StandardMessage implements OpenMessage {
  readonly #model: HL7;

  constructor(model: HL7) {
    this.#model = model;
  }

  get(path: string): string | undefined {
    const encoded = this.#encoded(path);
    return encoded === undefined ? undefined : unescapeText(encoded);
  }

  set(path: string, text: string): boolean {
    const place = parseFieldPath(path);
    return place !== undefined && this.#replace(place, encodeFor(place, text));
  }

  clear(path: string): boolean {
    const place = parseFieldPath(path);
    if (place === undefined) return false;
    return this.#found(place).length === 0 || this.#replace(place, '');
  }

  copy(from: string, to: string): boolean {
    const [encoded, place] = [this.#encoded(from), parseFieldPath(to)];
    return encoded !== undefined && place !== undefined && this.#replace(place, encoded);
  }

  toString(): string {
    return `${this.#model.build().split('\r').map(withoutEmptyEnd).join('\r')}\r`;
  }

  #encoded(path: string): string | undefined {
    const place = parseFieldPath(path);
    const [segment] = place === undefined ? [] : this.#found(place);
    return place === undefined || segment === undefined ? undefined : partOf(fieldText(segment, place.field), place);
  }

  #replace(place: FieldPath, encoded: string): boolean {
    if (this.#found(place).length === 0 && !this.#create(place)) return false;
    for (const segment of this.#found(place)) {
      const text = withPart(fieldText(segment, place.field), place, encoded);
      this.#model.set(
        place.segment,
        withField(segment, place.field, text),
        this.#model.getSegments(place.segment).indexOf(segment),
      );
    }
    return true;
  }

  #found({ segment, occurrence }: FieldPath): readonly HL7.Segment[] {
    const segments = inOrder(this.#model.getSegments(segment));
    return occurrence === 'all' ? segments : segments.slice(occurrence - 1, occurrence);
  }

  /** Puts a segment in the first place behind its likes where the structure of the message allows it; one of the site's own goes to the end. */
  #create({ segment, occurrence }: FieldPath): boolean {
    const segments = inOrder(this.#model.getSegments());
    const names = segments.map(({ type }) => type);
    const last = names.lastIndexOf(segment);
    if (occurrence !== names.filter((name) => name === segment).length + 1) return false;
    const allowed = this.#structure();
    if (allowed === undefined) return false;
    const index = names.findIndex(
      (_, after) => after >= last && matchStructure(allowed, names.toSpliced(after + 1, 0, segment)) === undefined,
    );
    const before = segments[index];
    if (before === undefined) return false;
    this.#model.createSegmentAfter(segment, before);
    return true;
  }

  #structure(): ReturnType<typeof structure> | undefined {
    const id = structureOf(this.get('MSH-9.2') ?? '');
    const version = asVersion(this.get('MSH-12.1') ?? '');
    return id === undefined || version === undefined ? undefined : structure(id, version);
  }
}

function inOrder(segments: readonly HL7.Segment[]): readonly HL7.Segment[] {
  return segments.toSorted((a, b) => a.index - b.index);
}

/** The segment's fields with one replaced. All of them are handed over: the library's `set` of a single field replaces the first repetition only. */
function withField({ type, data }: HL7.Segment, field: number, text: string): Record<string, HL7.FieldData> {
  const changed = { ...data };
  for (let number = type === 'MSH' ? 2 : 1; number < field; number += 1) changed[`${type}.${String(number)}`] ??= '';
  changed[`${type}.${String(field)}`] = text;
  return changed;
}

/** The field as the library holds it, put together again. */
function fieldText(segment: HL7.Segment, field: number): string {
  const data = segment.data[`${segment.type}.${String(field)}`] ?? '';
  const repetitions = Array.isArray(data) ? data : [data];
  return repetitions.map((part) => (typeof part === 'string' ? part : Object.values(part).join('^'))).join('~');
}

function encodeFor({ segment, field }: FieldPath, text: string): string {
  if (text === DELETE_VALUE) return DELETE_VALUE;
  const isFormatted = segmentRule(segment, '2.5.1')?.fields[field]?.type === 'FT';
  return (isFormatted ? ft(text) : st(text)) ?? '';
}

function withoutEmptyEnd(line: string): string {
  let end = line.length;
  while (line[end - 1] === '|') end -= 1;
  return line.slice(0, end);
}
