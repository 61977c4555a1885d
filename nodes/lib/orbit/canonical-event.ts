/** From the wire form to the domain's event: nulls gone, defaults filled in, text in NFC, the main procedure first. */
import type { Diagnosis, Person, Procedure, Reason, StaffMember, SurgicalCase, SurgicalEvent } from '../surgery/index.ts';

type Nullable<T> = T extends (infer E)[] ? Nullable<E>[] : T extends object ? { [K in keyof T]: Nullable<T[K]> | (undefined extends T[K] ? null : never) } : T;

/** An event that fits the schema. */
export interface WireEvent extends Nullable<Pick<SurgicalEvent, 'eventId' | 'eventType' | 'occurredAt' | 'caseId' | 'version' | 'hospital'>> {
  schema: 'orbit.surgical-event/1';
  patient?: SurgicalCase['patient'];
  clinic?: string | null;
  operatingDepartment?: string | null;
  room?: string | null;
  care?: SurgicalCase['care'];
  time?: SurgicalCase['time'];
  priority?: SurgicalCase['priority'] | null;
  procedures?: readonly (Omit<Procedure, 'main'> & { main?: boolean | null })[];
  diagnoses?: readonly (Omit<Diagnosis, 'main'> & { main?: boolean | null })[] | null;
  staff?: readonly StaffMember[] | null;
  anaesthesia?: string | null;
  asa?: number | null;
  waitingListId?: string | null;
  referralId?: string | null;
  bookedBy?: Person | null;
  note?: string | null;
  reason?: Reason | null;
  extensions?: Record<string, unknown> | null;
}

export function canonicalEvent(wire: WireEvent): SurgicalEvent {
  const event = clean(wire) as WireEvent;
  const { eventId, eventType, occurredAt, caseId, version, hospital, reason, bookedBy, extensions } = event;
  const surgicalCase = canonicalCase(event);
  return {
    eventId,
    eventType,
    occurredAt,
    caseId,
    version,
    hospital,
    ...(surgicalCase === undefined ? {} : { case: surgicalCase }),
    ...(reason == null ? {} : { reason }),
    ...(bookedBy == null ? {} : { bookedBy }),
    ...(extensions == null ? {} : { extensions }),
  };
}

function canonicalCase(event: WireEvent): SurgicalCase | undefined {
  const { patient, care, time, procedures } = event;
  if (patient === undefined || care === undefined || time === undefined || procedures === undefined) return undefined;
  const { caseId, hospital, clinic, operatingDepartment, room, priority, diagnoses, staff, anaesthesia, asa, waitingListId, referralId, note } = event;
  return {
    caseId,
    hospital,
    patient: { ...patient, protected: (patient.protected as boolean | undefined) ?? false },
    care: { ...care, alreadyAdmitted: (care.alreadyAdmitted as boolean | undefined) ?? false, bedWanted: (care.bedWanted as boolean | undefined) ?? care.type === 'inpatient' },
    time,
    priority: priority ?? 'elective',
    procedures: mainFirst(procedures),
    diagnoses: mainFirst(diagnoses ?? []),
    staff: staff ?? [],
    ...(clinic == null ? {} : { clinic }),
    ...(operatingDepartment == null ? {} : { operatingDepartment }),
    ...(room == null ? {} : { room }),
    ...(anaesthesia == null ? {} : { anaesthesia }),
    ...(asa == null ? {} : { asa }),
    ...(waitingListId == null ? {} : { waitingListId }),
    ...(referralId == null ? {} : { referralId }),
    ...(note == null ? {} : { note }),
  };
}

/** Where none is marked, the first is the main one. */
function mainFirst<T extends { main?: boolean | null }>(list: readonly T[]): (T & { main: boolean })[] {
  const main = Math.max(0, list.findIndex((entry) => entry.main === true));
  return [...list.slice(main, main + 1), ...list.slice(0, main), ...list.slice(main + 1)].map((entry, index) => ({ ...entry, main: index === 0 }));
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    if (part !== null && part !== undefined && key !== '__proto__') kept[key] = clean(part);
  }
  return kept;
}
