/** Reads SCH and the resource segments into the record of an appointment, and a bed place out of a location resource. */
import type { AppointmentTimes } from './appointment-times.ts';
import { bedPlaceTimes, isBedPlace } from './resource-times.ts';
import { firstSegment, keptValue, segmentsOf, value, type Hl7Message, type Segment } from './hl7-message.ts';
import type { TimeZoneRule } from './hl7-time.ts';
import { readVisitNumber } from './read-encounter.ts';
import { readPatientId } from './read-patient.ts';
import type { AppointmentRecord, AppointmentStatus, BedRecord } from './records.ts';
import { updated, updatedCode, updatedPlace } from './update-rules.ts';

const REMOVED = 'D';

/** SCH-2, else SCH-1; '' when there is no SCH. */
export function readAppointmentId(message: Hl7Message): string {
  const schedule = firstSegment(message, 'SCH');
  return keptValue(schedule, 2) || keptValue(schedule, 1);
}

/** @param held - the appointment as it was, undefined for a new one */
export function readAppointment(
  message: Hl7Message,
  times: AppointmentTimes,
  status: AppointmentStatus,
  held: AppointmentRecord | undefined,
): AppointmentRecord {
  const schedule = firstSegment(message, 'SCH');
  return {
    id: readAppointmentId(message),
    placerId: updated(held?.placerId, keptValue(schedule, 1)),
    fillerId: updated(held?.fillerId, keptValue(schedule, 2)),
    visitNumber: updated(held?.visitNumber, readVisitNumber(message)),
    patientId: updated(held?.patientId, readPatientId(message)),
    status,
    start: times.start,
    end: times.end,
    minutes: times.minutes,
    ...readRoom(message, held),
    type: updatedCode(held?.type, schedule, 8),
    reason: updatedCode(held?.reason, schedule, 7),
    eventReason: updatedCode(undefined, schedule, 6),
    services: readServices(message, held?.services),
    staff: readStaff(message, held?.staff),
    resources: readResources(message, held?.resources),
    notes: readNotes(message, held?.notes),
  };
}

function readRoom(
  message: Hl7Message,
  held: AppointmentRecord | undefined,
): Pick<AppointmentRecord, 'room' | 'department' | 'facility'> {
  const heldPlace =
    held === undefined ? undefined : { ward: held.department, room: held.room, bed: '', facility: held.facility };
  const rooms = segmentsOf(message, 'AIL').filter((segment) => !isBedPlace(segment));
  const kept = rooms.filter((segment) => value(segment, 2) !== REMOVED);
  const place =
    rooms.length > 0 && kept.length === 0 ? updatedPlace(undefined, undefined, 3) : updatedPlace(heldPlace, kept[0], 3);
  return { room: place.room, department: place.ward, facility: place.facility };
}

/** The resources of a kind as the message lists them; a kind it does not list at all stays as it was. */
function snapshot<R>(message: Hl7Message, name: string, held: R[] | undefined, read: (segment: Segment) => R): R[] {
  const segments = segmentsOf(message, name);
  if (segments.length === 0) return held ?? [];
  return segments.filter((segment) => value(segment, 2) !== REMOVED).map(read);
}

function readServices(
  message: Hl7Message,
  held: AppointmentRecord['services'] | undefined,
): AppointmentRecord['services'] {
  return snapshot(message, 'AIS', held, (segment) => ({ code: keptValue(segment, 3), text: keptValue(segment, 3, 2) }));
}

function readStaff(message: Hl7Message, held: AppointmentRecord['staff'] | undefined): AppointmentRecord['staff'] {
  return snapshot(message, 'AIP', held, (segment) => ({
    id: keptValue(segment, 3),
    role: keptValue(segment, 4),
    family: keptValue(segment, 3, 2),
    given: keptValue(segment, 3, 3),
  }));
}

function readResources(
  message: Hl7Message,
  held: AppointmentRecord['resources'] | undefined,
): AppointmentRecord['resources'] {
  return snapshot(message, 'AIG', held, (segment) => ({
    id: keptValue(segment, 3) || keptValue(segment, 3, 2),
    type: keptValue(segment, 4),
  }));
}

/** The notes that follow SCH; those after a resource are about the resource. */
function readNotes(message: Hl7Message, held: string[] | undefined): string[] {
  const before = message.segments.findIndex(({ name }) => name === 'PID' || name === 'RGS');
  const notes = message.segments.slice(0, before).filter(({ name }) => name === 'NTE');
  return notes.length === 0 ? (held ?? []) : notes.map((note) => keptValue(note, 3));
}

/** The bed an appointment brings along as a nursing unit in AIL; undefined when it brings none. */
export function readBedPlace(
  message: Hl7Message,
  zone: TimeZoneRule,
  isOpen: boolean,
  visitNumber: string,
): BedRecord | undefined {
  const places = segmentsOf(message, 'AIL').filter(isBedPlace);
  // A place given up stands beside the one taken instead of it.
  const segment = places.find((place) => value(place, 2) !== REMOVED) ?? places[0];
  if (segment === undefined) return undefined;
  const { from, to } = bedPlaceTimes(segment, zone);
  const isReserved = isOpen && value(segment, 2) !== REMOVED;
  return {
    visitNumber,
    ...updatedPlace(undefined, segment, 3),
    from,
    to,
    status: isReserved ? 'reserved' : 'released',
  };
}
