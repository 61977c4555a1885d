/** Compares what Orbit says of a case with what was told to the system that owns it: every difference with its rule, how bad it is, and what to do. Pure. */
import type { CaseLedger } from './case-ledger.ts';
import type { Aspect } from './change.ts';
import { aspectsOf } from './differences.ts';
import type { SurgicalEvent } from './surgical-case.ts';

/**
 * The categories a person works through.
 * R1 in Orbit and not told · R3 another time · R4 another room · R5 another patient · R6 cancelled in Orbit and still booked · R7 booked without an encounter ·
 * R8 no bed although one is wanted · R11 held for a missing code · R12 told and not accepted for a quarter of an hour.
 */
export const DISCREPANCIES = ['R1', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R11', 'R12'] as const;
export type DiscrepancyRule = (typeof DISCREPANCIES)[number];
export type Severity = 'critical' | 'high' | 'medium';

export interface Discrepancy {
  rule: DiscrepancyRule;
  severity: Severity;
  action: 'send-again' | 're-plan' | 'map-code' | 'look-at-held' | 'wait';
}

/** What is known of the case here; undefined: nothing. */
export interface KnownCase {
  ledger: CaseLedger | null;
  /** Codes of the problems its events are held for. */
  heldFor: readonly string[];
  /** Since when something told has not been accepted. */
  pendingSince: Date | undefined;
}

const SOON_MS = 14 * 86_400_000;
const PENDING_MS = 15 * 60_000;
const ENDED: ReadonlySet<SurgicalEvent['eventType']> = new Set(['cancelled', 'no-show', 'entered-in-error']);

/** @param known undefined: nothing was ever told of the case */
export function reconcileCase(event: SurgicalEvent, known: KnownCase | undefined, now: Date): Discrepancy[] {
  const severity = severityOf(event, now);
  return [...waitingOf(known, severity, now), ...stateOf(event, known, severity)];
}

function severityOf({ case: wanted }: SurgicalEvent, now: Date): Severity {
  return wanted !== undefined && Date.parse(wanted.time.start) - now.getTime() < SOON_MS ? 'critical' : 'high';
}

/** What was taken in and has not come to its end. */
function waitingOf(known: KnownCase | undefined, severity: Severity, now: Date): Discrepancy[] {
  if (known === undefined) return [];
  const { heldFor, pendingSince } = known;
  const isLate = pendingSince !== undefined && now.getTime() - pendingSince.getTime() > PENDING_MS;
  const action = heldFor.length > 0 ? 'look-at-held' : 'wait';
  return [
    ...(heldFor.includes('unmapped-code') ? [{ rule: 'R11', severity, action: 'map-code' } as const] : []),
    ...(isLate ? [{ rule: 'R12', severity: 'medium', action } as const] : []),
  ];
}

function stateOf(event: SurgicalEvent, known: KnownCase | undefined, severity: Severity): Discrepancy[] {
  const { case: wanted, eventType } = event;
  const isBooked = known?.ledger?.appointment === 'booked';
  if (ENDED.has(eventType)) return isBooked ? [{ rule: 'R6', severity, action: 'send-again' }] : [];
  if (wanted === undefined || wanted.priority === 'watch') return [];
  if (known?.ledger != null && isBooked) return differences(known.ledger, wanted, severity);
  const isHeld = known !== undefined && known.heldFor.length > 0;
  return [{ rule: 'R1', severity, action: isHeld ? 'look-at-held' : 'send-again' }];
}

const TIMES: ReadonlySet<Aspect> = new Set(['start', 'duration']);
const PLACES: ReadonlySet<Aspect> = new Set(['room', 'operating-department']);

function differences(
  { snapshot, encounter, bed }: CaseLedger,
  wanted: NonNullable<SurgicalEvent['case']>,
  severity: Severity,
): Discrepancy[] {
  const aspects = snapshot === undefined ? [] : aspectsOf(snapshot, wanted);
  const action = 'send-again';
  const { type, bedWanted, alreadyAdmitted } = wanted.care;
  return [
    ...(aspects.includes('patient') ? [{ rule: 'R5', severity: 'critical', action } as const] : []),
    ...(aspects.some((aspect) => TIMES.has(aspect)) ? [{ rule: 'R3', severity, action } as const] : []),
    ...(aspects.some((aspect) => PLACES.has(aspect)) ? [{ rule: 'R4', severity, action } as const] : []),
    ...(encounter.name === 'none' ? [{ rule: 'R7', severity, action: 're-plan' } as const] : []),
    ...(type === 'inpatient' && bedWanted && !alreadyAdmitted && bed === 'none'
      ? [{ rule: 'R8', severity: 'medium', action: 're-plan' } as const]
      : []),
  ];
}
