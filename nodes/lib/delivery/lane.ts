/** One connection and the one message it may carry: whether it is free, busy, down or at rest, and how its exchanges end. */
import { answers, describeStray, type Stray } from '../millennium/index.ts';
import type { ExchangeOutcome, Transport } from './transport.ts';

/**
 * What it means for the message, the rules of the hospital say. `no-answer`: written, at least in part, and nothing usable came; the code says
 * what came instead. `not-transportable`: the content cannot be carried at all.
 */
export type ExchangeEnding =
  | { kind: 'reply'; reply: Buffer }
  | { kind: 'no-answer'; code: string; ackCode?: string }
  | { kind: 'not-sent'; code: string }
  | { kind: 'not-transportable' };

export interface LaneOptions {
  transport: Transport;
  /** How long the lane takes nothing after so many exchanges in a row that failed on the way. */
  restMs: (failures: number) => number;
  /** The lane has become able or unable to take a message; `code` says why it went down. */
  changed: (code?: string) => void;
}

/** The transport closes an idle connection of its own accord, or asks whether it still stands; it is back in a moment, and nobody need hear of it. */
const PLANNED_GAPS = new Set(['idle-reopen', 'idle-probe']);

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
    const end = (ending: ExchangeEnding): void => {
      this.#busy = false;
      this.#count(ending);
      ended(ending);
    };
    let exchange: Promise<ExchangeOutcome>;
    try {
      exchange = this.#options.transport.exchange(content, accept);
    } catch {
      end({ kind: 'not-transportable' });
      return;
    }
    exchange.then(
      (outcome) => end(endingOf(outcome, stray)),
      () => end({ kind: 'no-answer', code: 'transport-failed' }),
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
  #count(ending: ExchangeEnding): void {
    if (!isOfConnection(ending)) {
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
  switch (outcome.kind) {
    case 'uncertain':
      return withStray(outcome.code, stray);
    case 'refused':
      return { kind: 'no-answer', code: outcome.code };
    default:
      return outcome;
  }
}

/** A peer that answers, however badly, is there. */
function isOfConnection(ending: ExchangeEnding): boolean {
  if (ending.kind === 'no-answer') return ending.code !== 'ack-unaddressed' && ending.code !== 'ack-unreadable';
  return ending.kind === 'not-sent';
}

/** No answer, but something else came: the record says what. An acknowledgement of another message says nothing of a connection that went. */
function withStray(code: string, stray: Stray | undefined): ExchangeEnding {
  if (stray === undefined || (stray.code === 'ack-unmatched' && code !== 'ack-timeout'))
    return { kind: 'no-answer', code };
  if (stray.code === 'ack-unmatched') return { kind: 'no-answer', code: stray.code };
  return { kind: 'no-answer', ...stray };
}
