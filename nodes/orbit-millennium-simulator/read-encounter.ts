/** Reads PV1, PV2, DG1 and PR1 into the record of an encounter. */
import {
  DELETE_VALUE,
  firstSegment,
  keptValue,
  segmentsOf,
  value,
  type Hl7Message,
  type Segment,
} from './hl7-message.ts';
import { toIso, type TimeZoneRule } from './hl7-time.ts';
import { readPatientId } from './read-patient.ts';
import type { EncounterRecord, EncounterStatus, ProcedureRecord } from './records.ts';
import { updated, updatedCode, updatedDoctor, updatedPlace } from './update-rules.ts';

const NOTHING: Partial<EncounterRecord> = {};

/** PV1-19; where the system gives visit numbers itself the sender's own in PV1-50 or PV1-5. '' when the message names no visit. */
export function readVisitNumber(message: Hl7Message): string {
  const visit = firstSegment(message, 'PV1');
  return keptValue(visit, 19) || keptValue(visit, 50) || keptValue(visit, 5);
}

/** @param before - the encounter as it was, undefined for a new one */
export function readEncounter(
  message: Hl7Message,
  zone: TimeZoneRule,
  status: EncounterStatus,
  before: EncounterRecord | undefined,
): EncounterRecord {
  const held: Partial<EncounterRecord> = before ?? NOTHING;
  const visit = firstSegment(message, 'PV1');
  const plan = firstSegment(message, 'PV2');
  const time = (heldTime: string | undefined, field: number): string => updated(heldTime, readTime(plan, field, zone));
  return {
    visitNumber: readVisitNumber(message),
    patientId: readPatientId(message),
    status,
    origin: held.origin ?? 'registration',
    class: updated(held.class, keptValue(visit, 2)),
    location: updatedPlace(held.location, visit, 3),
    service: updated(held.service, keptValue(visit, 10)),
    doctor: updatedDoctor(held.doctor, visit, 7),
    admissionType: updated(held.admissionType, keptValue(visit, 4)),
    patientType: updated(held.patientType, keptValue(visit, 18)),
    priority: updated(held.priority, keptValue(plan, 25)),
    admitReason: updatedCode(held.admitReason, plan, 3),
    accommodation: updatedCode(held.accommodation, plan, 2),
    expectedAdmitAt: time(held.expectedAdmitAt, 8),
    expectedDischargeAt: time(held.expectedDischargeAt, 9),
    expectedSurgeryAt: time(held.expectedSurgeryAt, 33),
    expectedStayDays: updated(held.expectedStayDays, keptValue(plan, 10)),
    procedures: readProcedures(message, zone, held.procedures),
    diagnoses: readDiagnoses(message, held.diagnoses),
  };
}

export function readTime(segment: Segment | undefined, field: number, zone: TimeZoneRule): string {
  const text = value(segment, field);
  return text === '' || text === DELETE_VALUE ? text : (toIso(text, zone) ?? '');
}

/** The whole list is replaced once one is sent; one with `""` as its code empties it (HL7 v2 §2.14.4, snapshot mode). */
function readProcedures(
  message: Hl7Message,
  zone: TimeZoneRule,
  held: ProcedureRecord[] | undefined,
): ProcedureRecord[] {
  const segments = segmentsOf(message, 'PR1');
  if (segments.length === 0) return held ?? [];
  return segments
    .filter((segment) => value(segment, 3) !== DELETE_VALUE)
    .map((segment) => ({
      code: keptValue(segment, 3),
      text: keptValue(segment, 3, 2),
      at: readTime(segment, 5, zone),
      minutes: keptValue(segment, 7),
      priority: keptValue(segment, 14),
      modifier: keptValue(segment, 16),
      surgeonId: keptValue(segment, 11),
    }));
}

function readDiagnoses(
  message: Hl7Message,
  held: EncounterRecord['diagnoses'] | undefined,
): EncounterRecord['diagnoses'] {
  const segments = segmentsOf(message, 'DG1');
  if (segments.length === 0) return held ?? [];
  return segments
    .filter((segment) => value(segment, 3) !== DELETE_VALUE)
    .map((segment) => ({
      code: keptValue(segment, 3),
      text: keptValue(segment, 3, 2),
      type: keptValue(segment, 6),
      priority: keptValue(segment, 15),
    }));
}
