/** Tells the events of one case to comparison and plan, one after the other, as the flow does: with what was sent taken for delivered. */
import assert from 'node:assert/strict';
import {
  compareCase,
  DEFAULT_PLAN_OPTIONS,
  planMessages,
  settleUnchanged,
  type CaseLedger,
  type Change,
  type MessagePlan,
  type PlanOptions,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import { ELSEWHERE } from './case-makers.ts';

export interface Told {
  change: Change;
  plan: MessagePlan;
  ledger: CaseLedger;
}

export type OptionsOf = (hospital: string) => PlanOptions;

/** One event; nothing of what is handed in may be altered. */
export function tellOne(
  before: CaseLedger | undefined,
  event: SurgicalEvent,
  optionsOf: OptionsOf,
  waitForGap = false,
): Told {
  const change = compareCase(deepFreeze(before), deepFreeze(event), { waitForGap });
  if (change.kind === 'wait' || change.kind === 'unchanged') {
    const ledger = change.kind === 'unchanged' || before === undefined ? settleUnchanged(before, event) : before;
    return { change, plan: { messages: [], after: ledger, warnings: [] }, ledger };
  }
  const current = optionsOf(change.after.hospital);
  const previous = optionsOf(before?.hospital ?? change.after.hospital);
  const plan = planMessages(deepFreeze(change), before, { current, previous });
  return { change, plan, ledger: plan.after };
}

export type LastTold = Told & { triggers: string[]; visits: string[]; warnings: string[] };

/** What the last of the events did. @param elsewhere the options of the other hospital */
export function tell(
  events: readonly SurgicalEvent[],
  options: Partial<PlanOptions> = {},
  elsewhere: Partial<PlanOptions> = options,
): LastTold {
  let told: Told | undefined;
  for (const event of events) {
    told = tellOne(told?.ledger, event, (hospital) => ({
      ...DEFAULT_PLAN_OPTIONS,
      ...(hospital === ELSEWHERE ? elsewhere : options),
    }));
  }
  if (told === undefined) throw new Error('a story has at least one event');
  const { messages, warnings } = told.plan;
  return {
    ...told,
    triggers: messages.map(({ triggerEvent }) => triggerEvent),
    visits: messages.map(({ visitNumber }) => visitNumber),
    warnings: warnings.map(({ code }) => code),
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** What happens, told event by event, and the trigger events the last of them sends. */
export type Story = readonly [string, readonly SurgicalEvent[], readonly string[]];

/** A test for each story, named by what is sent. */
export function tellsEach(stories: readonly Story[], options: Partial<PlanOptions> = {}): void {
  for (const [story, events, triggers] of stories) {
    it(`${story}: ${triggers.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(tell(events, options).triggers, triggers);
    });
  }
}
