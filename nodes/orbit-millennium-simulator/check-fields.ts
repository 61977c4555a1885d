/** Checks every field of a message against the standard's tables: presence, repetition, components, escaping, form and code. */
import { APPOINTMENT_SEGMENTS } from './appointment-segments.ts';
import { CODE_TABLES } from './code-tables.ts';
import { hasForm, isFormattedText, mayHaveSubcomponents } from './data-types.ts';
import type { FieldRule, SegmentRules } from './field-rules.ts';
import { DELETE_VALUE, type Delimiters, type Hl7Message, type Segment } from './hl7-message.ts';
import type { Version } from './message-header.ts';
import { PATIENT_SEGMENTS } from './patient-segments.ts';
import { refuse, type Refusal } from './refusal.ts';

const UNKNOWN_SEGMENT: SegmentRules = { fieldCount: Infinity, fields: [] };
const CHARACTER_ESCAPE = /^(?:[FSTRE]|X(?:[0-9A-Fa-f]{2})+|Z.*)$/;
const FORMATTING = /^(?:[HN]|\.(?:br|nf|fi|ce|sp\d*|sk\d+|in[+-]?\d+|ti[+-]?\d+))$/;
const OBJECT_IDENTIFIER = /^\d+(\.\d+)+$/;

/** The first refusal in the order of the message; undefined when every field is right. */
export function checkFields(message: Hl7Message, version: Version): Refusal | undefined {
  for (const segment of message.segments) {
    const refusal = checkSegment(segment, version);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function checkSegment(segment: Segment, version: Version): Refusal | undefined {
  const known = PATIENT_SEGMENTS[segment.name] ?? APPOINTMENT_SEGMENTS[segment.name];
  const rules = known?.[version] ?? UNKNOWN_SEGMENT;
  const last = Math.max(segment.fields.length, rules.fields.length) - 1;
  // MSH-1 and MSH-2 were read with the header.
  for (let field = segment.name === 'MSH' ? 3 : 1; field <= last; field += 1) {
    const text = segment.fields[field] ?? '';
    const rule = rules.fields[field];
    if (text === '' && rule?.required === true) return refuse('101', 'a required field is not valued', segment, field);
    if (text === '' || text === DELETE_VALUE) continue;
    const problem =
      field > rules.fieldCount
        ? refuse('102', 'the segment has no such field in this version', segment, field)
        : undefined;
    const refusal = problem ?? checkField(segment, field, text, rule);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function checkField(segment: Segment, field: number, text: string, rule: FieldRule | undefined): Refusal | undefined {
  const { delimiters } = segment;
  if (!isEscapedRight(text, delimiters, rule === undefined || isFormattedText(rule.dataType))) {
    return refuse('102', 'an escape sequence is not one of HL7', segment, field);
  }
  if (rule === undefined || rule.dataType === 'VARIES') return undefined;
  if (!text.includes(delimiters.repetition)) return checkRepetition(segment, field, text, rule);
  if (!rule.repeats) return refuse('102', 'the field does not repeat in this version', segment, field);
  for (const repetition of text.split(delimiters.repetition)) {
    const refusal = checkRepetition(segment, field, repetition, rule);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function checkRepetition(segment: Segment, field: number, text: string, rule: FieldRule): Refusal | undefined {
  const { component, subcomponent } = segment.delimiters;
  const isSimple = !text.includes(component) && !text.includes(subcomponent);
  const components = isSimple ? undefined : text.split(component);
  const first = components === undefined ? text : (components[0] ?? '');
  if (first !== '' && !hasForm(rule.dataType, first))
    return refuse('102', 'the value has not the form of its type', segment, field);
  if (rule.table?.codes.has(first) === false)
    return refuse('103', `the value is not in table ${rule.table.number}`, segment, field);
  return components === undefined ? undefined : checkComponents(segment, field, components, rule);
}

function checkComponents(
  segment: Segment,
  field: number,
  components: readonly string[],
  rule: FieldRule,
): Refusal | undefined {
  if (components.length > rule.mostComponents)
    return refuse('102', 'the field has more components than its type', segment, field);
  for (let index = 0; index < components.length; index += 1) {
    if (!(components[index] ?? '').includes(segment.delimiters.subcomponent)) continue;
    if (!mayHaveSubcomponents(rule.dataType, index + 1))
      return refuse('102', 'a component has subcomponents that its type has not', segment, field);
  }
  if (components[0] === '' && (rule.dataType === 'CX' || rule.dataType === 'EI')) {
    return refuse('101', 'the identifier itself is not valued', segment, field);
  }
  const authority = rule.dataType === 'CX' ? components[3] : rule.dataType === 'XCN' ? components[8] : undefined;
  return authority === undefined || authority === '' || isAuthority(authority, segment.delimiters)
    ? undefined
    : refuse('102', 'the assigning authority is no namespace, universal id and type', segment, field);
}

/** HD: a universal id comes with its type of table 0301, and an ISO one is an object identifier. */
function isAuthority(text: string, delimiters: Delimiters): boolean {
  const [, universalId = '', type = '', ...more] = text.split(delimiters.subcomponent);
  if (more.length > 0) return false;
  if (universalId === '' && type === '') return true;
  if (universalId === '' || CODE_TABLES['0301']?.has(type) !== true) return false;
  return type !== 'ISO' || OBJECT_IDENTIFIER.test(universalId);
}

function isEscapedRight(text: string, delimiters: Delimiters, mayFormat: boolean): boolean {
  if (!text.includes(delimiters.escape)) return true;
  const pieces = text.split(delimiters.escape);
  if (pieces.length % 2 === 0) return false;
  return pieces.every(
    (piece, index) => index % 2 === 0 || CHARACTER_ESCAPE.test(piece) || (mayFormat && FORMATTING.test(piece)),
  );
}
