/** Removes what has been kept long enough while the flow runs: a pass soon after the start, then one every hour, in small steps with a rest between them. */
import { removeAllExpired, REMOVED_KINDS, type Removed, type Retainer, type Retention } from '../lib/store/index.ts';

export interface RetentionTimerOptions {
  opened: Promise<Retainer>;
  retention: Retention;
  clock: () => Date;
  /** Told after a pass that has removed something. */
  onRemoved: (removed: Removed) => void;
  /** 60 s: a start has more urgent work. */
  firstAfterMs?: number;
  everyMs?: number;
  /** Between two steps the delivery has the store to itself. */
  restMs?: number;
}

export class RetentionTimer {
  readonly #options: Required<RetentionTimerOptions>;
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> | undefined;
  #endRest: (() => void) | undefined;
  #stopped = false;

  constructor(options: RetentionTimerOptions) {
    this.#options = { firstAfterMs: 60_000, everyMs: 3_600_000, restMs: 50, ...options };
  }

  start(): void {
    if (this.#timer === undefined && !this.#stopped) this.#waitFor(this.#options.firstAfterMs);
  }

  /** Resolves when nothing of it asks the store any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#endRest?.();
    await this.#pass;
  }

  #waitFor(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#pass = this.#run().finally(() => this.#waitFor(this.#options.everyMs));
    }, ms);
    this.#timer.unref();
  }

  async #run(): Promise<void> {
    const { opened, retention, clock, onRemoved } = this.#options;
    try {
      const store = await opened;
      if (this.#stopped) return;
      const removed = await removeAllExpired(store, { retention, now: clock(), between: () => this.#rest() });
      if (REMOVED_KINDS.some((kind) => removed[kind] > 0)) onRemoved(removed);
    } catch {
      // A store that does not work is told of by those who need it; what was not removed is removed by a later pass.
    }
  }

  #rest(): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#endRest = undefined;
        resolve(!this.#stopped);
      };
      const timer = setTimeout(end, this.#options.restMs);
      this.#endRest = end;
      if (this.#stopped) end();
    });
  }
}
