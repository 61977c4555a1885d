/** The simple data types of HL7 v2 §2.A: text, formatted text, numbers and codes. Each cleans and escapes what it is given; null becomes `""`, HL7's "delete". */
import { escapeText } from './escape.ts';
import type { EncodedField, FieldValue } from './encoded.ts';
import { DELETE_VALUE } from './separators.ts';

export type Optional<T> = T | null | undefined;

/** The delete value as a field. */
export const DELETED = DELETE_VALUE as EncodedField;

/** Everything outside printable Latin-1 without separators has to be looked at. */
const NOT_PLAIN = /[^\x20-\x7E\xA0-\xFF]|[|^~\\&]/;
const BREAKS_AND_TABS = /\r\n|[\r\n\t]/g;

const CONTROLS = /[\x00-\x1F]/g;

/**
 * Normalised to NFC (a decomposed å would arrive as two characters), without control characters, escaped. Line breaks and tabs become blanks.
 * Text that happens to be `""` becomes nothing: HL7 has no other way to write it than the one that means "delete".
 */
export function encodeText(text: string): string {
  if (!NOT_PLAIN.test(text)) return text === DELETE_VALUE ? '' : text;
  return escapeText(text.normalize('NFC').replace(BREAKS_AND_TABS, ' ').replace(CONTROLS, ''));
}

/** ST: string data on one line. */
export function st(text: Optional<string>): FieldValue {
  if (text === null) return DELETED;
  return text === undefined || text === '' ? undefined : asField(encodeText(text));
}

const LINE_BREAK = /\r\n|\r|\n/;

/** FT: formatted text; a line break becomes `\.br\`. */
export function ft(text: Optional<string>): FieldValue {
  if (text === null) return DELETED;
  return text === undefined || text === ''
    ? undefined
    : asField(text.split(LINE_BREAK).map(encodeText).join('\\.br\\'));
}

/** ID, IS: a code of an HL7 or a site's table. */
export const id: (code: Optional<string>) => FieldValue = st;

/** NM: a number in plain decimal notation. Something that is no number is a fault of the caller. */
export function nm(value: Optional<number>): FieldValue {
  if (value === null) return DELETED;
  if (value === undefined) return undefined;
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) throw new RangeError('not a number HL7 can carry');
  return asField(String(Number(value.toFixed(4))));
}

/** SI: the number of a segment among its likes, from 1. */
export function si(value: number): EncodedField {
  if (!Number.isInteger(value) || value < 0 || value > 9999) throw new RangeError('a set id has one to four digits');
  return asField(String(value));
}

/** Several repetitions of a field; those not valued are left out. */
export function repeated(values: readonly FieldValue[]): FieldValue {
  const valued = values.filter((value) => value !== undefined);
  return valued.length === 0 ? undefined : asField(valued.join('~'));
}

/** Components of a field from their encoded texts; empty ones at the end are left out. */
export function joinComponents(components: readonly (string | undefined)[]): FieldValue {
  let last = components.length;
  while (last > 0 && !components[last - 1]) last -= 1;
  if (last === 0) return undefined;
  let text = components[0] ?? '';
  for (let index = 1; index < last; index += 1) text += `^${components[index] ?? ''}`;
  return asField(text);
}

export function encodeOptional(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : encodeText(text);
}

function asField(text: string): EncodedField {
  return text as EncodedField;
}
