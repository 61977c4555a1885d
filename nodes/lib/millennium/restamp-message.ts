/** Makes a finished message another one with the same content: MSH-7 and MSH-10 are written anew, every other byte stays. */
import { dtm } from '../hl7/index.ts';
import type { HospitalProfile } from './profile/profile.ts';

const CR = 0x0d;
/** Places in the header split at its separators: MSH-1 is the first of them. */
const SENT_AT = 6;
const CONTROL_ID = 9;

export interface Restamp {
  /** Left as it is where there is none. */
  controlId?: string;
  now: Date;
}

/** Undefined: the bytes do not begin with a header of ours. */
export function restampMessage(
  content: Buffer,
  { controlId, now }: Restamp,
  { offset, timeZone }: Pick<HospitalProfile, 'offset' | 'timeZone'>,
): Buffer | undefined {
  const end = content.indexOf(CR);
  // One byte is one character, so that what is put together again is what was taken apart, whatever its character set.
  const fields = content.toString('latin1', 0, end).split('|');
  if (end === -1 || fields[0] !== 'MSH' || fields.length <= CONTROL_ID) return undefined;
  fields[SENT_AT] = dtm(now, { offset, zone: timeZone });
  if (controlId !== undefined) fields[CONTROL_ID] = controlId;
  return Buffer.concat([Buffer.from(fields.join('|'), 'latin1'), content.subarray(end)]);
}
