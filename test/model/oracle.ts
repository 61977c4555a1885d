/**
 * What the receiver must hold for a case in the end, told from its history alone: the newest version counts, and nothing before it
 * but a missed visit. Shares nothing with comparison and plan.
 */
import type { WireEvent } from '../../nodes/lib/orbit/wire-event.ts';
import type { CaseHistory } from './case-history.ts';
import { siteOf, type Site } from './sites.ts';

export interface BookedVisit {
  site: Site;
  patientId: string;
  start: number;
  minutes: number;
  room: string;
  procedures: readonly string[];
  diagnoses: readonly string[];
  people: readonly string[];
  class: string;
  ward: string;
  admissionAt: number;
  /** The receiver's own encounter, for a patient who is in. */
  encounterId: string | undefined;
  bed: { ward: string; bed: string; from: number; to: number } | undefined;
}

export interface Wanted {
  caseId: string;
  visit: BookedVisit | undefined;
  /** Encounters of ours that a missed visit may leave behind. */
  mayKeepEncounter: boolean;
  /** Encounters the receiver has opened for appointments stay with it once a visit was missed. */
  systemMayKeep: boolean;
}

export function wantedOf({ caseId, events }: CaseHistory): Wanted {
  const newest = events.at(-1);
  if (newest === undefined) throw new RangeError('a history has at least one event');
  const wasMissed = events.some(({ eventType }) => eventType === 'no-show');
  const isBooked = newest.time !== undefined && newest.priority !== 'watch';
  return {
    caseId,
    visit: isBooked ? visitOf(newest) : undefined,
    mayKeepEncounter: !isBooked && newest.eventType === 'no-show' && someKeeps(events),
    systemMayKeep: wasMissed,
  };
}

/** The event of a missed visit may name another hospital than the visit was booked at. */
function someKeeps(events: readonly WireEvent[]): boolean {
  return events.some(({ hospital }) => siteOf(hospital).keepsMissedEncounter);
}

function visitOf(event: WireEvent): BookedVisit {
  const { patient, care, time, room, procedures, diagnoses, staff } = event;
  if (patient === undefined || care === undefined || time === undefined) {
    throw new RangeError(`event ${event.eventId} books nothing`);
  }
  const site = siteOf(event.hospital);
  return {
    site,
    patientId: patient.id,
    start: Date.parse(time.start),
    minutes: (Date.parse(time.end) - Date.parse(time.start)) / 60_000,
    room: room ?? '',
    procedures: (procedures ?? []).map(({ code }) => code),
    diagnoses: (diagnoses ?? []).map(({ code }) => code),
    people: (staff ?? []).map(({ hsaId }) => hsaId),
    class: care.type === 'inpatient' ? 'I' : 'O',
    ward: care.ward ?? '',
    admissionAt: Date.parse(care.admissionAt ?? time.start),
    encounterId: care.alreadyAdmitted === true ? (care.encounterId ?? undefined) : undefined,
    bed: bedOf(site, care, time),
  };
}

function bedOf(
  { reservesBed, bedFor }: Site,
  care: NonNullable<WireEvent['care']>,
  time: NonNullable<WireEvent['time']>,
): BookedVisit['bed'] {
  const isServed =
    bedFor === 'wanted' || care.type === 'inpatient' || (bedFor === 'inpatient-and-day' && care.type === 'day-surgery');
  if (!reservesBed || !isServed || care.bedWanted !== true || care.alreadyAdmitted === true) return undefined;
  return {
    ward: care.ward ?? '',
    bed: care.bed ?? '',
    from: Date.parse(care.admissionAt ?? time.start),
    to: Date.parse(care.dischargeAt ?? ''),
  };
}
