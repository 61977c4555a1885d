/** Reads the body of a command: a reason, a name of its own if it has one, and what the command asks for. Says of everything that is wrong where, never what. */
import type { Assumption, DiscardOutcome } from '../store/index.ts';
import type { FieldIssue } from './api-answer.ts';
import { namesPerson } from './personal-number.ts';

export interface CommandBody {
  reason: string;
  commandId: string | undefined;
  outcome: DiscardOutcome | undefined;
  assume: Assumption | undefined;
}

export type ParsedBody = { ok: true; body: CommandBody } | { ok: false; issues: readonly FieldIssue[] };

/** What a command takes besides its reason. */
export interface Takes {
  outcome?: true;
  assume?: true;
}

const REASON = { shortest: 3, longest: 500 };
const COMMAND_ID = /^[A-Za-z0-9._:-]{8,64}$/;
const CONTROLS = /[\u0000-\u001F\u007F]/;
const OUTCOMES: readonly DiscardOutcome[] = ['done-by-hand', 'not-done'];
const ASSUMPTIONS: readonly Assumption[] = ['arrived', 'not-arrived'];

export function parseCommandBody(value: unknown, takes: Takes): ParsedBody {
  if (!isRecord(value)) return { ok: false, issues: [{ pointer: '', message: 'must be an object' }] };
  const { reason, commandId, outcome, assume, ...others } = value;
  const issues: FieldIssue[] = [];
  const wants = (pointer: string, message: string | undefined): void => {
    if (message !== undefined) issues.push({ pointer, message });
  };
  // Its name is not repeated: nobody knows what it says.
  wants('', Object.keys(others).length > 0 ? 'has a field that is not known' : undefined);
  wants('/reason', reasonIssue(reason));
  wants('/commandId', commandIdIssue(commandId));
  wants('/outcome', choiceIssue(outcome, OUTCOMES, takes.outcome === true, true));
  wants('/assume', choiceIssue(assume, ASSUMPTIONS, takes.assume === true, false));
  if (issues.length > 0) return { ok: false, issues };
  return {
    ok: true,
    body: {
      reason: String(reason).trim(),
      commandId: commandId as string | undefined,
      outcome: outcome as DiscardOutcome | undefined,
      assume: assume as Assumption | undefined,
    },
  };
}

function reasonIssue(reason: unknown): string | undefined {
  const length = typeof reason === 'string' ? reason.trim().length : 0;
  if (typeof reason !== 'string' || length < REASON.shortest || length > REASON.longest)
    return `must be a text of ${String(REASON.shortest)} to ${String(REASON.longest)} characters`;
  if (CONTROLS.test(reason.trim())) return 'must be one line of text';
  return namesPerson(reason) ? 'must not name a person: leave the personal identity number out' : undefined;
}

function commandIdIssue(commandId: unknown): string | undefined {
  const isUsable = commandId === undefined || (typeof commandId === 'string' && COMMAND_ID.test(commandId));
  return isUsable ? undefined : 'must be 8 to 64 letters, digits, dots, colons, hyphens or underscores';
}

function choiceIssue(
  value: unknown,
  choices: readonly string[],
  isTaken: boolean,
  isNeeded: boolean,
): string | undefined {
  if (!isTaken) return value === undefined ? undefined : 'does not belong to this command';
  if (value === undefined && !isNeeded) return undefined;
  return choices.includes(value as string) ? undefined : `must be ${choices.join(' or ')}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
