/** MSH-10 from what the message is about, so that every attempt, replay and second run of the flow gives the same one (HL7 v2 §2.16.9.10: at most 20 characters). */
import { hash } from 'node:crypto';

export interface MessageIdentity {
  caseId: string;
  version: number;
  hospital: string;
  step: number;
  triggerEvent: string;
  /** How often the case was planned anew: what is told again is no repetition of what was told before. */
  generation?: number;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Every two characters by their ten bits. */
const PAIRS = Array.from({ length: 1024 }, (_, bits) => BASE32.charAt(bits >> 5) + BASE32.charAt(bits & 31));
const PAIR_BITS = 10;
const LENGTH = 20;

/** `O` and 19 characters of base32: 95 bits of a SHA-256. */
export function controlIdOf({ caseId, version, hospital, step, triggerEvent, generation }: MessageIdentity): string {
  const planned = `${caseId}|${String(version)}|${hospital}|${String(step)}|${triggerEvent}`;
  return idFrom(generation === undefined ? planned : `${planned}|${String(generation)}`);
}

/** MSH-10 for the same content as a new message; the same one again for the same two. */
export function controlIdOfCopy(controlId: string, copy: number): string {
  return idFrom(`${controlId}|${String(copy)}`);
}

function idFrom(text: string): string {
  const digest = hash('sha256', text, 'buffer');
  let id = 'O';
  let bits = 0;
  let held = 0;
  for (let index = 0; id.length < LENGTH; index += 1) {
    bits = (bits << 8) | (digest[index] ?? 0);
    held += 8;
    if (held < PAIR_BITS) continue;
    held -= PAIR_BITS;
    id += PAIRS[bits >>> held] ?? '';
    bits &= (1 << held) - 1;
  }
  return id.slice(0, LENGTH);
}
