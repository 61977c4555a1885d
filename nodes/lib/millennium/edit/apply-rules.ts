/** Applies a site's rules to finished messages; a rule that cannot be carried out, or a message the rules have made invalid, is refused with the rule's number. */
import { openMessage, type OpenMessage } from '../../hl7/index.ts';
import type { SurgicalEvent } from '../../surgery/index.ts';
import type { BuiltMessage, MappingProblem } from '../built-message.ts';
import { checkMessage } from '../check-message.ts';
import type { HospitalProfile } from '../profile/profile.ts';
import { faultsOf } from './check-rules.ts';
import type { EditRule } from './edit-rule.ts';
import { valueOf } from './rule-value.ts';

/** What an expression may look at. */
export interface RuleSubject {
  event: SurgicalEvent;
  hospital: string;
  messageType: string;
  triggerEvent: string;
}

export interface RuleContext {
  event: SurgicalEvent;
  profileOf: (hospital: string) => HospitalProfile | undefined;
  /** Evaluates an expression; `field` reads a place of the message as the rules before have left it. Rejects when the expression fails. */
  evaluate: (expression: string, subject: RuleSubject, field: (path: string) => string | undefined) => Promise<unknown>;
}

/** What one rule did to one message. */
export interface RuleEffect {
  rule: number;
  step: number;
  path: string;
  before: string | undefined;
  after: string | undefined;
}

export type Edited =
  | { ok: true; messages: BuiltMessage[]; changed: number; effects: readonly RuleEffect[] }
  | { ok: false; problem: MappingProblem; rules: readonly number[] };

interface NumberedRule {
  rule: EditRule;
  number: number;
}

/** The rules run from top to bottom over each message; a message no rule is for goes through untouched. */
export async function applyRules(
  rules: readonly EditRule[],
  messages: readonly BuiltMessage[],
  context: RuleContext,
): Promise<Edited> {
  const edited: BuiltMessage[] = [];
  const effects: RuleEffect[] = [];
  let changed = 0;
  for (const message of messages) {
    const matching = rules.flatMap((rule, index) => (isFor(rule, message) ? [{ rule, number: index + 1 }] : []));
    if (matching.length === 0) {
      edited.push(message);
      continue;
    }
    const result = await editMessage(message, matching, context);
    if (!result.ok) return result;
    edited.push({ ...message, hl7: result.hl7 });
    effects.push(...result.effects);
    changed += 1;
  }
  return { ok: true, messages: edited, changed, effects };
}

type EditedMessage = { ok: true; hl7: string; effects: readonly RuleEffect[] } | Extract<Edited, { ok: false }>;

async function editMessage(
  message: BuiltMessage,
  rules: readonly NumberedRule[],
  context: RuleContext,
): Promise<EditedMessage> {
  const opened = openMessage(message.hl7);
  const numbers = rules.map(({ number }) => number);
  if (!opened.ok) return refuse(numbers, 'rule', `${message.messageType}: the message cannot be opened`);
  const effects: RuleEffect[] = [];
  for (const { rule, number } of rules) {
    const before = opened.message.get(rule.path);
    const problem = await carryOut(rule, opened.message, message, context);
    if (problem !== undefined) return refuse([number], problem.code, `rule ${String(number)}: ${problem.text}`);
    effects.push({ rule: number, step: message.step, path: rule.path, before, after: opened.message.get(rule.path) });
  }
  const hl7 = opened.message.toString();
  const [issue] = checkMessage(hl7, message);
  if (issue !== undefined) {
    const text = `rules ${numbers.join(', ')} leave ${message.messageType} invalid: ${issue.path} ${issue.message}`;
    return refuse(numbers, 'rule', text);
  }
  return { ok: true, hl7, effects };
}

async function carryOut(
  rule: EditRule,
  opened: OpenMessage,
  message: BuiltMessage,
  context: RuleContext,
): Promise<MappingProblem | undefined> {
  // An expression that is none fails when it is evaluated.
  const [fault] = faultsOf(rule, () => true);
  if (fault !== undefined) return { code: 'rule', text: `the rule cannot be carried out (${fault})` };
  const noPlace: MappingProblem = { code: 'rule', text: `${rule.path} is not a place in ${message.messageType}` };
  if (rule.action === 'clear') return opened.clear(rule.path) ? undefined : noPlace;
  if (rule.action === 'copy') return copy(rule, opened) ? undefined : noPlace;
  const value = await valueOf(rule, message, context, (path) => opened.get(path));
  if (!value.ok) return value.problem;
  return opened.set(rule.path, value.text) ? undefined : noPlace;
}

/** A place that is not there has nothing in it, and that is what is copied. */
function copy({ path, value }: EditRule, opened: OpenMessage): boolean {
  return opened.get(value) === undefined ? opened.clear(path) : opened.copy(value, path);
}

function isFor({ trigger, hospital }: EditRule, message: BuiltMessage): boolean {
  const { triggerEvent, messageType } = message;
  if (hospital !== '*' && hospital !== message.hospital) return false;
  return trigger === '*' || trigger === triggerEvent || trigger === messageType || trigger === messageType.slice(0, 3);
}

function refuse(rules: readonly number[], code: MappingProblem['code'], text: string): Extract<Edited, { ok: false }> {
  return { ok: false, problem: { code, text }, rules };
}
