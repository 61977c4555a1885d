/** HL7 as people review it: one segment a line. In the message every segment is ended by CR. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function linesOf(hl7: string): string {
  return hl7.replaceAll('\r', '\n');
}

export function fromLines(lines: string): string {
  return lines.replaceAll('\n', '\r');
}

/** One of the worked messages, byte for byte. */
export function workedMessage(name: string): string {
  return readFileSync(join(import.meta.dirname, '../fixtures/worked-messages', `${name}.hl7`), 'utf8');
}

export const WORKED_MESSAGES = [
  '1-booking-1-A05',
  '1-booking-2-A14',
  '1-booking-3-S12',
  '2-rebooking-1-A08',
  '2-rebooking-2-A14',
  '2-rebooking-3-S13',
  '3-modification-1-S14',
  '4-cancellation-1-S15',
  '4-cancellation-2-A27',
  '4-cancellation-3-A38',
  '5-noshow-1-S26',
  '5-noshow-2-A27',
] as const;
