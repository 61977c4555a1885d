/** Names the aspects in which two states of a case differ; instants are compared as instants, absent values are equal. */
import type { Aspect } from './change.ts';
import type { SurgicalCase } from './surgical-case.ts';

type Part = (subject: SurgicalCase) => unknown;

const instant = (time: string | undefined): number | undefined => (time === undefined ? undefined : Date.parse(time));
const minutes = ({ time }: SurgicalCase): number => (Date.parse(time.end) - Date.parse(time.start)) / 60_000;

const PARTS: Record<Aspect, Part> = {
  patient: ({ patient }) => patient,
  start: ({ time }) => instant(time.start),
  duration: (subject) => [minutes(subject), subject.time.setupMin, subject.time.knifeMin, subject.time.cleanupMin],
  admission: ({ care }) => instant(care.admissionAt),
  discharge: ({ care }) => instant(care.dischargeAt),
  ward: ({ care }) => care.ward,
  bed: ({ care }) => [care.bed, care.bedWanted],
  accommodation: ({ care }) => care.accommodation,
  'care-type': ({ care }) => care.type,
  admitted: ({ care }) => [care.alreadyAdmitted, care.encounterId],
  clinic: ({ clinic }) => clinic,
  room: ({ room }) => room,
  'operating-department': ({ operatingDepartment }) => operatingDepartment,
  priority: ({ priority }) => priority,
  procedures: ({ procedures }) => procedures,
  diagnoses: ({ diagnoses }) => diagnoses,
  responsible: ({ staff }) => staff.find(({ role }) => role === 'surgeon')?.hsaId,
  staff: ({ staff }) => staff,
  anaesthesia: ({ anaesthesia }) => anaesthesia,
  asa: ({ asa }) => asa,
  note: ({ note }) => note,
  reference: ({ waitingListId, referralId }) => [waitingListId, referralId],
};

export function aspectsOf(before: SurgicalCase, after: SurgicalCase): Aspect[] {
  return (Object.keys(PARTS) as Aspect[]).filter(
    (aspect) => canonical(PARTS[aspect](before)) !== canonical(PARTS[aspect](after)),
  );
}

function canonical(value: unknown): string {
  return JSON.stringify([value], (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part ?? null;
    const present = Object.entries(part).filter(([, field]) => field !== undefined && field !== null);
    return Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
