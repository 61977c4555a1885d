/** One timer for the earliest of the times at which something becomes due. */

/** A due time that has passed already although nothing was found is looked at again after this, never at once: that would be a busy loop. */
const PASSED_MS = 50;
/** Timers of more than 2^31 ms fire at once; and a clock that was set back is noticed within a minute. */
const LATEST_MS = 60_000;

export class WakeTimer {
  readonly #wake: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at = Infinity;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  get armed(): boolean {
    return this.#timer !== undefined;
  }

  /** Wakes at `due`, unless it is to wake sooner already. */
  at(due: Date, now: Date): void {
    const time = due.getTime();
    if (this.#timer !== undefined && this.#at <= time) return;
    clearTimeout(this.#timer);
    this.#at = time;
    const delayMs = time > now.getTime() ? Math.min(LATEST_MS, time - now.getTime()) : PASSED_MS;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#wake();
    }, delayMs);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
