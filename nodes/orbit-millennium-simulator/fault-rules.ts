/** The script of faults: what to look for in a message and what to do instead of answering it right. Parses it strictly, so that a misspelt rule does not pass for none. */
import { ERROR_PLACES, OMISSIONS, type AckForm } from './ack-form.ts';
import { ACK_CODES, type AckCode } from './acknowledgement.ts';
import { ERROR_TEXTS } from './refusal.ts';

export interface FaultMatch {
  triggerEvent?: string;
  /** Part of the visit number or the appointment id. */
  caseId?: string;
  controlId?: string;
  /** Only from the n-th matching message on, counted from 1; once, unless `times` says otherwise. */
  nth?: number;
}

export interface FaultAction extends AckForm {
  ack?: AckCode;
  errorCode?: string;
  text?: string;
  /** Before the answer; goes with every other action. */
  delayMs?: number;
  silence?: boolean;
  closeBeforeRead?: boolean;
  closeAfterRead?: boolean;
  splitBytes?: boolean;
  twoAcks?: boolean;
  wrongControlId?: boolean;
  /** After a wrong control id the right acknowledgement follows. */
  thenRight?: boolean;
  garbage?: 'before' | 'after' | 'instead' | 'unframed';
  halfOpen?: boolean;
  /** Whether the message took effect. */
  processed?: boolean;
}

export interface FaultRule {
  match?: FaultMatch;
  /** How often the rule fires; without it every time. */
  times?: number;
  then: FaultAction;
}

export interface FaultScript {
  /** Replaces the rules there are; left out, they stay. */
  rules?: readonly FaultRule[];
  /** True refuses connections, false listens again. */
  down?: boolean;
}

export interface ScriptIssue {
  pointer: string;
  message: string;
}

export type ParsedScript = { ok: true; script: FaultScript } | { ok: false; issues: readonly ScriptIssue[] };

/** What happens to the answer; at most one per rule. */
export const DELIVERIES = [
  'silence',
  'closeBeforeRead',
  'closeAfterRead',
  'splitBytes',
  'twoAcks',
  'wrongControlId',
  'garbage',
  'halfOpen',
] as const;
export type Delivery = (typeof DELIVERIES)[number];

type Check = (value: unknown) => string | undefined;

const aText: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a text');
const aFlag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const aCount: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 1 ? undefined : 'must be a whole number from 1';
const aDelay: Check = (value) =>
  typeof value === 'number' && value >= 0 && value <= 3_600_000 ? undefined : 'must be milliseconds, at most an hour';
const oneOf =
  (values: readonly string[]): Check =>
  (value) =>
    values.includes(String(value)) ? undefined : `must be one of ${values.join(', ')}`;

const aWritten: Check = (value) => (typeof value === 'string' && isPlain(value) ? undefined : 'must be a short text');
const aList: Check = (value) => (Array.isArray(value) ? undefined : 'must be a list');

const ERROR_CHECKS: Readonly<Record<string, Check>> = {
  place: oneOf(ERROR_PLACES),
  code: aWritten,
  system: aWritten,
  severity: aWritten,
};

/** What cannot end a field or a segment, so that a script writes what it says. */
function isPlain(text: string): boolean {
  return text.length <= 40 && !/[\r\n|^~\\&]/.test(text);
}

const MATCH_CHECKS: Readonly<Record<keyof FaultMatch, Check>> = {
  triggerEvent: aText,
  caseId: aText,
  controlId: aText,
  nth: aCount,
};
const ACTION_CHECKS: Readonly<Record<keyof FaultAction, Check>> = {
  ack: oneOf(ACK_CODES),
  errorCode: oneOf(Object.keys(ERROR_TEXTS)),
  text: aText,
  delayMs: aDelay,
  silence: aFlag,
  closeBeforeRead: aFlag,
  closeAfterRead: aFlag,
  splitBytes: aFlag,
  twoAcks: aFlag,
  wrongControlId: aFlag,
  thenRight: aFlag,
  garbage: oneOf(['before', 'after', 'instead', 'unframed']),
  halfOpen: aFlag,
  processed: aFlag,
  msa1: aWritten,
  errors: aList,
  without: oneOf(OMISSIONS),
};

