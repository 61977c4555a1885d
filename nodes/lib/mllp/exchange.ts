/** One message on the wire and the wait for its answer: how long each part may take, and what became of it. */
import type { Socket } from 'node:net';

/**
 * - `reply`: the answer came
 * - `not-sent`: no byte was written, or the peer refused the connection before it read one
 * - `refused`: the peer has said that it did not take the message (NAK of release 2); the same bytes may go again
 * - `uncertain`: written, at least in part, and no answer; nobody knows whether it arrived
 */
export type ExchangeOutcome =
  | { kind: 'reply'; reply: Buffer; strayReplies: number }
  | { kind: 'not-sent'; code: string }
  | { kind: 'refused'; code: 'commit-nak' }
  | { kind: 'uncertain'; code: UncertainCode; strayReplies: number };

export type UncertainCode = 'write-timeout' | 'ack-timeout' | 'connection-lost-after-write' | 'reply-too-large';

export type Accept = (reply: Buffer) => 'answer' | 'stray';

export interface ExchangeTimes {
  /** Until the last byte is with the operating system: a peer that does not read keeps it from getting there. */
  writeTimeoutMs: number;
  /** From then on until the answer. */
  ackTimeoutMs: number;
}

export class Exchange {
  readonly accept: Accept;
  readonly #resolve: (outcome: ExchangeOutcome) => void;
  #deadline: NodeJS.Timeout | undefined;
  #isSettled = false;
  strayReplies = 0;
  /** The peer has acknowledged the commit (release 2). */
  isCommitted = false;

  constructor(accept: Accept, resolve: (outcome: ExchangeOutcome) => void) {
    this.accept = accept;
    this.#resolve = resolve;
  }

  /** Writes the frame and watches the clock; `late` is called once when a time is over. */
  send(
    frame: Buffer,
    socket: Socket,
    { writeTimeoutMs, ackTimeoutMs }: ExchangeTimes,
    late: (code: UncertainCode) => void,
  ): void {
    this.#within(writeTimeoutMs, () => late('write-timeout'));
    socket.write(frame, (error) => {
      if (error == null) this.#within(ackTimeoutMs, () => late('ack-timeout'));
    });
  }

  settle(outcome: ExchangeOutcome): void {
    this.#isSettled = true;
    clearTimeout(this.#deadline);
    this.#resolve(outcome);
  }

  /** After a stall the timer comes before the bytes that have long been there: they are read first. */
  #within(ms: number, late: () => void): void {
    clearTimeout(this.#deadline);
    if (this.#isSettled) return;
    this.#deadline = setTimeout(() => {
      setImmediate(() => {
        if (!this.#isSettled) late();
      });
    }, ms);
  }
}
