/** What travels on the wires between the nodes of the suite: plain data that a Function or Change node may read and alter. */
import type { BuiltMessage } from '../millennium/built-message.ts';
import type { RouteRecord } from '../store/index.ts';
import type { CaseLedger, EffectiveChange, PlannedMessage, SurgicalEvent } from '../surgery/index.ts';

/** How an event was handed out: names the store node and the claim that settling it needs. */
export interface Dispatch {
  store: string;
  claimToken: string;
  acceptedAt: string;
  dispatchCount: number;
  unsent?: { eventId: string; before: CaseLedger | null };
}

export interface OrbitContext {
  eventId: string;
  caseId: string;
  hospital: string;
  before: CaseLedger | null;
  dispatch: Dispatch;
  change?: EffectiveChange;
  plan?: readonly PlannedMessage[];
  /** MSH-7 of every message of the plan: the nodes build in another order than the messages are sent in. */
  plannedAt?: string;
  /** The ledger once the plan has been accepted. */
  after?: CaseLedger;
  supersedes?: string;
  /** Which system the event is for, and why; there behind an orbit-route node. */
  route?: RouteRecord;
  warnings: readonly string[];
}

export interface FlowMessage {
  topic?: string;
  payload: SurgicalEvent;
  orbit: OrbitContext;
  messages: BuiltMessage[];
}

/** Says what is missing when a message that did not come through orbit-in reaches a node of ours; undefined when it is whole. */
export function missingContext(message: Partial<FlowMessage>, needsPlan: boolean): string | undefined {
  if (message.orbit?.dispatch === undefined) return 'msg.orbit is missing: events must come through an orbit-in node';
  if (needsPlan && message.orbit.plan === undefined)
    return 'msg.orbit.plan is missing: wire an orbit-case node before this one';
  return undefined;
}
