/** Applies set, copy and clear rules to finished messages; a message a rule has made invalid is refused with the rule's number. */
import { openMessage } from '../lib/hl7/index.ts';
import { checkMessage, type BuiltMessage } from '../lib/millennium/index.ts';
import type { FlowMessage } from '../lib/runtime/flow-message.ts';
import type { Problem } from '../lib/store/index.ts';

export interface EditRule {
  /** A trigger event such as `S12`, a message type such as `SIU`, or `*`. */
  trigger: string;
  action: 'set' | 'copy' | 'clear';
  /** The field to change, for example `PV1-10` or `PID-3(2).1`. */
  path: string;
  /** For set: what `value` is; for copy `value` is the path to copy from. */
  valueType: 'text' | 'event';
  /** A constant, or the dotted place of a field in the Orbit event, for example `case.clinic`. */
  value: string;
}

export type Edited = { ok: true; messages: BuiltMessage[]; changed: number } | { ok: false; problem: Problem };

export function applyRules(
  rules: readonly EditRule[],
  { payload, messages }: Pick<FlowMessage, 'payload' | 'messages'>,
): Edited {
  const edited: BuiltMessage[] = [];
  let changed = 0;
  for (const message of messages) {
    const matching = rules.flatMap((rule, index) => (applies(rule, message) ? [{ rule, number: index + 1 }] : []));
    if (matching.length === 0) {
      edited.push(message);
      continue;
    }
    const opened = openMessage(message.hl7);
    if (!opened.ok) return refuse(`${message.messageType}: the message cannot be opened`);
    for (const { rule, number } of matching) {
      const value =
        rule.action === 'copy'
          ? opened.message.get(rule.value)
          : rule.valueType === 'event'
            ? eventField(payload, rule.value)
            : rule.value;
      const done =
        rule.action === 'clear' ? opened.message.clear(rule.path) : opened.message.set(rule.path, value ?? '');
      if (!done) return refuse(`rule ${String(number)}: ${rule.path} is not a place in ${message.messageType}`);
    }
    const hl7 = opened.message.toString();
    const [issue] = checkMessage(hl7, message);
    if (issue !== undefined)
      return refuse(
        `rules ${matching.map(({ number }) => number).join(', ')} leave ${message.messageType} invalid: ${issue.path} ${issue.message}`,
      );
    edited.push({ ...message, hl7 });
    changed += 1;
  }
  return { ok: true, messages: edited, changed };
}

function applies({ trigger }: EditRule, { triggerEvent, messageType }: BuiltMessage): boolean {
  return trigger === '*' || trigger === triggerEvent || trigger === messageType || trigger === messageType.slice(0, 3);
}

/** Walks own properties only: a rule must not reach a prototype. */
function eventField(event: unknown, path: string): string | undefined {
  let value: unknown = event;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

function refuse(text: string): Edited {
  return { ok: false, problem: { code: 'rule', text } };
}
