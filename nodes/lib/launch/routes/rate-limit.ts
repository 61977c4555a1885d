/** How often one user may launch: by the user, as hundreds of them share the address of a terminal server. */

export interface RateLimit {
  perMinute: number;
  perHour: number;
}

export const DEFAULT_RATE: RateLimit = { perMinute: 30, perHour: 600 };

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export class LaunchRate {
  readonly #limit: RateLimit;
  readonly #times = new Map<string, number[]>();
  #sweptAt = 0;

  constructor(limit: RateLimit = DEFAULT_RATE) {
    this.#limit = limit;
  }

  /** False: too many; it counts only what it allows. */
  allows(user: string, now: Date): boolean {
    const at = now.getTime();
    this.#sweep(at);
    const times = (this.#times.get(user) ?? []).filter((time) => time > at - HOUR_MS);
    const lastMinute = times.filter((time) => time > at - MINUTE_MS).length;
    const isAllowed = lastMinute < this.#limit.perMinute && times.length < this.#limit.perHour;
    if (isAllowed) times.push(at);
    this.#times.set(user, times);
    return isAllowed;
  }

  #sweep(at: number): void {
    if (at < this.#sweptAt + HOUR_MS) return;
    this.#sweptAt = at;
    for (const [user, times] of this.#times) {
      if (times.every((time) => time <= at - HOUR_MS)) this.#times.delete(user);
    }
  }
}
