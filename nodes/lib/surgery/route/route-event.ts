/** Decides which system an event is for, by the day of the operation and the state of its hospital: one owner for every booking. Pure. */
import { anythingExists, type CaseLedger } from '../case-ledger.ts';
import type { SurgicalEvent } from '../surgical-case.ts';
import { siteOf, systemOf, type OwnerSystem } from './owner-system.ts';
import { ruleFor, type RouteRule, type RouteState } from './route-rule.ts';

export interface HospitalSides {
  /** Undefined: the hospital has no profile for Millennium. */
  rules: readonly RouteRule[] | undefined;
  /** Whether the hospital has a profile for the old system. */
  hasElvis: boolean;
}

/**
 * - `owner`: what ends a booking goes to the system that has it
 * - `live`: the operation is on or after the day from which the hospital is live
 * - `before-go-live`: the operation is before it
 * - the other states of a rule; `no-profile`: the hospital has no profile for Millennium
 */
export type RouteReason = 'owner' | 'before-go-live' | 'no-profile' | RouteState;

export type RouteDecision =
  | { kind: 'to'; system: OwnerSystem; site: string; reason: RouteReason }
  /** Nobody decides where it goes before the state changes. */
  | { kind: 'wait'; reason: 'frozen' }
  /** Neither system takes it. `leaves`: one of them has the booking, which is cancelled there. */
  | { kind: 'nobody'; reason: RouteReason; leaves: boolean };

const ENDINGS: ReadonlySet<SurgicalEvent['eventType']> = new Set(['cancelled', 'no-show', 'entered-in-error']);

/** @param before what is held of the case, under the site it was sent to */
export function routeEvent(
  event: SurgicalEvent,
  before: CaseLedger | undefined,
  { rules, hasElvis }: HospitalSides,
): RouteDecision {
  const { state, reason } = standingOf(event, before, rules);
  if (state === 'frozen') return { kind: 'wait', reason: 'frozen' };
  const owner = ownerOf(before);
  const ends = ENDINGS.has(event.eventType) || event.case === undefined;
  if (ends && owner !== undefined) return { kind: 'to', system: systemOf(owner), site: owner, reason: 'owner' };
  if (state === 'live') return to(event, 'millennium', reason);
  if (hasElvis) return to(event, 'elvis', reason);
  // Without either side the event is held for the missing profile, as everywhere.
  if (rules === undefined) return to(event, 'millennium', reason);
  return { kind: 'nobody', reason, leaves: owner !== undefined };
}

function standingOf(
  { case: wanted }: SurgicalEvent,
  before: CaseLedger | undefined,
  rules: readonly RouteRule[] | undefined,
): { state: RouteState; reason: RouteReason } {
  if (rules === undefined) return { state: 'off', reason: 'no-profile' };
  const operation = wanted ?? before?.snapshot;
  const { state, from } = ruleFor(rules, operation?.operatingDepartment);
  if (state !== 'live' || from === '') return { state, reason: state };
  // Times carry the offset of Stockholm, so the first ten characters are the day there.
  const day = operation?.time.start.slice(0, 10) ?? from;
  return day >= from ? { state, reason: state } : { state: 'off', reason: 'before-go-live' };
}

function ownerOf(before: CaseLedger | undefined): string | undefined {
  return before !== undefined && anythingExists(before) ? before.hospital : undefined;
}

function to({ hospital }: SurgicalEvent, system: OwnerSystem, reason: RouteReason): RouteDecision {
  return { kind: 'to', system, site: siteOf(hospital, system), reason };
}

/** The event as the system it is for sees it: its profile and its ledger go by the site. */
export function atSite(event: SurgicalEvent, site: string): SurgicalEvent {
  const { case: wanted } = event;
  return { ...event, hospital: site, ...(wanted === undefined ? {} : { case: { ...wanted, hospital: site } }) };
}
