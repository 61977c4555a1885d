/** Decides what becomes of one event: wait for a missing version, nothing to send, held, or a plan. Pure: previous state and time are passed in. */
import type { FlowMessage, OrbitContext } from '../lib/runtime/flow-message.ts';
import type { EventCommit, Problem } from '../lib/store/index.ts';
import {
  compareCase,
  planMessages,
  settleUnchanged,
  type CaseLedger,
  type Change,
  type EffectiveChange,
  type PlanOptions,
  type SurgicalEvent,
} from '../lib/surgery/index.ts';

export type Judged =
  | { kind: 'hold'; problem: Problem }
  | { kind: 'wait'; until: Date; version: number }
  | { kind: 'unchanged'; commit: Pick<EventCommit, 'change' | 'outcome' | 'ledger' | 'warnings' | 'supersedes'> }
  | {
      kind: 'planned';
      context: Required<Pick<OrbitContext, 'change' | 'plan' | 'after' | 'warnings'>> &
        Pick<OrbitContext, 'supersedes'>;
    };

export interface JudgeOptions {
  now: Date;
  /** How long a missing version is waited for, counted from when the event was accepted. */
  gapWaitMs: number;
}

export function judgeEvent(
  { payload: event, orbit }: FlowMessage,
  optionsOf: (hospital: string) => PlanOptions | undefined,
  { now, gapWaitMs }: JudgeOptions,
): Judged {
  const before = orbit.before ?? undefined;
  const waitUntil = new Date(Date.parse(orbit.dispatch.acceptedAt) + gapWaitMs);
  const change = compareCase(before, event, { waitForGap: now < waitUntil });
  if (change.kind === 'wait') return { kind: 'wait', until: waitUntil, version: change.lastVersion + 1 };
  if (change.kind === 'unchanged') return unchanged(change.reason, settleUnchanged(before, event));

  const collapsed = collapse(change, before, event, orbit.dispatch.unsent);
  if (collapsed?.change.kind === 'unchanged') {
    return unchanged(collapsed.change.reason, settleUnchanged(collapsed.base, event), collapsed.supersedes);
  }
  const effective = collapsed === undefined ? change : (collapsed.change as EffectiveChange);
  return plan(effective, collapsed === undefined ? before : collapsed.base, optionsOf, collapsed?.supersedes);
}

function unchanged(change: EventCommit['change'], ledger: CaseLedger, supersedes?: string): Judged {
  return {
    kind: 'unchanged',
    commit: { change, outcome: 'unchanged', ledger, warnings: [], ...(supersedes === undefined ? {} : { supersedes }) },
  };
}

const COLLAPSIBLE: ReadonlySet<Change['kind']> = new Set(['booking', 'rebooking', 'modification'] as const);

/**
 * While nothing of the previous event has been tried, its messages are replaced by those that lead straight to the newest state.
 * Never across booked and cancelled: both must be seen by the receiver.
 */
function collapse(
  change: Change,
  before: CaseLedger | undefined,
  event: SurgicalEvent,
  unsent: OrbitContext['dispatch']['unsent'],
): { change: Change; base: CaseLedger | undefined; supersedes: string } | undefined {
  if (unsent === undefined || before === undefined || !COLLAPSIBLE.has(change.kind)) return undefined;
  if (before.appointment !== 'booked') return undefined;
  const base = unsent.before === null ? undefined : { ...unsent.before, version: before.version };
  const direct = compareCase(base, event, { waitForGap: false });
  if (direct.kind !== 'unchanged' && !COLLAPSIBLE.has(direct.kind)) return undefined;
  return { change: direct, base, supersedes: unsent.eventId };
}

function plan(
  change: EffectiveChange,
  before: CaseLedger | undefined,
  optionsOf: (hospital: string) => PlanOptions | undefined,
  supersedes: string | undefined,
): Judged {
  const hospital = change.after.hospital;
  const current = optionsOf(hospital);
  const leaving = before?.hospital ?? hospital;
  const previous = optionsOf(leaving);
  if (current === undefined || previous === undefined) {
    return {
      kind: 'hold',
      problem: { code: 'no-profile', text: `no profile for hospital ${current === undefined ? hospital : leaving}` },
    };
  }
  const { messages, after, warnings } = planMessages(change, before, { current, previous });
  const codes = warnings.map(({ code }) => code);
  if (messages.length === 0) {
    return {
      kind: 'unchanged',
      commit: {
        change: change.kind,
        outcome: 'unchanged',
        ledger: after,
        warnings: codes,
        ...(supersedes === undefined ? {} : { supersedes }),
      },
    };
  }
  return {
    kind: 'planned',
    context: { change, plan: messages, after, warnings: codes, ...(supersedes === undefined ? {} : { supersedes }) },
  };
}
