/** Why the simulated system does not take a message: a condition of HL7 table 0357, the place in the message, and a text that names no value. */
import type { Segment } from './hl7-message.ts';

export type ErrorCode = '100' | '101' | '102' | '103' | '200' | '201' | '202' | '203' | '204' | '205' | '206' | '207';

export const ERROR_TEXTS: Readonly<Record<string, string>> = {
  '0': 'Message accepted',
  '100': 'Segment sequence error',
  '101': 'Required field missing',
  '102': 'Data type error',
  '103': 'Table value not found',
  '200': 'Unsupported message type',
  '201': 'Unsupported event code',
  '202': 'Unsupported processing id',
  '203': 'Unsupported version id',
  '204': 'Unknown key identifier',
  '205': 'Duplicate key identifier',
  '206': 'Application record locked',
  '207': 'Application internal error',
};

export interface Location {
  readonly segment: string;
  readonly sequence: number;
  readonly field?: number;
}

export interface Refusal {
  readonly errorCode: ErrorCode;
  readonly text: string;
  readonly location?: Location;
}

/** 200 to 203 concern MSH-9, -11 and -12 alone and are rejections; the rest are errors of content (HL7 v2 §2.9.2.2). */
export function isRejection(refusal: Refusal): boolean {
  return refusal.errorCode >= '200' && refusal.errorCode <= '203';
}

export function refuse(errorCode: ErrorCode, text: string, segment?: Segment | string, field?: number): Refusal {
  if (segment === undefined) return { errorCode, text };
  const place =
    typeof segment === 'string' ? { segment, sequence: 1 } : { segment: segment.name, sequence: segment.sequence };
  return { errorCode, text, location: { ...place, ...(field === undefined ? {} : { field }) } };
}
