/** Tells what an event means for the receiver, from the difference between what exists there and what the event says. */
import type { CaseLedger } from './case-ledger.ts';
import type { Change, ChangeKind, UnchangedReason } from './change.ts';
import { aspectsOf } from './differences.ts';
import type { SurgicalCase, SurgicalEvent } from './surgical-case.ts';

export interface CompareOptions {
  /** Whether a gap in the versions of a known case is waited for. */
  waitForGap: boolean;
}

export function compareCase(
  before: CaseLedger | undefined,
  event: SurgicalEvent,
  { waitForGap }: CompareOptions,
): Change {
  const { version } = event;
  const seen = before?.version ?? 0;
  const unchanged = (reason: UnchangedReason): Change => ({ kind: 'unchanged', reason, version });
  if (version <= seen) return unchanged(version === seen ? 'duplicate-version' : 'stale-version');
  const gap = before !== undefined && version > seen + 1;
  if (gap && waitForGap) return { kind: 'wait', reason: 'version-gap', version, lastVersion: seen };

  const effective = (kind: ChangeKind, after: SurgicalCase, aspects = aspectsSince(before, after)): Change => ({
    kind,
    version,
    after,
    aspects,
    ...(event.reason === undefined ? {} : { reason: event.reason }),
    ...(gap ? { gapAfter: seen } : {}),
  });
  const ending = endingKind(event);
  if (ending !== undefined) return compareEnding(before, ending, effective, unchanged);
  const after = event.case;
  if (after === undefined) return unchanged('no-difference');
  if (after.priority === 'watch') return compareWatch(before, effective, unchanged);
  return compareBooking(before, after, effective, unchanged);
}

/** Bevakning: nothing is sent, and what was booked before is cancelled. */
function compareWatch(before: CaseLedger | undefined, effective: Effective, unchanged: Unchanged): Change {
  if (before?.snapshot === undefined || !anythingExists(before)) return unchanged('watch-only');
  return effective('cancellation', before.snapshot, []);
}

/** Whether the receiver holds anything of the case that is ours to change. */
export function anythingExists({ encounter, bed, appointment }: CaseLedger): boolean {
  return encounter.name === 'registered' || bed === 'reserved' || appointment === 'booked';
}

function endingKind({ eventType }: SurgicalEvent): 'cancellation' | 'no-show' | 'entered-in-error' | undefined {
  if (eventType === 'cancelled') return 'cancellation';
  return eventType === 'no-show' || eventType === 'entered-in-error' ? eventType : undefined;
}

type Effective = (
  kind: ChangeKind,
  after: SurgicalCase,
  aspects?: Extract<Change, { aspects: unknown }>['aspects'],
) => Change;
type Unchanged = (reason: UnchangedReason) => Change;

function compareEnding(
  before: CaseLedger | undefined,
  kind: 'cancellation' | 'no-show' | 'entered-in-error',
  effective: Effective,
  unchanged: Unchanged,
): Change {
  if (before?.snapshot === undefined) return unchanged('never-sent');
  const ends = kind === 'no-show' ? before.appointment === 'booked' : anythingExists(before);
  return ends ? effective(kind, before.snapshot, []) : unchanged('already-cancelled');
}

function compareBooking(
  before: CaseLedger | undefined,
  after: SurgicalCase,
  effective: Effective,
  unchanged: Unchanged,
): Change {
  if (before?.snapshot === undefined || before.appointment !== 'booked') {
    const moved = before !== undefined && anythingExists(before) && before.hospital !== after.hospital;
    return effective(moved ? 'moved' : 'booking', after);
  }
  if (before.hospital !== after.hospital) return effective('moved', after);
  const aspects = aspectsOf(before.snapshot, after);
  if (aspects.length === 0) return unchanged('no-difference');
  return effective(aspects.includes('start') ? 'rebooking' : 'modification', after, aspects);
}

function aspectsSince(
  before: CaseLedger | undefined,
  after: SurgicalCase,
): Extract<Change, { aspects: unknown }>['aspects'] {
  return before?.snapshot === undefined ? [] : aspectsOf(before.snapshot, after);
}

/** The ledger after an event with nothing to send: only the version moves on. */
export function settleUnchanged(before: CaseLedger | undefined, event: SurgicalEvent): CaseLedger {
  const { caseId, version, hospital } = event;
  if (before !== undefined) return { ...before, version: Math.max(before.version, version) };
  return { caseId, version, hospital, encounter: { name: 'none' }, bed: 'none', appointment: 'none', visitCount: 0 };
}
