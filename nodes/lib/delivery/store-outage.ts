/** Remembers that the store does not work, so that nobody asks it again before a while has gone, and that it is told of once. */

/** Long enough not to burn a core while a disk is full, short enough that nobody notices the end of it. */
export const STORE_RETRY_MS = 1_000;

export type StoreOperation = 'recover' | 'claim' | 'due' | 'mark' | 'settle' | 'overdue' | 'return';

export class StoreOutage {
  readonly #told: () => void;
  readonly #again: () => void;
  readonly #retryMs: number;
  #timer: NodeJS.Timeout | undefined;
  /** What has failed and not worked since: a full disk still lets an empty claim through. */
  readonly #failing = new Set<StoreOperation>();
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

  failed(operation: StoreOperation): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#again();
    }, this.#retryMs);
    if (this.#failing.size === 0) this.#told();
    this.#failing.add(operation);
  }

  worked(operation: StoreOperation): void {
    if (this.#failing.size > 0) this.#failing.delete(operation);
  }

  /** Nobody is told or asked again from now on. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
