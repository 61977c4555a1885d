/** Makes the messages of an event as the flow would: parsed, compared with what went before, planned, built and changed by the rules. Pure but for the expressions in rules. */
import {
  applyRules,
  buildMessage,
  type BuiltMessage,
  type EditRule,
  type HospitalProfile,
  type RuleContext,
  type RuleEffect,
} from '../lib/millennium/index.ts';
import { parseOrbitEvent } from '../lib/orbit/index.ts';
import {
  compareCase,
  planMessages,
  type CaseLedger,
  type PlannedMessage,
  type SurgicalEvent,
} from '../lib/surgery/index.ts';
import type { PreviewProblem } from './preview-view.ts';

export interface PreviewInput {
  /** As Orbit sends it. */
  event: unknown;
  /** What Orbit sent before about the same case, the oldest first. */
  history: readonly unknown[];
  profiles: ReadonlyMap<string, HospitalProfile>;
  rules: readonly EditRule[];
  evaluate: RuleContext['evaluate'];
  now: Date;
}

export interface MadeMessages {
  change: string;
  /** As the rules leave them. */
  messages: readonly BuiltMessage[];
  /** As they came to the rules. */
  unedited: readonly BuiltMessage[];
  effects: readonly RuleEffect[];
  warnings: readonly string[];
}

export type Made = { ok: true; made: MadeMessages } | { ok: false; problem: PreviewProblem };

type Step = {
  ok: true;
  event: SurgicalEvent;
  change: string;
  plan: readonly PlannedMessage[];
  after: CaseLedger | undefined;
};
type Refused = Extract<Made, { ok: false }>;

export async function makeMessages(input: PreviewInput): Promise<Made> {
  let before: CaseLedger | undefined;
  for (const earlier of input.history) {
    const step = planEvent(earlier, before, input);
    if (!step.ok) return step;
    before = step.after;
  }
  const step = planEvent(input.event, before, input);
  if (!step.ok) return step;
  const unedited: BuiltMessage[] = [];
  const warnings: string[] = [];
  for (const planned of step.plan) {
    const profile = input.profiles.get(planned.hospital);
    if (profile === undefined) return noProfile(planned.hospital);
    const built = buildMessage(planned, { event: step.event, profile, now: input.now });
    if (!built.ok) return held(built.problem.text);
    unedited.push(built.message);
    warnings.push(...built.warnings);
  }
  const edited = await applyRules(input.rules, unedited, {
    event: step.event,
    profileOf: (hospital) => input.profiles.get(hospital),
    evaluate: input.evaluate,
  });
  if (!edited.ok) return held(edited.problem.text);
  const { messages, effects } = edited;
  return { ok: true, made: { change: step.change, messages, unedited, effects, warnings } };
}

function planEvent(value: unknown, before: CaseLedger | undefined, { profiles }: PreviewInput): Step | Refused {
  const parsed = parseOrbitEvent(value);
  if (!parsed.ok) return { ok: false, problem: { code: 'event', issues: parsed.issues } };
  const { event } = parsed;
  const change = compareCase(before, event, { waitForGap: false });
  if (change.kind === 'unchanged' || change.kind === 'wait')
    return { ok: true, event, change: change.reason, plan: [], after: before };
  const hospital = change.after.hospital;
  const leaving = before?.hospital ?? hospital;
  const [current, previous] = [profiles.get(hospital), profiles.get(leaving)];
  if (current === undefined) return noProfile(hospital);
  if (previous === undefined) return noProfile(leaving);
  const { messages, after } = planMessages(change, before, { current: current.plan, previous: previous.plan });
  return { ok: true, event, change: change.kind, plan: messages, after };
}

function noProfile(hospital: string): Refused {
  return { ok: false, problem: { code: 'profile', hospital, issues: [] } };
}

function held(text: string): Refused {
  return { ok: false, problem: { code: 'held', text } };
}
