/** Tells what an event means for the receiver, from the difference between what exists there and what the event says. Refuses nothing: every event has a meaning. */
import { anythingExists, type CaseLedger, type TellAll } from './case-ledger.ts';
import { ASPECTS, type Aspect, type Change, type ChangeKind, type UnchangedReason } from './change.ts';
import { aspectsOf } from './differences.ts';
import type { EventType, SurgicalCase, SurgicalEvent } from './surgical-case.ts';

export interface CompareOptions {
  /** Whether a gap in the versions of a known case is waited for. */
  waitForGap: boolean;
}

type Verdict = UnchangedReason | { kind: ChangeKind; after: SurgicalCase; aspects: readonly Aspect[] };

/** @param before what the receiver holds once everything already committed is delivered; undefined for a case never seen */
export function compareCase(
  before: CaseLedger | undefined,
  event: SurgicalEvent,
  { waitForGap }: CompareOptions,
): Change {
  const { version, reason } = event;
  const lastVersion = before?.version ?? 0;
  if (version <= lastVersion) {
    return { kind: 'unchanged', reason: version === lastVersion ? 'duplicate-version' : 'stale-version', version };
  }
  const gapAfter = before !== undefined && version > lastVersion + 1 ? lastVersion : undefined;
  if (gapAfter !== undefined && waitForGap) {
    return { kind: 'wait', reason: 'version-gap', version, lastVersion: gapAfter };
  }
  const verdict = judge(before, event);
  if (typeof verdict === 'string') return { kind: 'unchanged', reason: verdict, version };
  return {
    ...verdict,
    version,
    ...(reason === undefined ? {} : { reason }),
    ...(gapAfter === undefined ? {} : { gapAfter }),
  };
}

const ENDINGS: Readonly<Partial<Record<EventType, 'cancellation' | 'no-show' | 'entered-in-error'>>> = {
  cancelled: 'cancellation',
  'no-show': 'no-show',
  'entered-in-error': 'entered-in-error',
};

/** The label is asked only whether the operation is off; what it is otherwise, the difference tells. */
function judge(before: CaseLedger | undefined, { eventType, case: after }: SurgicalEvent): Verdict {
  const ending = ENDINGS[eventType];
  if (ending !== undefined) return judgeEnding(before, ending);
  if (after === undefined) return 'no-difference';
  return after.priority === 'watch' ? judgeWatch(before) : judgeBooking(before, after);
}

/** What the event itself says of the operation is ignored: what is ended is what was sent. */
function judgeEnding(before: CaseLedger | undefined, kind: 'cancellation' | 'no-show' | 'entered-in-error'): Verdict {
  if (before?.snapshot === undefined) return 'never-sent';
  // Only a visit that is booked can be missed; the other endings also take what an earlier no-show left.
  const endsSomething = kind === 'no-show' ? isMissable(before) : anythingExists(before);
  return endsSomething ? { kind, after: before.snapshot, aspects: [] } : 'already-cancelled';
}

/** A visit of which no more than the miss itself is known to have been told is missed once more, for the sake of its bed. */
function isMissable({ appointment, tellAll }: CaseLedger): boolean {
  return appointment === 'booked' || (appointment === 'no-show' && tellAll !== undefined);
}

/** Bevakning: nothing is sent, and what was booked before is cancelled. */
function judgeWatch(before: CaseLedger | undefined): Verdict {
  const verdict = judgeEnding(before, 'cancellation');
  return typeof verdict === 'string' ? 'watch-only' : verdict;
}

function judgeBooking(before: CaseLedger | undefined, after: SurgicalCase): Verdict {
  if (before === undefined || !anythingExists(before)) return { kind: 'booking', after, aspects: [] };
  const aspects = aspectsToTell(before, after);
  if (before.hospital !== after.hospital) return { kind: 'moved', after, aspects };
  if (before.snapshot === undefined || before.appointment !== 'booked') return { kind: 'booking', after, aspects };
  if (aspects.length === 0) return 'no-difference';
  return { kind: isNewStart(before.snapshot, before.tellAll, after) ? 'rebooking' : 'modification', after, aspects };
}

function aspectsToTell({ snapshot, tellAll }: CaseLedger, after: SurgicalCase): readonly Aspect[] {
  if (tellAll !== undefined) return ASPECTS;
  return snapshot === undefined ? [] : aspectsOf(snapshot, after);
}

/** What is told for safety's sake does not move the operation: a site that makes a new encounter for each rebooking would get one for nothing. */
function isNewStart(snapshot: SurgicalCase, tellAll: TellAll | undefined, after: SurgicalCase): boolean {
  const told = tellAll?.told.encounter ?? tellAll?.told.appointment ?? snapshot;
  return aspectsOf(told, after).includes('start');
}
