/** Gives every acknowledgement a control id of its own, also within one second and over restarts, and the time as HL7 writes it. */
import type { AckIdentity } from './acknowledgement.ts';

export class AckIdentities {
  readonly #run: string;
  #count = 0;
  #second = NaN;
  #time = '';

  /** @param startedAt - told apart from other runs by the millisecond */
  constructor(startedAt: Date) {
    this.#run = startedAt.getTime().toString(36).toUpperCase();
  }

  next(now: Date): AckIdentity {
    this.#count += 1;
    return { controlId: `M${this.#run}${this.#count.toString(36).toUpperCase()}`, time: this.#format(now) };
  }

  /** Local time with its offset; worked out once a second. */
  #format(now: Date): string {
    const second = Math.floor(now.getTime() / 1000);
    if (second === this.#second) return this.#time;
    const east = -now.getTimezoneOffset();
    const local = new Date(now.getTime() + east * 60_000).toISOString();
    const size = Math.abs(east);
    const offset = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join('');
    this.#second = second;
    this.#time = `${local.slice(0, 19).replace(/[-T:]/g, '')}${east < 0 ? '-' : '+'}${offset}`;
    return this.#time;
  }
}
