/** Finds the text a set-rule writes. A field the event does not have gives '', which empties the place. */
import type { BuiltMessage, MappingProblem } from '../built-message.ts';
import { translate } from '../translate-code.ts';
import type { RuleContext } from './apply-rules.ts';
import type { EditRule } from './edit-rule.ts';

export type RuleValue = { ok: true; text: string } | { ok: false; problem: MappingProblem };

export async function valueOf(
  rule: EditRule,
  message: BuiltMessage,
  context: RuleContext,
  field: (path: string) => string | undefined,
): Promise<RuleValue> {
  switch (rule.valueType) {
    case 'text':
      return { ok: true, text: rule.value };
    case 'event':
      return { ok: true, text: eventField(context.event, rule.value) ?? '' };
    case 'table':
      return lookedUp(rule, message, context);
    case 'jsonata':
      return evaluated(rule, message, context, field);
  }
}

function lookedUp(rule: EditRule, { hospital }: BuiltMessage, { event, profileOf }: RuleContext): RuleValue {
  const profile = profileOf(hospital);
  if (profile === undefined || rule.table === undefined)
    return failed('no-profile', `no profile for hospital ${hospital}`);
  const problems: MappingProblem[] = [];
  const lookup = { profile, fail: (problem: MappingProblem) => problems.push(problem) };
  const entry = translate(lookup, rule.table, eventField(event, rule.value), rule.path);
  const [problem] = problems;
  return problem === undefined ? { ok: true, text: entry?.[rule.part ?? 'code'] ?? '' } : { ok: false, problem };
}

async function evaluated(
  rule: EditRule,
  { hospital, messageType, triggerEvent }: BuiltMessage,
  { event, evaluate }: RuleContext,
  field: (path: string) => string | undefined,
): Promise<RuleValue> {
  let result: unknown;
  try {
    result = await evaluate(rule.value, { event, hospital, messageType, triggerEvent }, field);
  } catch {
    // What the expression says of its failure may repeat the values it was given.
    return failed('rule', 'the expression fails for this event');
  }
  const text = plainText(result);
  return text === undefined
    ? failed('rule', 'the expression gives neither text, number nor nothing')
    : { ok: true, text };
}

/** Walks own properties only: a rule must not reach a prototype. */
function eventField(event: unknown, path: string): string | undefined {
  let value: unknown = event;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'object' ? undefined : plainText(value);
}

function plainText(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

function failed(code: MappingProblem['code'], text: string): RuleValue {
  return { ok: false, problem: { code, text } };
}