export function parseFaultScript(value: unknown): ParsedScript {
  if (!isObject(value)) return { ok: false, issues: [{ pointer: '', message: 'must be an object' }] };
  const { rules, down, ...unknown } = value;
  const issues = Object.keys(unknown).map((key) => ({ pointer: `/${key}`, message: 'is not known' }));
  if (down !== undefined && typeof down !== 'boolean')
    issues.push({ pointer: '/down', message: 'must be true or false' });
  if (Array.isArray(rules)) {
    issues.push(...rules.flatMap((rule: unknown, index) => ruleIssues(rule, `/rules/${String(index)}`)));
  } else if (rules !== undefined) {
    issues.push({ pointer: '/rules', message: 'must be a list' });
  }
  return issues.length === 0 ? { ok: true, script: value } : { ok: false, issues };
}

/** The delivery the action names, if it names one. */
export function deliveryOf(action: FaultAction): Delivery | undefined {
  return DELIVERIES.find((delivery) => action[delivery] !== undefined && action[delivery] !== false);
}

/** Whether the rule says what the acknowledgement is, or how it is written; else it is the right one. */
export function isScripted({ ack, msa1, errors, without }: FaultAction): boolean {
  return ack !== undefined || msa1 !== undefined || errors !== undefined || without !== undefined;
}

/** What the rule leaves open: a refusal, an early close and a dead peer have no effect, everything else has. */
export function isProcessed(action: FaultAction): boolean {
  if (action.processed !== undefined) return action.processed;
  const delivery = deliveryOf(action);
  if (delivery === 'closeBeforeRead' || delivery === 'halfOpen') return false;
  return (action.msa1 ?? action.ack ?? 'AA').toUpperCase().endsWith('A');
}

function ruleIssues(rule: unknown, pointer: string): ScriptIssue[] {
  if (!isObject(rule)) return [{ pointer, message: 'must be an object' }];
  const { match, times, then, ...unknown } = rule;
  const issues = Object.keys(unknown).map((key) => ({ pointer: `${pointer}/${key}`, message: 'is not known' }));
  const timesIssue = times === undefined ? undefined : aCount(times);
  if (timesIssue !== undefined) issues.push({ pointer: `${pointer}/times`, message: timesIssue });
  if (match !== undefined) issues.push(...propertyIssues(match, MATCH_CHECKS, `${pointer}/match`));
  issues.push(...propertyIssues(then, ACTION_CHECKS, `${pointer}/then`));
  if (isObject(then) && Array.isArray(then.errors))
    issues.push(
      ...then.errors.flatMap((error: unknown, index) => errorIssues(error, `${pointer}/then/errors/${String(index)}`)),
    );
  const deliveries = isObject(then) ? DELIVERIES.filter((delivery) => then[delivery] !== undefined) : [];
  if (deliveries.length > 1)
    issues.push({ pointer: `${pointer}/then`, message: `${deliveries.join(' and ')} exclude each other` });
  return issues;
}

function errorIssues(error: unknown, pointer: string): ScriptIssue[] {
  const issues = propertyIssues(error, ERROR_CHECKS, pointer);
  if (!isObject(error)) return issues;
  const missing = ['place', 'code'].filter((key) => error[key] === undefined);
  return [...issues, ...missing.map((key) => ({ pointer: `${pointer}/${key}`, message: 'is missing' }))];
}

function propertyIssues(value: unknown, checks: Readonly<Record<string, Check>>, pointer: string): ScriptIssue[] {
  if (!isObject(value)) return [{ pointer, message: 'must be an object' }];
  return Object.entries(value).flatMap(([key, entry]) => {
    const message = checks[key] === undefined ? 'is not known' : checks[key](entry);
    return message === undefined ? [] : [{ pointer: `${pointer}/${key}`, message }];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
