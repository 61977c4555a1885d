/** Joins the store's dispatcher with the intakes of the flow: an event goes out where it came in, or through any intake when that one is gone. */
import { Dispatcher } from '../lib/delivery/index.ts';
import { deployedHospitals, onHospital } from '../lib/runtime/hospital-registry.ts';
import type { StoreService } from '../lib/runtime/services.ts';
import type { Handle } from '../lib/runtime/shared-handle.ts';
import {
  StoreFailure,
  type ClaimedEvent,
  type CommitStatus,
  type EventCommit,
  type Problem,
  type Store,
} from '../lib/store/index.ts';

export interface DispatchOptions {
  window: number;
  dispatchTimeoutMs: number;
  maxDispatches: number;
  gapWaitMs: number;
  /** Told a short code when the store does not take or give events. */
  report: (code: string) => void;
}

type Receive = (claimed: ClaimedEvent) => void;

export class Dispatch implements StoreService {
  readonly opened: Promise<Store>;
  readonly acquire: () => Handle<Store>;
  readonly gapWaitMs: number;
  readonly #options: DispatchOptions;
  readonly #intakes = new Map<string, Receive>();
  #dispatcher: Dispatcher | undefined;
  #running = false;
  #forgetHospitals: (() => void) | undefined;

  constructor(opened: Promise<Store>, acquire: () => Handle<Store>, options: DispatchOptions) {
    this.opened = opened;
    this.acquire = acquire;
    this.gapWaitMs = options.gapWaitMs;
    this.#options = options;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.opened.then((store) => this.#begin(store)).catch(() => this.#options.report('store-not-open'));
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#forgetHospitals?.();
    await this.#dispatcher?.stop();
    this.#dispatcher = undefined;
  }

  registerIntake(source: string, receive: Receive): () => void {
    this.#intakes.set(source, receive);
    this.#dispatcher?.wake();
    return () => {
      if (this.#intakes.get(source) === receive) this.#intakes.delete(source);
    };
  }

  commit(commit: EventCommit, now: Date): Promise<CommitStatus> {
    const { claimToken } = commit;
    return this.#settle(claimToken, async (store) => {
      const status = await store.commitEvent(commit, now);
      // What it was to replace has been tried meanwhile: compared and planned again, at once.
      if (status === 'conflict') await store.returnEvents([claimToken]);
      this.#dispatcher?.settled(claimToken);
      return status;
    });
  }

  defer(eventId: string, claimToken: string, until: Date): Promise<void> {
    return this.#settle(claimToken, async (store) => {
      await store.deferEvent(eventId, claimToken, until);
      this.#dispatcher?.deferred(claimToken, until);
    });
  }

  hold(eventId: string, claimToken: string, problem: Problem): Promise<void> {
    return this.#settle(claimToken, async (store) => {
      await store.holdEvent(eventId, claimToken, problem, new Date());
      this.#dispatcher?.settled(claimToken);
    });
  }

  async #settle<T>(claimToken: string, work: (store: Store) => Promise<T>): Promise<T> {
    const store = await this.opened;
    try {
      return await work(store);
    } catch (cause) {
      if (cause instanceof StoreFailure && cause.class === 'unavailable') this.#dispatcher?.giveBack(claimToken);
      throw cause;
    }
  }

  #begin(store: Store): void {
    if (!this.#running) return;
    const { window, dispatchTimeoutMs, maxDispatches, report } = this.#options;
    this.#dispatcher = new Dispatcher({
      store,
      clock: () => new Date(),
      window,
      dispatchTimeoutMs,
      maxDispatches,
      outlet: (claimed) => this.#handOut(claimed),
      onProblem: report,
    });
    this.#dispatcher.start();
    this.#forgetHospitals = onHospital((hospital) => this.#releaseHospital(store, hospital));
    for (const hospital of deployedHospitals()) this.#releaseHospital(store, hospital);
  }

  /** Events that waited for the hospital's profile, or for the end of its freeze, go on by themselves once it is deployed. */
  #releaseHospital(store: Store, hospital: string): void {
    for (const code of ['no-profile', 'frozen']) {
      store
        .releaseEvents({ code, textIncludes: `hospital ${hospital}` }, new Date())
        .catch(() => this.#options.report('store-unavailable'));
    }
  }

  #handOut(claimed: ClaimedEvent): boolean {
    const receive = this.#intakes.get(claimed.source) ?? this.#intakes.values().next().value;
    if (receive === undefined) return false;
    receive(claimed);
    return true;
  }
}
