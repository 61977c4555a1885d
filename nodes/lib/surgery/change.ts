/** What an event means for the receiver, judged by the difference and not by the label on the event. */
import type { Reason, SurgicalCase } from './surgical-case.ts';

export const CHANGE_KINDS = [
  'booking',
  'rebooking',
  'modification',
  'cancellation',
  'no-show',
  'entered-in-error',
  'moved',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export type UnchangedReason =
  | 'duplicate-version'
  | 'stale-version'
  | 'no-difference'
  | 'never-sent'
  | 'already-cancelled'
  | 'watch-only'
  | 'not-live';

/** The parts of a case that differ from what was last sent, in the words of the message plan. */
export const ASPECTS = [
  'patient',
  'start',
  'duration',
  'admission',
  'discharge',
  'ward',
  'bed',
  'accommodation',
  'care-type',
  'admitted',
  'clinic',
  'room',
  'operating-department',
  'priority',
  'procedures',
  'diagnoses',
  'responsible',
  'staff',
  'anaesthesia',
  'asa',
  'note',
  'reference',
] as const;
export type Aspect = (typeof ASPECTS)[number];

export type Change =
  | { kind: 'unchanged'; reason: UnchangedReason; version: number }
  | { kind: 'wait'; reason: 'version-gap'; version: number; lastVersion: number }
  | {
      kind: ChangeKind;
      version: number;
      /** The case as it is from now on; for an event that carries no case, the last snapshot. */
      after: SurgicalCase;
      aspects: readonly Aspect[];
      reason?: Reason;
      /** The version skipped over, when the wait for it has ended. */
      gapAfter?: number;
    };

export type EffectiveChange = Extract<Change, { kind: ChangeKind }>;
