/** Reads PID into the record of the patient: known by the first identifier of PID-3. */
import { firstSegment, repetitions, value, valueIn, type Hl7Message } from './hl7-message.ts';
import type { PatientRecord } from './records.ts';
import { updated } from './update-rules.ts';

/** PID-3.1; '' when the message has no PID. */
export function readPatientId(message: Hl7Message): string {
  return value(firstSegment(message, 'PID'), 3);
}

/** @param held - the record as it was, which a message may leave partly unsaid */
export function readPatient(message: Hl7Message, held: PatientRecord | undefined): PatientRecord | undefined {
  const segment = firstSegment(message, 'PID');
  if (segment === undefined) return undefined;
  const birth = value(segment, 7);
  const isoBirth = /^\d{8}/.test(birth) ? `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6, 8)}` : birth;
  return {
    id: value(segment, 3),
    authority: value(segment, 3, 4),
    family: updated(held?.family, value(segment, 5, 1)),
    given: updated(held?.given, value(segment, 5, 2)),
    middle: updated(held?.middle, value(segment, 5, 3)),
    birthDate: updated(held?.birthDate, isoBirth),
    sex: updated(held?.sex, value(segment, 8)),
    otherIds: repetitions(segment, 3)
      .slice(1)
      .map((text) => ({
        id: valueIn(segment.delimiters, text, 1),
        authority: valueIn(segment.delimiters, text, 4),
        type: valueIn(segment.delimiters, text, 5),
      })),
  };
}
