/** Tells when nothing has been used for a while; costs one timer and no work at each use. */

export class IdleWatch {
  readonly #afterMs: number;
  readonly #idle: () => void;
  #usedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param idle - called each time `afterMs` have gone by without a use */
  constructor(afterMs: number, idle: () => void) {
    this.#afterMs = afterMs;
    this.#idle = idle;
  }

  start(): void {
    this.stop();
    this.#usedAt = performance.now();
    this.#wait(this.#afterMs);
  }

  used(): void {
    this.#usedAt = performance.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      const leftMs = this.#usedAt + this.#afterMs - performance.now();
      if (leftMs > 0) {
        this.#wait(Math.ceil(leftMs));
        return;
      }
      this.used();
      this.#wait(this.#afterMs);
      this.#idle();
    }, ms);
  }
}
