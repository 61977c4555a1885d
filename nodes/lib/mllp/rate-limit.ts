/** How many messages a connection may bring a second: short bursts pass, what is beyond waits. Pure: the time is passed in. */

export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  /** @param burst - how many may come at once after a quiet time */
  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#at = nowMs;
  }

  /** Takes one, and returns how many milliseconds it has to wait before it is handled. */
  take(nowMs: number): number {
    const gained = ((nowMs - this.#at) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#burst, this.#left + gained) - 1;
    this.#at = nowMs;
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left / this.#perSecond) * 1000);
  }
}
