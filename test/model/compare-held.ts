/** Holds what the simulator has for each case against what it must have, and names every difference. */
import type { StateView } from '../../nodes/orbit-millennium-simulator/held-state.ts';
import type { AppointmentRecord, BedRecord, EncounterRecord } from '../../nodes/orbit-millennium-simulator/records.ts';
import type { BookedVisit, Wanted } from './oracle.ts';

export interface Difference {
  caseId: string;
  what: string;
}

/** @param wanted one for every case; what the simulator holds for anything else is a difference too */
export function differencesOf(wanted: readonly Wanted[], state: StateView): Difference[] {
  const held = new HeldByCase(state);
  const known = new Set(wanted.map(({ caseId }) => caseId));
  const strangers = state.appointments.filter(({ id }) => !known.has(id));
  return [
    ...wanted.flatMap((one) => caseDifferences(one, held).map((what) => ({ caseId: one.caseId, what }))),
    ...strangers.map(({ id }) => ({ caseId: id, what: 'an appointment of no case' })),
  ];
}

class HeldByCase {
  readonly appointments: ReadonlyMap<string, AppointmentRecord>;
  readonly encounters: ReadonlyMap<string, EncounterRecord>;
  readonly beds: ReadonlyMap<string, BedRecord>;
  readonly #own = new Map<string, EncounterRecord[]>();

  constructor({ appointments, encounters, beds }: StateView) {
    this.appointments = new Map(appointments.map((record) => [record.id, record]));
    this.encounters = new Map(encounters.map((record) => [record.visitNumber, record]));
    this.beds = new Map(beds.map((record) => [record.visitNumber, record]));
    for (const record of encounters) {
      const caseId = /^V?(OP\d+)(?:-\d+)?$/.exec(record.visitNumber)?.[1];
      if (caseId !== undefined) this.#own.set(caseId, [...(this.#own.get(caseId) ?? []), record]);
    }
  }

