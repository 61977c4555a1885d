/** The claimed messages that wait for a free lane, and when to claim more of them: at a signal, at a due time, after a settlement, never in a circle. */
import type { ClaimedMessage, Outbox } from '../store/index.ts';
import { ClaimPlanner } from './claim-planner.ts';
import type { OpenWork } from './open-work.ts';
import type { StoreOutage } from './store-outage.ts';
import { WakeTimer } from './wake-timer.ts';

export interface ReadyMessagesOptions {
  store: Pick<Outbox, 'claimMessages' | 'nextMessageDueAt'>;
  endpoint: string;
  connections: number;
  clock: () => Date;
  work: OpenWork;
  /** A claim has come back, or time has made messages due. */
  arrived: () => void;
  outage: StoreOutage;
}

export class ReadyMessages {
  readonly #options: ReadyMessagesOptions;
  readonly #planner: ClaimPlanner;
  readonly #wake: WakeTimer;
  #ready: ClaimedMessage[] = [];
  #closed = false;

  constructor(options: ReadyMessagesOptions) {
    this.#options = options;
    this.#planner = new ClaimPlanner(options.connections);
    this.#wake = new WakeTimer(() => {
      this.#planner.expectWork();
      options.arrived();
    });
  }

  take(): ClaimedMessage | undefined {
    return this.#ready.shift();
  }

  takeAll(): ClaimedMessage[] {
    return this.#ready.splice(0);
  }

  /** Something may have become due since the last claim. */
  expectWork(): void {
    this.#planner.expectWork();
  }

  wakeAt(due: Date, now: Date): void {
    if (!this.#closed) this.#wake.at(due, now);
  }

  /** Claims what the free lanes and the ready list can take, if there may be anything. */
  fill(freeLanes: number): void {
    const limit = this.#planner.plan(freeLanes, this.#ready.length);
    if (limit === 0) return;
    const { store, endpoint, clock, work, outage } = this.#options;
    this.#planner.begin();
    work.begin();
    store.claimMessages({ endpoint, limit, now: clock() }).then(
      (messages) => {
        outage.worked('claim');
        this.#arrive(messages);
        work.end();
      },
      () => {
        this.#planner.end(0);
        this.#planner.expectWork();
        outage.failed('claim');
        work.end();
      },
    );
  }

  /** No more waking. Claims under way still bring their messages. */
  close(): void {
    this.#closed = true;
    this.#wake.clear();
  }

  #arrive(messages: readonly ClaimedMessage[]): void {
    const drained = this.#planner.end(messages.length);
    this.#ready.push(...messages);
    // Also for none: what was expected while this claim was under way has not been asked for yet.
    this.#options.arrived();
    if (drained && !this.#closed) this.#sleepUntilDue();
  }

  #sleepUntilDue(): void {
    const { store, endpoint, clock, outage } = this.#options;
    store.nextMessageDueAt(endpoint).then(
      (due) => {
        outage.worked('due');
        if (due !== undefined) this.wakeAt(due, clock());
      },
      () => {
        this.#planner.expectWork();
        outage.failed('due');
      },
    );
  }
}
