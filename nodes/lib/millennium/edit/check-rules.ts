/** Finds what is wrong with rules before any message has come: forms, places, names. What only a message can tell is found when they are applied. */
import { isFieldPath } from '../../hl7/index.ts';
import { TABLE_NAMES } from '../profile/code-tables.ts';
import { RULE_ACTIONS, RULE_PARTS, RULE_VALUE_TYPES, type EditRule } from './edit-rule.ts';

/** Codes, so that the dialog can say it in its own language. */
export type RuleFault =
  | 'trigger'
  | 'action'
  | 'path'
  | 'protected-place'
  | 'copy-from'
  | 'value-type'
  | 'event-place'
  | 'table'
  | 'part'
  | 'expression';

export interface RuleIssue {
  /** From 1, as the dialog shows them. */
  rule: number;
  fault: RuleFault;
}

const TRIGGER = /^(\*|[A-Z]{3}|[A-Z]\d{2}|[A-Z]{3}\^[A-Z]\d{2})$/;
const EVENT_PLACE = /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/;
/** MSH-10 is what an acknowledgement answers to, and MSH-9 and MSH-12 what the message is checked by. */
const PROTECTED = /^MSH(\([1*]\))?-(9|10|12)(\D|$)/;

/** @param isExpression whether the text can be evaluated; the language is not ours */
export function checkRules(rules: readonly EditRule[], isExpression: (text: string) => boolean): RuleIssue[] {
  return rules.flatMap((rule, index) => faultsOf(rule, isExpression).map((fault) => ({ rule: index + 1, fault })));
}

/** The faults of one rule, in the order of the dialog's settings. */
export function faultsOf(rule: EditRule, isExpression: (text: string) => boolean): RuleFault[] {
  const { trigger, action, path, value } = rule;
  const faults: RuleFault[] = [];
  if (!TRIGGER.test(trigger)) faults.push('trigger');
  if (!RULE_ACTIONS.includes(action)) faults.push('action');
  if (!isFieldPath(path)) faults.push('path');
  else if (PROTECTED.test(path.trim())) faults.push('protected-place');
  if (action === 'copy' && !isFieldPath(value)) faults.push('copy-from');
  return action === 'set' ? [...faults, ...valueFaults(rule, isExpression)] : faults;
}

function valueFaults(
  { valueType, value, table, part }: EditRule,
  isExpression: (text: string) => boolean,
): RuleFault[] {
  if (valueType === 'text') return [];
  if (valueType === 'jsonata') return isExpression(value) ? [] : ['expression'];
  if (!RULE_VALUE_TYPES.includes(valueType)) return ['value-type'];
  const faults: RuleFault[] = EVENT_PLACE.test(value) ? [] : ['event-place'];
  if (valueType === 'event') return faults;
  if (table === undefined || !TABLE_NAMES.includes(table)) faults.push('table');
  if (part !== undefined && !RULE_PARTS.includes(part)) faults.push('part');
  return faults;
}
