/** Writes down how attempts ended (T4), and does not let go until the store has taken it: until then the message counts as in flight and is not sent again. */
import type { ReplyVerdict } from '../millennium/index.ts';
import type { AttemptResult, ClaimedMessage, Outbox } from '../store/index.ts';
import type { OpenWork } from './open-work.ts';
import type { StoreOutage } from './store-outage.ts';

export interface Settlement {
  message: ClaimedMessage;
  result: AttemptResult;
  /** Accepted although the reply carried a warning or an excused error. */
  warning: boolean;
  /** What the reply meant; absent where nothing was sent. */
  verdict?: ReplyVerdict;
}

export interface SettlerOptions {
  store: Pick<Outbox, 'settleMessage'>;
  outage: StoreOutage;
  work: OpenWork;
  /** Called after the commit. `owned` false: the claim had been taken over. */
  settled: (settlement: Settlement, owned: boolean) => void;
}

export class Settler {
  readonly #options: SettlerOptions;
  #waiting: Settlement[] = [];

  constructor(options: SettlerOptions) {
    this.#options = options;
  }

  settle(settlement: Settlement): void {
    this.#options.work.begin();
    if (this.#options.outage.waits) this.#waiting.push(settlement);
    else this.#write(settlement);
  }

  /** Tries everything again that the store has refused. */
  retry(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const settlement of waiting) this.#write(settlement);
  }

  #write(settlement: Settlement): void {
    const { store, outage, work, settled } = this.#options;
    const { messageId, claimToken } = settlement.message;
    store.settleMessage(messageId, claimToken, settlement.result).then(
      (owned) => {
        outage.worked('settle');
        work.end();
        settled(settlement, owned);
      },
      () => {
        outage.failed('settle');
        this.#waiting.push(settlement);
      },
    );
  }
}
