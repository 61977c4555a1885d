/** Reads PID into the record of the patient: known by the first identifier of PID-3. */
import { firstSegment, keptValue, ownText, repetitions, value, valueIn, type Hl7Message } from './hl7-message.ts';
import type { PatientRecord } from './records.ts';
import { updated } from './update-rules.ts';

/** PID-3.1; '' when the message has no PID. */
export function readPatientId(message: Hl7Message): string {
  return keptValue(firstSegment(message, 'PID'), 3);
}

/** @param held - the record as it was, which a message may leave partly unsaid */
export function readPatient(message: Hl7Message, held: PatientRecord | undefined): PatientRecord | undefined {
  const segment = firstSegment(message, 'PID');
  if (segment === undefined) return undefined;
  const birth = value(segment, 7);
  const isoBirth = /^\d{8}/.test(birth) ? `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6, 8)}` : birth;
  return {
    id: keptValue(segment, 3),
    authority: keptValue(segment, 3, 4),
    family: updated(held?.family, keptValue(segment, 5, 1)),
    given: updated(held?.given, keptValue(segment, 5, 2)),
    middle: updated(held?.middle, keptValue(segment, 5, 3)),
    birthDate: updated(held?.birthDate, isoBirth),
    sex: updated(held?.sex, keptValue(segment, 8)),
    otherIds: repetitions(segment, 3)
      .slice(1)
      .map((text) => ({
        id: ownText(valueIn(segment.delimiters, text, 1)),
        authority: ownText(valueIn(segment.delimiters, text, 4)),
        type: ownText(valueIn(segment.delimiters, text, 5)),
      })),
  };
}
