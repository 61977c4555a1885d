/** A received frame as far as it can be read without judging it: what a scripted fault is matched on and what the decision starts from. */
import { hash } from 'node:crypto';
import { isAcknowledgement, readHeader, type MessageHeader } from './message-header.ts';
import { readAppointmentId } from './read-appointment.ts';
import { readVisitNumber } from './read-encounter.ts';
import { readSegments, type Reading } from './read-segments.ts';

export interface ExaminedMessage {
  readonly content: Buffer;
  readonly header: MessageHeader;
  readonly reading: Reading;
  readonly contentHash: string;
  readonly messageType: string;
  readonly visitNumber: string;
  readonly caseId: string;
}

export type Examination =
  { ok: true; examined: ExaminedMessage } | { ok: false; reason: 'not-hl7' | 'acknowledgement-received' };

export function examine(content: Buffer): Examination {
  const header = readHeader(content);
  if (header === undefined) return { ok: false, reason: 'not-hl7' };
  if (isAcknowledgement(content, header)) return { ok: false, reason: 'acknowledgement-received' };
  const reading = readSegments(content, header);
  const visitNumber = reading.ok ? readVisitNumber(reading.message) : '';
  const appointmentId = reading.ok ? readAppointmentId(reading.message) : '';
  return {
    ok: true,
    examined: {
      content,
      header,
      reading,
      contentHash: hash('sha1', content, 'base64'),
      messageType: `${header.messageType}^${header.triggerEvent}`,
      visitNumber,
      caseId: appointmentId === '' ? visitNumber : appointmentId,
    },
  };
}
