/** Hands accepted events to the intakes of the flow, a limited number at a time, and knows which of them have come to their end. Decides nothing about their content. */
import type { ClaimedEvent, Inbox, Store } from '../store/index.ts';
import { STORE_RETRY_MS, StoreOutage } from './store-outage.ts';
import { WakeTimer } from './wake-timer.ts';

export interface DispatcherOptions {
  store: Inbox & Pick<Store, 'onSignal'>;
  clock: () => Date;
  /** Most events in the flow at once. Default 64. */
  window?: number;
  /** After this an event that has not come to its end is handed out again. Default 30 s. */
  dispatchTimeoutMs?: number;
  /** After so many hand-outs the store parks the event as stuck. Default 5. */
  maxDispatches?: number;
  /** After this a store that has failed is asked again. Default 1,000 ms. */
  storeRetryMs?: number;
  /** Gives the event to an intake; false: there is none. */
  outlet: (claimed: ClaimedEvent) => boolean;
  /** `store-unavailable`, `no-intake` or `intake-failed`. */
  onProblem: (code: string) => void;
}

/** An intake that comes calls `wake`; this is for one that came without. */
const NO_INTAKE_MS = 5_000;

export class Dispatcher {
  readonly #options: Required<DispatcherOptions>;
  readonly #outage: StoreOutage;
  readonly #wake: WakeTimer;
  /** Claim token to the time of the hand-out, oldest first. */
  readonly #out = new Map<string, number>();
  /** To be put back when the store works again. */
  readonly #late = new Set<string>();
  #unsubscribe: (() => void) | undefined;
  #running = false;
  #mayHaveWork = true;
  #noIntake = false;
  #noIntakeTold = false;
  #claiming: Promise<void> | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = {
      window: 64,
      dispatchTimeoutMs: 30_000,
      maxDispatches: 5,
      storeRetryMs: STORE_RETRY_MS,
      ...options,
    };
    this.#outage = new StoreOutage(
      () => this.#options.onProblem('store-unavailable'),
      () => this.#moreWork(),
      this.#options.storeRetryMs,
    );
    this.#wake = new WakeTimer(() => {
      this.#noIntake = false;
      this.#moreWork();
    });
  }

  /** Once; after a `stop` make a new one. */
  start(): void {
    this.#running = true;
    this.#unsubscribe ??= this.#options.store.onSignal((signal) => {
      if (signal === 'inbox:ready') this.#moreWork();
    });
    this.#kick();
  }

  /** Hands nothing out any more and puts back what the flow has not brought to its end. Resolves when that is on disk; never rejects. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#wake.clear();
    this.#outage.close();
    await this.#claiming;
    await this.#giveBack([...this.#out.keys(), ...this.#late]);
    this.#out.clear();
    this.#late.clear();
  }

  /** An intake has come. */
  wake(): void {
    this.#noIntake = false;
    this.#moreWork();
  }

  /** The event has been committed, held or deferred: its place is free for the next one. */
  settled(claimToken: string): void {
    if (this.#out.delete(claimToken)) this.#kick();
  }

  /** The event has been put off: its place is free, and it is due then although nothing else happens. */
  deferred(claimToken: string, until: Date): void {
    this.#wake.at(until, this.#options.clock());
    this.settled(claimToken);
  }

  /**
   * The store did not take what became of the event: it is put back as soon as the store works, and does not count as handed out. Otherwise a
   * disk that is full for a while would make stuck ones of events that nothing is wrong with.
   */
  giveBack(claimToken: string): void {
    this.#out.delete(claimToken);
    this.#late.add(claimToken);
    this.#outage.failed('return');
  }

  #moreWork(): void {
    this.#mayHaveWork = true;
    this.#kick();
  }

  #kick(): void {
    if (!this.#running || !this.#mayHaveWork || this.#noIntake || this.#claiming !== undefined || this.#outage.waits)
      return;
    const { window, clock, dispatchTimeoutMs } = this.#options;
    const now = clock();
    const oldest = this.#expire(now.getTime());
    const limit = window - this.#out.size;
    if (limit > 0) this.#claiming = this.#claim(limit, now);
    else if (oldest !== undefined) this.#wake.at(new Date(oldest + dispatchTimeoutMs), now);
  }

  /** Events lost in the flow free their place when their time is over; returns the hand-out time of the oldest that is left. */
  #expire(now: number): number | undefined {
    for (const [claimToken, handedOutAt] of this.#out) {
      if (now - handedOutAt < this.#options.dispatchTimeoutMs) return handedOutAt;
      this.#out.delete(claimToken);
    }
    return undefined;
  }

  async #claim(limit: number, now: Date): Promise<void> {
    const { store, dispatchTimeoutMs, maxDispatches } = this.#options;
    this.#mayHaveWork = false;
    try {
      await this.#returnLate();
      const claimed = await store.claimEvents({ limit, now, dispatchTimeoutMs, maxDispatches });
      if (claimed.length === limit) this.#mayHaveWork = true;
      await this.#handOut(claimed, now.getTime());
      if (claimed.length === 0 || !this.#wake.armed) await this.#sleepUntilDue();
      this.#outage.worked('claim');
    } catch {
      this.#mayHaveWork = true;
      if (this.#running) this.#outage.failed('claim');
    }
    this.#claiming = undefined;
    this.#kick();
  }

  async #returnLate(): Promise<void> {
    if (this.#late.size === 0) return;
    const claimTokens = [...this.#late];
    await this.#options.store.returnEvents(claimTokens);
    for (const claimToken of claimTokens) this.#late.delete(claimToken);
    this.#outage.worked('return');
  }

  async #handOut(claimed: readonly ClaimedEvent[], now: number): Promise<void> {
    const refused: string[] = [];
    for (const event of claimed) {
      if (!this.#running || this.#noIntake || !this.#give(event, now)) refused.push(event.claimToken);
    }
    await this.#giveBack(refused);
  }

  /** False: there is no intake. An intake that throws keeps the event until its time is over: it may be under way already. */
  #give(event: ClaimedEvent, now: number): boolean {
    this.#out.set(event.claimToken, now);
    try {
      if (this.#options.outlet(event)) {
        this.#noIntakeTold = false;
        return true;
      }
    } catch {
      this.#options.onProblem('intake-failed');
      return true;
    }
    this.#out.delete(event.claimToken);
    this.#noIntake = true;
    if (!this.#noIntakeTold) this.#options.onProblem('no-intake');
    this.#noIntakeTold = true;
    this.#wake.at(new Date(now + NO_INTAKE_MS), new Date(now));
    return false;
  }

  async #sleepUntilDue(): Promise<void> {
    const due = await this.#options.store.nextEventDueAt(this.#options.dispatchTimeoutMs);
    if (due !== undefined && this.#running) this.#wake.at(due, this.#options.clock());
  }

  async #giveBack(claimTokens: readonly string[]): Promise<void> {
    if (claimTokens.length === 0) return;
    try {
      await this.#options.store.returnEvents(claimTokens);
    } catch {
      // They come back by themselves when their time is over.
      this.#options.onProblem('store-unavailable');
    }
  }
}
