/** Names the aspects in which two states of a case differ; instants are compared as instants, absent values are equal. */
import { ASPECTS, type Aspect } from './change.ts';
import type { SurgicalCase } from './surgical-case.ts';

type Part = (subject: SurgicalCase) => unknown;

const PARTS: Readonly<Record<Aspect, Part>> = {
  patient: ({ patient }) => patient,
  start: ({ time }) => instant(time.start),
  duration: ({ time }) => [lengthOf(time), time.setupMin, time.knifeMin, time.cleanupMin],
  admission: ({ care }) => instant(care.admissionAt),
  discharge: ({ care }) => instant(care.dischargeAt),
  ward: ({ care }) => care.ward,
  bed: ({ care }) => [care.bed, care.bedWanted],
  accommodation: ({ care }) => care.accommodation,
  'care-type': ({ care }) => care.type,
  // The number of an encounter says nothing about a patient who is not in yet.
  admitted: ({ care }) => [care.alreadyAdmitted, care.alreadyAdmitted ? care.encounterId : undefined],
  clinic: ({ clinic }) => clinic,
  room: ({ room }) => room,
  'operating-department': ({ operatingDepartment }) => operatingDepartment,
  priority: ({ priority }) => priority,
  procedures: ({ procedures }) => mainFirst(procedures, ({ main }) => main),
  diagnoses: ({ diagnoses }) => mainFirst(diagnoses, ({ main }) => main),
  responsible: ({ staff }) => staff.find(isSurgeon),
  staff: ({ staff }) => mainFirst(staff, isSurgeon),
  anaesthesia: ({ anaesthesia }) => anaesthesia,
  asa: ({ asa }) => asa,
  note: ({ note }) => note,
  reference: ({ waitingListId, referralId }) => [waitingListId, referralId],
};

/** The aspects that differ, in the order of `ASPECTS`; empty when there is nothing to tell the receiver. */
export function aspectsOf(before: SurgicalCase, after: SurgicalCase): Aspect[] {
  return ASPECTS.filter((aspect) => canonical(PARTS[aspect](before)) !== canonical(PARTS[aspect](after)));
}

/** NaN where there is none: equal to itself here. */
function instant(time = ''): number {
  return Date.parse(time);
}

function lengthOf({ start, end }: SurgicalCase['time']): number {
  return Date.parse(end) - Date.parse(start);
}

function isSurgeon({ role }: SurgicalCase['staff'][number]): boolean {
  return role === 'surgeon';
}

/** The main one, or else the first, and then all of them in an order of their own: in which order they were typed says nothing. */
function mainFirst<T>(list: readonly T[], isMain: (entry: T) => boolean): readonly string[] {
  const main = Math.max(0, list.findIndex(isMain));
  return [...list.slice(main, main + 1).map(canonical), ...list.map(canonical).sort()];
}

/** The same text for the same value, whatever the order of its fields. */
function canonical(value: unknown): string {
  return JSON.stringify([value], (_key, part: unknown) => (isRecord(part) ? sortedFields(part) : (part ?? null)));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedFields(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const said = Object.keys(record).filter((key) => (record[key] ?? null) !== null);
  return Object.fromEntries(said.sort().map((key) => [key, record[key]]));
}
