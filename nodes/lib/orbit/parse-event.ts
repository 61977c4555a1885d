/** The door: an unknown value becomes a SurgicalEvent, or a list of everything that is wrong with it: places and reasons, never values. */
import { createHash } from 'node:crypto';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { isPatientIdentifier } from '../surgery/identifiers/person-identifiers.ts';
import type { SurgicalEvent } from '../surgery/index.ts';
import { canonicalEvent } from './canonical-event.ts';
import { EVENT_SCHEMA } from './event-schema.ts';
import { isCalendarDate, isStockholmTime } from './stockholm-time.ts';
import type { WireEvent } from './wire-event.ts';

export interface Issue {
  /** RFC 6901. */
  pointer: string;
  message: string;
}

export type ParsedEvent =
  | { ok: true; event: SurgicalEvent; contentHash: string }
  | { ok: false; eventId?: string; caseId?: string; issues: readonly Issue[] };

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addFormat('stockholm-time', isStockholmTime);
ajv.addFormat('calendar-date', isCalendarDate);
const isWireEvent = ajv.compile<WireEvent>(EVENT_SCHEMA);

const LONGEST_OPERATION_MS = 72 * 3_600_000;
const MAX_EXTENSIONS = 20_000;
const ID = /^[A-Za-z0-9._:-]{1,64}$/;

export function parseOrbitEvent(value: unknown): ParsedEvent {
  const issues: Issue[] = [];
  if (!isWireEvent(value)) issues.push(...schemaIssues(isWireEvent.errors ?? []));
  if (typeof value === 'object' && value !== null) issues.push(...textIssues(value, '', 0), ...meaningIssues(value));
  if (issues.length > 0 || !isWireEvent(value)) return { ok: false, ...knownIds(value), issues: issues.slice(0, 100) };
  const event = canonicalEvent(value);
  return { ok: true, event, contentHash: createHash('sha256').update(canonicalText(event)).digest('base64url') };
}

function knownIds(value: unknown): { eventId?: string; caseId?: string } {
  const { eventId, caseId } = (value ?? {}) as { eventId?: unknown; caseId?: unknown };
  return {
    ...(typeof eventId === 'string' && ID.test(eventId) ? { eventId } : {}),
    ...(typeof caseId === 'string' && ID.test(caseId) ? { caseId } : {}),
  };
}

/** Null branches and conditions say nothing of their own; what is reported is what a person can mend. */
function schemaIssues(errors: readonly ErrorObject[]): Issue[] {
  return errors
    .filter(({ keyword, schemaPath }) => keyword !== 'anyOf' && keyword !== 'if' && !schemaPath.includes('/anyOf/1/'))
    .map(toIssue);
}

interface Given {
  missingProperty?: string;
  allowedValues?: readonly string[];
  limit?: number;
  type?: string;
  format?: string;
}

const FORMATS: Readonly<Record<string, string>> = {
  'stockholm-time':
    'must be a time with an offset that Stockholm has at that moment, for example 2026-11-10T08:00:00+01:00',
  'calendar-date': 'must be a day of the calendar, YYYY-MM-DD',
};

/** What each keyword of the schema asks for, in plain words. */
const EXPECTATIONS: Readonly<Record<string, (given: Given) => string>> = {
  required: () => 'is required',
  additionalProperties: () => 'has a field that is not part of the contract; free data belongs under extensions',
  enum: ({ allowedValues = [] }) => `must be one of ${allowedValues.join(', ')}`,
  const: () => 'must be orbit.surgical-event/1',
  format: ({ format = '' }) => FORMATS[format] ?? 'has another form',
  type: ({ type = '' }) => `must be of type ${type}`,
  pattern: () => 'does not have the form of such a code',
  maxLength: ({ limit }) => `must have at most ${String(limit)} characters`,
  minLength: ({ limit }) => `must have at least ${String(limit)} characters`,
  maxItems: ({ limit }) => `must have at most ${String(limit)} entries`,
  minItems: ({ limit }) => `must have at least ${String(limit)} entries`,
  maximum: ({ limit }) => `must be at most ${String(limit)}`,
  minimum: ({ limit }) => `must be at least ${String(limit)}`,
};

function toIssue({ keyword, instancePath, params }: ErrorObject): Issue {
  const given = params as Given;
  const pointer = keyword === 'required' ? `${instancePath}/${given.missingProperty ?? ''}` : instancePath;
  return { pointer, message: EXPECTATIONS[keyword]?.(given) ?? 'is not as the contract says' };
}

/** C0 controls but tab and line ends, DEL, noncharacters and lone surrogates: none of them can be sent on. */
const UNUSABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/u;
const MAX_DEPTH = 12;

function textIssues(value: unknown, pointer: string, depth: number): Issue[] {
  if (typeof value === 'string')
    return UNUSABLE.test(value) ? [{ pointer, message: 'has a character that cannot be sent on' }] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (depth > MAX_DEPTH) return [{ pointer, message: 'is nested too deeply' }];
  const known = depth === 0 || Array.isArray(value) || !pointer.startsWith('/extensions');
  return Object.entries(value).flatMap(([key, part]) =>
    textIssues(part, known && /^[A-Za-z0-9]{1,30}$/.test(key) ? `${pointer}/${key}` : pointer, depth + 1),
  );
}

/** What no single field can tell. Works on what is there, so that it can be reported together with the rest. */
function meaningIssues({ patient, time, care, procedures, extensions }: Partial<WireEvent>): Issue[] {
  const issues: Issue[] = [];
  const expect = (holds: boolean, pointer: string, message: string): void => {
    if (!holds) issues.push({ pointer, message });
  };
  if (typeof patient?.id === 'string' && typeof patient.idType === 'string') {
    const message = 'cannot be an identifier of this type: check its form, its date and its check digit';
    expect(isPatientIdentifier(patient.idType, patient.id), '/patient/id', message);
  }
  const [start, end] = [instantOf(time?.start), instantOf(time?.end)];
  const [admission, discharge] = [instantOf(care?.admissionAt), instantOf(care?.dischargeAt)];
  // A time that is missing or none compares as false: its own issue has been told.
  expect(!(end <= start), '/time/end', 'must be after /time/start');
  expect(!(end - start > LONGEST_OPERATION_MS), '/time/end', 'must be within 72 hours of /time/start');
  expect(!(discharge <= admission), '/care/dischargeAt', 'must be after /care/admissionAt');
  expect(!(admission > end), '/care/admissionAt', 'must not be after /time/end');
  expect(!(mainProcedures(procedures) > 1), '/procedures', 'must have one main procedure');
  expect(
    JSON.stringify(extensions ?? null).length <= MAX_EXTENSIONS,
    '/extensions',
    'must be at most 20,000 characters',
  );
  return issues;
}

function instantOf(text: unknown): number {
  return typeof text === 'string' ? Date.parse(text) : Number.NaN;
}

function mainProcedures(procedures: unknown): number {
  return Array.isArray(procedures)
    ? procedures.filter((procedure: { main?: unknown } | null) => procedure?.main === true).length
    : 0;
}

/** The same content gives the same text, whatever the order of its fields was. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonicalText(part)}`).join(',')}}`;
}
