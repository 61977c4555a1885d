/** MSH-10 from what the message is about, so that every attempt, replay and second run of the flow gives the same one (HL7 v2 §2.16.9.10: at most 20 characters). */
import { hash } from 'node:crypto';

export interface MessageIdentity {
  caseId: string;
  version: number;
  hospital: string;
  step: number;
  triggerEvent: string;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LENGTH = 20;

/** `O` and 19 characters of base32: 95 bits of a SHA-256. */
export function controlIdOf({ caseId, version, hospital, step, triggerEvent }: MessageIdentity): string {
  const digest = hash('sha256', `${caseId}|${String(version)}|${hospital}|${String(step)}|${triggerEvent}`, 'buffer');
  let id = 'O';
  let bits = 0;
  let held = 0;
  for (let index = 0; id.length < LENGTH; index += 1) {
    bits = (bits << 8) | (digest[index] ?? 0);
    held += 8;
    while (held >= 5 && id.length < LENGTH) {
      held -= 5;
      id += BASE32.charAt((bits >>> held) & 31);
    }
    bits &= (1 << held) - 1;
  }
  return id;
}
