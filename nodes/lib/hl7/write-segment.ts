/** Puts encoded fields into segments and segments into a message. Fields a version does not have are left out, fields that are too long are made to fit. */
import type { EncodedField, EncodedSegment, FieldValue } from './encoded.ts';
import type { FieldRule } from './field-table.ts';
import { fitField } from './fit-field.ts';
import { segmentRule } from './segment-rules.ts';
import { ENCODING_CHARACTERS } from './separators.ts';
import type { Hl7Version } from './version.ts';

/** Field number to value, as the standard numbers them. Undefined and empty values take no room. */
export type Fields = Readonly<Record<number, FieldValue>>;

/** @param onCut told the field, for example `DG1-4`, when text has been cut to its length */
export type SegmentWriter = (name: string, fields: Fields) => EncodedSegment;

const BARS = Array.from({ length: 60 }, (_, count) => '|'.repeat(count));

export function segmentWriter(version: Hl7Version, onCut: (path: string) => void): SegmentWriter {
  return (name, fields) => writeSegment(name, fields, version, onCut);
}

/** A segment with its fields in their positions; MSH-1 and MSH-2 are put in by themselves. */
export function writeSegment(
  name: string,
  fields: Fields,
  version: Hl7Version,
  onCut: (path: string) => void,
): EncodedSegment {
  const rule = segmentRule(name, version);
  const isHeader = name === 'MSH';
  if (isHeader && (fields[1] ?? fields[2]) !== undefined)
    throw new RangeError('MSH-1 and MSH-2 are put in by themselves');
  let text = isHeader ? `MSH|${ENCODING_CHARACTERS}` : name;
  let at = isHeader ? 2 : 0;
  // Counting through the numbers is three times as fast as asking the object for its keys.
  const last = rule?.fieldCount ?? lastField(fields);
  for (let number = at + 1; number <= last; number += 1) {
    const value = fields[number];
    if (!value) continue;
    const bars = BARS[number - at] ?? '|'.repeat(number - at);
    text += bars + fitted(value, rule?.fields[number], () => onCut(`${name}-${String(number)}`));
    at = number;
  }
  return text as EncodedSegment;
}

function fitted(value: EncodedField, rule: FieldRule | undefined, onCut: () => void): string {
  if (rule === undefined || (value.length <= rule.maxLength && (rule.repeats || !value.includes('~')))) return value;
  const { text, cut } = fitField(value, rule);
  if (cut) onCut();
  return text;
}

function lastField(fields: Fields): number {
  return Math.max(0, ...Object.keys(fields).map(Number));
}

/** Every segment is ended by CR, the last one too (HL7 v2 §2.5). */
export function writeMessage(segments: readonly EncodedSegment[]): string {
  let text = '';
  for (const segment of segments) text += `${segment}\r`;
  return text;
}

/** `""` in the named places that are empty: deletes what the receiver holds there. */
export function deleteEmpty(fields: Fields, numbers: readonly number[], deleted: EncodedField): Fields {
  return numbers.length === 0
    ? fields
    : {
        ...fields,
        ...Object.fromEntries(numbers.filter((number) => !fields[number]).map((number) => [number, deleted])),
      };
}
