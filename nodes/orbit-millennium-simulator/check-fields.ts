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
/** Types that are nothing without their first component. */
const IDENTIFIERS: readonly string[] = ['CX', 'EI'];
/** The component that is an HD. */
const AUTHORITY_COMPONENTS: Readonly<Record<string, number>> = { CX: 4, XCN: 9 };
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
  const marks = marksIn(segment);
  const last = Math.max(segment.fields.length, rules.fields.length) - 1;
  // MSH-1 and MSH-2 were read with the header.
  for (let field = segment.name === 'MSH' ? 3 : 1; field <= last; field += 1) {
    const text = segment.fields[field] ?? '';
    const rule = rules.fields[field];
    const found = text === '' ? checkPresence(rule) : checkField(segment.delimiters, text, rule, marks);
    const misplaced = text !== '' && field > rules.fieldCount ? noSuchField : found;
    if (misplaced !== undefined) return refuse(misplaced.errorCode, misplaced.text, segment, field);
  }
  return undefined;
}

function checkPresence(rule: FieldRule | undefined): Problem | undefined {
  return rule?.required === true ? notValued : undefined;
}

type Problem = Pick<Refusal, 'errorCode' | 'text'>;

const problem = (errorCode: Refusal['errorCode'], text: string): Problem => ({ errorCode, text });
const notValued = problem('101', 'a required field is not valued');
const noSuchField = problem('102', 'the segment has no such field in this version');
const badEscape = problem('102', 'an escape sequence is not one of HL7');
const repeated = problem('102', 'the field does not repeat in this version');
const badForm = problem('102', 'the value has not the form of its type');
const tooManyComponents = problem('102', 'the field has more components than its type');
const badSubcomponents = problem('102', 'a component has subcomponents that its type has not');
const noIdentifier = problem('101', 'the identifier itself is not valued');
const badAuthority = problem('102', 'the assigning authority is no namespace, universal id and type');

/** Which of the rarer separators the segment holds at all: most fields need not be searched for them. */
interface Marks {
  readonly escape: boolean;
  readonly repetition: boolean;
  readonly subcomponent: boolean;
}

function marksIn({ text, delimiters }: Segment): Marks {
  return {
    escape: text.includes(delimiters.escape),
    repetition: text.includes(delimiters.repetition),
    subcomponent: text.includes(delimiters.subcomponent),
  };
}

function checkField(
  delimiters: Delimiters,
  text: string,
  rule: FieldRule | undefined,
  marks: Marks,
): Problem | undefined {
  if (text === DELETE_VALUE) return undefined;
  const mayFormat = rule === undefined || isFormattedText(rule.dataType);
  if (marks.escape && !isEscapedRight(text, delimiters, mayFormat)) return badEscape;
  if (rule === undefined || rule.dataType === 'VARIES') return undefined;
  if (!marks.repetition || !text.includes(delimiters.repetition)) return checkRepetition(delimiters, text, rule, marks);
  if (!rule.repeats) return repeated;
  for (const repetition of text.split(delimiters.repetition)) {
    const found = checkRepetition(delimiters, repetition, rule, marks);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkRepetition(delimiters: Delimiters, text: string, rule: FieldRule, marks: Marks): Problem | undefined {
  const end = text.indexOf(delimiters.component);
  const component = end === -1 ? text : text.slice(0, end);
  const found =
    marks.subcomponent && text.includes(delimiters.subcomponent)
      ? checkSubcomponents(delimiters, text.split(delimiters.component), rule)
      : checkValue(component, rule);
  if (found !== undefined || end === -1) return found;
  if (countComponents(text, delimiters.component) > rule.mostComponents) return tooManyComponents;
  return end === 0 && IDENTIFIERS.includes(rule.dataType) ? noIdentifier : undefined;
}

function checkValue(component: string, rule: FieldRule): Problem | undefined {
  if (component !== '' && !hasForm(rule.dataType, component)) return badForm;
  return rule.table?.codes.has(component) === false
    ? problem('103', `the value is not in table ${rule.table.number}`)
    : undefined;
}

function countComponents(text: string, separator: string): number {
  let count = 1;
  for (let at = text.indexOf(separator); at !== -1; at = text.indexOf(separator, at + 1)) count += 1;
  return count;
}

function checkSubcomponents(
  delimiters: Delimiters,
  components: readonly string[],
  rule: FieldRule,
): Problem | undefined {
  const isAllowed = (component: string, index: number): boolean =>
    !component.includes(delimiters.subcomponent) || mayHaveSubcomponents(rule.dataType, index + 1);
  if (!components.every(isAllowed)) return badSubcomponents;
  const authority = AUTHORITY_COMPONENTS[rule.dataType];
  return authority === undefined || isAuthority(components[authority - 1] ?? '', delimiters) ? undefined : badAuthority;
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
