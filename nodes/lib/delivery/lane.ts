/** One connection and the one message it may carry: whether it is free, busy, down or at rest, and how its exchanges end. */
import { answers, describeStray, UNREADABLE_RETRY, type RetryRule, type Stray } from '../millennium/index.ts';
import type { Ending } from './retry-policy.ts';
import type { ExchangeOutcome, Transport } from './transport.ts';

/** The answer still has to be interpreted by the rules of the hospital; every other ending is final. */
export type ExchangeEnding = { kind: 'reply'; reply: Buffer } | Ending;

export interface LaneOptions {
  transport: Transport;
  /** How long the lane takes nothing after so many exchanges in a row that failed on the way. */
  restMs: (failures: number) => number;
  /** The lane has become able or unable to take a message; `code` says why it went down. */
  changed: (code?: string) => void;
}

/** The transport closes an idle connection of its own accord, or asks whether it still stands; it is back in a moment, and nobody need hear of it. */
const PLANNED_GAPS = new Set(['idle-reopen', 'idle-probe']);

/** A receiver that cannot store says so for every message: it is away, not the message wrong, so no number of refusals calls for a person. */
const NOT_TAKEN_RETRY: RetryRule = { kind: 'backoff', limit: Infinity, then: 'hold' };

export class Lane {
  readonly #options: LaneOptions;
  #connected = false;
  #inGap = false;
  #busy = false;
  #rest: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    const { transport, changed } = options;
    transport.on('connected', () => {
      this.#connected = true;
      this.#inGap = false;
      changed();
    });
    transport.on('disconnected', ({ code }) => {
      this.#connected = false;
      this.#inGap = PLANNED_GAPS.has(code);
      changed(code);
    });
    transport.on('connect-failed', ({ code }) => {
      this.#inGap = false;
      changed(code);
    });
    transport.connect();
  }

  get connected(): boolean {
    return (this.#connected || this.#inGap) && !this.#closed;
  }

  get isFree(): boolean {
    return this.#connected && !this.#busy && this.#rest === undefined && !this.#closed;
  }

  /** Able to take a message now or after the one it carries. */
  get isServing(): boolean {
    return this.#connected && this.#rest === undefined && !this.#closed;
  }

  reserve(): void {
    this.#busy = true;
  }

  release(): void {
    this.#busy = false;
  }

  /** Carries one message; `ended` is called once, with the lane free again or at rest. */
  carry(content: Buffer, controlId: string, ended: (ending: ExchangeEnding) => void): void {
    let stray: Stray | undefined;
    const accept = (reply: Buffer): 'answer' | 'stray' => {
      const judged = answers(reply, controlId);
      if (judged === 'stray') stray = describeStray(reply);
      return judged;
    };
    const end = (ending: ExchangeEnding, hasFailed: boolean): void => {
      this.#busy = false;
      this.#count(hasFailed);
      ended(ending);
    };
    let exchange: Promise<ExchangeOutcome>;
    try {
      exchange = this.#options.transport.exchange(content, accept);
    } catch {
      end({ kind: 'verdict', verdict: { class: 'permanent', code: 'not-transportable' } }, false);
      return;
    }
    exchange.then(
      (outcome) => {
        const ending = endingOf(outcome, stray);
        end(ending, outcome.kind === 'refused' || (ending.kind !== 'reply' && ending.kind !== 'verdict'));
      },
      () => end({ kind: 'uncertain', code: 'transport-failed' }, true),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#rest);
    await this.#options.transport.close();
  }

  /**
   * A peer that takes connections and drops them again would otherwise be offered every waiting message in turn.
   * One failure may be the message's; from the second in a row on it is the connection's.
   */
  #count(hasFailed: boolean): void {
    if (!hasFailed) {
      this.#failures = 0;
      return;
    }
    this.#failures += 1;
    if (this.#failures < 2 || this.#closed) return;
    this.#rest = setTimeout(
      () => {
        this.#rest = undefined;
        this.#options.changed();
      },
      this.#options.restMs(this.#failures - 2),
    );
  }
}

function endingOf(outcome: ExchangeOutcome, stray: Stray | undefined): ExchangeEnding {
  if (outcome.kind === 'uncertain') return withStray(outcome.code, stray);
  if (outcome.kind !== 'refused') return outcome;
  return { kind: 'verdict', verdict: { class: 'transient', code: outcome.code, retry: NOT_TAKEN_RETRY } };
}

/** No answer, but something else came: the record says what, and a peer that never answers readably is not tried for ever. */
function withStray(code: string, stray: Stray | undefined): Ending {
  if (stray === undefined) return { kind: 'uncertain', code };
  if (stray.code === 'ack-unmatched') return { kind: 'uncertain', code: code === 'ack-timeout' ? stray.code : code };
  return { kind: 'verdict', verdict: { class: 'unreadable', retry: UNREADABLE_RETRY, ...stray } };
}
