/** Checks a message against the standard's tables: segment order, required fields, lengths, repetitions and the form of dates and numbers. Names places, never values. */
import { matchStructure } from './match-structure.ts';
import { segmentRule } from './segment-rules.ts';
import { DELETE_VALUE } from './separators.ts';
import { structure, type StructureId } from './tables/message-structures.ts';
import type { FieldRule, SegmentRule } from './field-table.ts';
import type { ParsedMessage, ParsedSegment } from './parse-message.ts';
import { wrongForm } from './value-forms.ts';
import type { Hl7Version } from './version.ts';

export interface StructureIssue {
  /** Segment and field, for example `PV1-3`; the second of its kind as `AIP(2)-3`. */
  path: string;
  message: string;
}

/** Every issue found; none when the message may be sent. */
export function checkStructure(
  message: ParsedMessage,
  id: StructureId,
  version: Hl7Version,
): readonly StructureIssue[] {
  const issues: StructureIssue[] = [];
  checkOrder(message, id, version, issues);
  for (const segment of message.segments) {
    const rule = segmentRule(segment.name, version);
    if (rule !== undefined && rule.fieldCount > 0) checkSegment(message, segment, rule, issues);
  }
  return issues;
}

function checkOrder(message: ParsedMessage, id: StructureId, version: Hl7Version, issues: StructureIssue[]): void {
  const names = message.segments.map(({ name }) => name);
  const mismatch = matchStructure(structure(id, version), names);
  if (mismatch === undefined) return;
  const { index, expected } = mismatch;
  const found = message.segments[index];
  if (found !== undefined && (expected === undefined || names.includes(expected, index))) {
    issues.push({
      path: placeOf(message, found),
      message: `the segment may not stand here in ${id} of HL7 ${version}`,
    });
  } else if (expected !== undefined) {
    const place = found === undefined ? 'at the end' : `before ${placeOf(message, found)}`;
    issues.push({ path: expected, message: `the segment is missing ${place}` });
  }
}

function checkSegment(
  message: ParsedMessage,
  segment: ParsedSegment,
  rule: SegmentRule,
  issues: StructureIssue[],
): void {
  const tell = (field: number, text: string): void => {
    issues.push({ path: `${placeOf(message, segment)}-${String(field)}`, message: text });
  };
  for (const field of rule.required) {
    if (segment.raw(field) === '') tell(field, `${rule.fields[field]?.name ?? ''} is required`);
  }
  const { fieldCount } = segment;
  for (let field = segment.name === 'MSH' ? 3 : 1; field <= fieldCount; field += 1) {
    const text = segment.raw(field);
    if (text === '') continue;
    if (field > rule.fieldCount) {
      tell(field, 'the segment has no such field in this version');
      return;
    }
    const fieldRule = rule.fields[field];
    if (fieldRule !== undefined && text !== DELETE_VALUE) {
      const problem = problemOf(text, fieldRule, message.separators.repetition);
      if (problem !== undefined) tell(field, problem);
    }
  }
}

function problemOf(text: string, rule: FieldRule, repetition: string): string | undefined {
  if (!text.includes(repetition)) return repetitionProblem(text, rule);
  if (!rule.repeats) return `${rule.name} does not repeat in this version`;
  for (const part of text.split(repetition)) {
    const problem = part === '' ? undefined : repetitionProblem(part, rule);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function repetitionProblem(text: string, rule: FieldRule): string | undefined {
  if (text.length > rule.maxLength) {
    return `${rule.name} has ${String(text.length)} characters, ${String(rule.maxLength)} are allowed`;
  }
  const form = wrongForm(rule.type, text);
  return form === undefined ? undefined : `${rule.name} is not ${form}`;
}

function placeOf(message: ParsedMessage, segment: ParsedSegment): string {
  const number = message.segmentsNamed(segment.name).indexOf(segment) + 1;
  return number === 1 ? segment.name : `${segment.name}(${String(number)})`;
}