  /** Encounters under a visit number of ours that still stand. */
  standing(caseId: string): EncounterRecord[] {
    return (this.#own.get(caseId) ?? []).filter(({ status }) => status !== 'cancelled');
  }

  reserved(caseId: string, encounterId: string | undefined): BedRecord[] {
    const numbers = (this.#own.get(caseId) ?? []).map(({ visitNumber }) => visitNumber);
    return [...numbers, encounterId ?? '']
      .map((visitNumber) => this.beds.get(visitNumber))
      .filter((bed) => bed !== undefined)
      .filter(({ status }) => status === 'reserved');
  }
}

function caseDifferences(wanted: Wanted, held: HeldByCase): string[] {
  const appointment = held.appointments.get(wanted.caseId);
  if (wanted.visit === undefined) return endedDifferences(wanted, held, appointment);
  if (appointment?.status !== 'Booked')
    return [`the visit is ${appointment?.status ?? 'unknown'} and should be booked`];
  return [
    ...appointmentDifferences(wanted.visit, appointment),
    ...encounterDifferences(wanted, wanted.visit, held, appointment),
    ...bedDifferences(wanted.visit, appointment.visitNumber, held.reserved(wanted.caseId, wanted.visit.encounterId)),
  ];
}

function endedDifferences(wanted: Wanted, held: HeldByCase, appointment: AppointmentRecord | undefined): string[] {
  const left: string[] = [];
  if (appointment?.status === 'Booked') left.push('the visit is still booked');
  if (held.reserved(wanted.caseId, undefined).length > 0) left.push('a bed is still reserved');
  const ours = held.standing(wanted.caseId).filter((encounter) => !mayStay(wanted, encounter));
  if (ours.length > (wanted.mayKeepEncounter ? 1 : 0)) left.push(`${String(ours.length)} encounters are left behind`);
  return left;
}

function mayStay({ systemMayKeep }: Wanted, { origin }: EncounterRecord): boolean {
  return systemMayKeep && origin === 'appointment';
}

function appointmentDifferences(visit: BookedVisit, held: AppointmentRecord): string[] {
  return [
    ...differs('start', instant(visit.start), instant(Date.parse(held.start))),
    ...differs('minutes', visit.minutes, held.minutes),
    ...differs('room', visit.room, held.room),
    ...differs('hospital', visit.site.hospital, held.facility),
    ...differs('patient of the visit', visit.patientId, held.patientId),
    ...differs('procedures of the visit', sorted(visit.procedures), sorted(held.services.map(({ code }) => code))),
    ...differs(
      'people',
      sorted(visit.people),
      sorted(new Set([...held.staff, ...held.resources].map(({ id }) => id).filter(isPerson))),
    ),
  ];
}

function isPerson(id: string): boolean {
  return id.startsWith('SE');
}

function encounterDifferences(
  wanted: Wanted,
  visit: BookedVisit,
  held: HeldByCase,
  { visitNumber }: AppointmentRecord,
): string[] {
  const ours = held
    .standing(wanted.caseId)
    .filter((encounter) => encounter.visitNumber === visitNumber || !mayStay(wanted, encounter));
  if (visit.encounterId !== undefined) {
    return [
      ...differs('encounter of the visit', visit.encounterId, visitNumber),
      ...differs('encounters of ours', 0, ours.length),
    ];
  }
  const encounter = held.encounters.get(visitNumber);
  if (encounter === undefined) return [`the encounter ${visitNumber} is unknown`];
  if (!ours.includes(encounter))
    return [`the visit is booked in the encounter ${visitNumber}, which is ${encounter.status}`];
  const told = visit.site.encounterBy === 'us' ? toldDifferences(visit, encounter) : [];
  return [
    ...differs('encounters of ours', 1, ours.length),
    ...differs(
      'encounter opened by',
      visit.site.encounterBy === 'us' ? 'registration' : 'appointment',
      encounter.origin,
    ),
    ...differs('patient of the encounter', visit.patientId, encounter.patientId),
    ...told,
  ];
}

/** Where the receiver opens the encounter itself, what it makes of it is its own affair. */
function toldDifferences(visit: BookedVisit, held: EncounterRecord): string[] {
  const known = visit.site.knowsPlannedTimes;
  return [
    ...differs('class', visit.class, held.class),
    ...(visit.class === 'I' ? differs('ward', visit.ward, held.location.ward) : []),
    ...(known ? differs('planned operation', instant(visit.start), instant(Date.parse(held.expectedSurgeryAt))) : []),
    ...(known && visit.class === 'I'
      ? differs('planned admission', instant(visit.admissionAt), instant(Date.parse(held.expectedAdmitAt)))
      : []),
    ...differs('diagnoses', sorted(visit.diagnoses), sorted(held.diagnoses.map(({ code }) => code))),
    ...differs(
      'procedures of the encounter',
      sorted(visit.procedures),
      sorted(held.procedures.map(({ code }) => code)),
    ),
  ];
}

function bedDifferences({ bed }: BookedVisit, visitNumber: string, reserved: readonly BedRecord[]): string[] {
  const [held] = reserved;
  if (bed === undefined || held === undefined || reserved.length > 1) {
    return differs('beds reserved', bed === undefined ? 0 : 1, reserved.length);
  }
  return [
    ...differs('encounter of the bed', visitNumber, held.visitNumber),
    ...differs('ward of the bed', bed.ward, held.ward),
    ...differs('bed', bed.bed, held.bed),
    ...differs('bed from', instant(bed.from), instant(Date.parse(held.from))),
    ...differs('bed to', instant(bed.to), instant(Date.parse(held.to))),
  ];
}

function differs(what: string, wanted: string | number, held: string | number): string[] {
  return wanted === held ? [] : [`${what}: Orbit ${String(wanted)}, Millennium ${String(held)}`];
}

function instant(ms: number): string {
  return Number.isNaN(ms) ? 'none' : new Date(ms).toISOString();
}

function sorted(codes: Iterable<string>): string {
  return [...codes].sort().join(' ');
}
