/** One message the plan asks for: which trigger event, about what, in which place of the order. */
import type { Care, SurgicalCase } from './surgical-case.ts';
import type { CaseLedger, Holdings } from './case-ledger.ts';

/** The three things a booking makes in the receiver; each has its own node in the flow. */
export const MESSAGE_KINDS = ['encounter', 'bed', 'appointment'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export type AdtTrigger = 'A04' | 'A05' | 'A08' | 'A11' | 'A14' | 'A27' | 'A38';
export type SiuTrigger = 'S12' | 'S13' | 'S14' | 'S15' | 'S16' | 'S17' | 'S26';
export type TriggerEvent = AdtTrigger | SiuTrigger;

/** What the message does to the object it is about. */
export type MessageEffect = 'create' | 'update' | 'cancel' | 'no-show';

export interface PlannedMessage {
  /** 1, 2, 3 …: the order of delivery within the event. */
  step: number;
  kind: MessageKind;
  triggerEvent: TriggerEvent;
  effect: MessageEffect;
  /** The hospital whose profile and endpoint the message goes by: the old one for the cancelling half of a move. */
  hospital: string;
  /**
   * The case to put into the message: as it is now, but as last sent where something is taken back. A bed released in the
   * middle of an update is named in the case as it is now. `care.encounterId` is there whenever the visit is the receiver's.
   */
  subject: SurgicalCase;
  /** PV1-19 of the message: the visit the object belongs to; for an appointment that is cancelled, the one it was booked under. */
  visitNumber: string;
  /** What the receiver holds when it has accepted everything before this message. */
  before: Holdings;
  /** How often the case was planned anew; absent where it never was. */
  generation?: number;
  /** Resources of the previous booking that are gone, for receivers that want them named with action code D. */
  removed?: {
    staff: SurgicalCase['staff'];
    procedures: SurgicalCase['procedures'];
    /** Of a bed place that the appointment carried. */
    bed?: Pick<Care, 'ward' | 'bed'>;
  };
}

export interface MessagePlan {
  messages: readonly PlannedMessage[];
  /** The ledger once every message of the plan has been accepted. */
  after: CaseLedger;
  warnings: readonly PlanWarning[];
}

/** Things an operator should know of although the plan went on. */
export type PlanWarning =
  | { code: 'version-gap'; lastVersion: number; version: number }
  | { code: 'admitted-encounter-kept'; visitNumber: string }
  | { code: 'no-ward-for-bed' };
