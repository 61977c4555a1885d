/** From the wire form to the domain's event: nulls gone, defaults filled in, text in NFC, the main procedure first. */
import type { SurgicalCase, SurgicalEvent } from '../surgery/index.ts';
import type { WireEvent } from './wire-event.ts';

/** The same without its nulls, which mean absent. */
type Clean<T> = T extends readonly (infer E)[]
  ? readonly Clean<E>[]
  : T extends object
    ? { [K in keyof T]: Clean<Exclude<T[K], null>> }
    : T;

export function canonicalEvent(wire: WireEvent): SurgicalEvent {
  const event = clean(wire) as Clean<WireEvent>;
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
    ...(reason === undefined ? {} : { reason }),
    ...(bookedBy === undefined ? {} : { bookedBy }),
    ...(extensions === undefined ? {} : { extensions }),
  };
}

function canonicalCase(event: Clean<WireEvent>): SurgicalCase | undefined {
  const { patient, care, time, procedures } = event;
  if (patient === undefined || care === undefined || time === undefined || procedures === undefined) return undefined;
  const { caseId, hospital, priority, diagnoses, staff } = event;
  return {
    ...picked(event, [
      'clinic',
      'operatingDepartment',
      'room',
      'anaesthesia',
      'asa',
      'waitingListId',
      'referralId',
      'note',
    ]),
    caseId,
    hospital,
    patient: { ...patient, protected: patient.protected ?? false },
    care: {
      ...care,
      alreadyAdmitted: care.alreadyAdmitted ?? false,
      bedWanted: care.bedWanted ?? care.type === 'inpatient',
    },
    time,
    priority: priority ?? 'elective',
    procedures: mainFirst(procedures),
    diagnoses: mainFirst(diagnoses ?? []),
    staff: staff ?? [],
  };
}

/** The named fields that are there. */
function picked<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as Pick<T, K>;
}

/** Where none is marked, the first is the main one. */
function mainFirst<T extends { main?: boolean }>(list: readonly T[]): (T & { main: boolean })[] {
  const main = Math.max(
    0,
    list.findIndex((entry) => entry.main === true),
  );
  return [...list.slice(main, main + 1), ...list.slice(0, main), ...list.slice(main + 1)].map((entry, index) => ({
    ...entry,
    main: index === 0,
  }));
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
