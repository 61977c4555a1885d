/** Remembers that the store does not work, so that nobody asks it again before a while has gone, and that it is told of once. */

/** Long enough not to burn a core while a disk is full, short enough that nobody notices the end of it. */
export const STORE_RETRY_MS = 1_000;

export class StoreOutage {
  readonly #told: () => void;
  readonly #again: () => void;
  readonly #retryMs: number;
  #timer: NodeJS.Timeout | undefined;
  #reported = false;
  #closed = false;

  /**
   * @param told called at the first failure of an outage
   * @param again called when the store may be asked again
   */
  constructor(told: () => void, again: () => void, retryMs = STORE_RETRY_MS) {
    this.#told = told;
    this.#again = again;
    this.#retryMs = retryMs;
  }

  /** True between a failure and the next time the store may be asked. */
  get waits(): boolean {
    return this.#timer !== undefined;
  }

  failed(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#again();
    }, this.#retryMs);
    if (this.#reported) return;
    this.#reported = true;
    this.#told();
  }

  worked(): void {
    this.#reported = false;
  }

  /** Nobody is told or asked again from now on. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
