/** What goes wrong during a history, and after how many posts. */
import type { FaultAction, FaultMatch, FaultRule } from '../../nodes/orbit-millennium-simulator/fault-rules.ts';
import type { Direction } from './breaking-line.ts';
import type { SeededChoices } from '../support/seeded-choices.ts';

export type OperatorDeed = 'hold-and-release' | 'retry' | 'replan' | 'discard-and-replan' | 'resend-as-new';

export type Fault =
  | { kind: 'answer'; rule: FaultRule }
  | { kind: 'break'; direction: Direction; bytes: number }
  | { kind: 'down'; ms: number }
  | { kind: 'kill' }
  | { kind: 'kill-at'; failpoint: string }
  | { kind: 'stop' }
  | { kind: 'redeploy' }
  | { kind: 'operator'; deed: OperatorDeed; case: number };

export interface ScheduledFault {
  /** Posts begun before it. */
  afterPosts: number;
  fault: Fault;
}

export interface FaultCounts {
  /** Faults of the receiver's answers and of the line. */
  light: number;
  /** Ends and redeploys of the process: a second or more each. */
  heavy: number;
  operator: number;
}

/** Longer than the acknowledgement timeout of the modelled endpoint: the answer comes after the message has been sent again. */
export const LATE_MS = 700;

/** Every kind of fault the simulator has. Those that leave the message without effect are answered so that it is sent again, or held for the operator. */
const ACTIONS: readonly FaultAction[] = [
  { ack: 'AE', errorCode: '206' },
  { ack: 'AE', errorCode: '207' },
  { ack: 'AR' },
  { ack: 'AR', errorCode: '207' },
  { ack: 'CE', errorCode: '207' },
  { ack: 'AE', errorCode: '101' },
  { ack: 'AE' },
  { silence: true, processed: true },
  { silence: true, processed: false },
  { closeBeforeRead: true },
  { closeAfterRead: true, processed: true },
  { closeAfterRead: true, processed: false },
  { splitBytes: true },
  { twoAcks: true },
  { wrongControlId: true, processed: true },
  { wrongControlId: true, thenRight: true },
  { garbage: 'before' },
  { garbage: 'after' },
  { garbage: 'instead', processed: true },
  { garbage: 'unframed' },
  { halfOpen: true, processed: true },
  { halfOpen: true, processed: false },
  { delayMs: LATE_MS, processed: true },
  { delayMs: 150 },
];

const TRIGGERS = ['A05', 'A08', 'A14', 'A27', 'A38', 'S12', 'S13', 'S14', 'S15', 'S26'] as const;

const FAILPOINTS = [
  'T0:before',
  'T0:after',
  'T1:before',
  'T1:after',
  'T2:before',
  'T2:after',
  'T3:before',
  'T3:after',
  'T3:written',
  'T4:before',
  'T4:after',
  'OP:before',
  'OP:after',
] as const;

/** @param posts how many posts the history has */
export function faultsOf(posts: number, counts: FaultCounts, choices: SeededChoices): ScheduledFault[] {
  const make = (count: number, fault: () => Fault): ScheduledFault[] =>
    Array.from({ length: count }, () => ({ afterPosts: choices.below(posts), fault: fault() }));
  return [
    ...make(counts.light, () => lightFault(choices)),
    ...make(counts.heavy, () => heavyFault(choices)),
    ...make(counts.operator, () => ({ kind: 'operator', deed: choices.one(DEEDS), case: choices.below(2 ** 31) })),
  ].sort((a, b) => a.afterPosts - b.afterPosts);
}

const DEEDS: readonly OperatorDeed[] = ['hold-and-release', 'retry', 'replan', 'discard-and-replan', 'resend-as-new'];

function lightFault(choices: SeededChoices): Fault {
  switch (choices.weighted({ answer: 6, break: 3, down: 0.3 })) {
    case 'answer':
      return {
        kind: 'answer',
        rule: { match: matchOf(choices), times: choices.between(1, 4), then: choices.one(ACTIONS) },
      };
    case 'break':
      return { kind: 'break', direction: choices.one(['out', 'back']), bytes: 1 + choices.below(1_500) };
    case 'down':
      return { kind: 'down', ms: choices.between(50, 600) };
  }
}

function matchOf(choices: SeededChoices): FaultMatch {
  return choices.happens(0.5) ? { triggerEvent: choices.one(TRIGGERS) } : {};
}

function heavyFault(choices: SeededChoices): Fault {
  const kind = choices.weighted({ kill: 3, 'kill-at': 3, stop: 1, redeploy: 3 });
  if (kind !== 'kill-at') return { kind };
  return { kind, failpoint: `${choices.one(FAILPOINTS)}#${String(choices.between(1, 12))}` };
}
