/** The port to one connection of an endpoint. The MLLP client fulfils it; tests put a scripted peer in its place. */

/**
 * What became of one exchange.
 * - `reply`: the answer came
 * - `not-sent`: no byte was written, or none was read
 * - `refused`: the receiver's transport has said that it did not take the message; its application never saw it
 * - `uncertain`: written, at least in part, and no answer; nobody knows whether it arrived
 */
export type ExchangeOutcome =
  | { kind: 'reply'; reply: Buffer }
  | { kind: 'not-sent'; code: string }
  | { kind: 'refused'; code: string }
  | { kind: 'uncertain'; code: string };

export interface Transport {
  /** Begins to connect, and keeps the connection up with back-off until it is closed. */
  connect(): void;
  /**
   * Writes the content before it returns, and resolves with what became of it. One at a time. `accept` is asked for every reply that arrives;
   * a stray one is left aside and the wait goes on.
   * @throws when the content cannot be carried at all; nothing has been written then
   */
  exchange(content: Buffer, accept: (reply: Buffer) => 'answer' | 'stray'): Promise<ExchangeOutcome>;
  /** Ends the connection; an exchange under way ends as uncertain. */
  close(): Promise<void>;
  on(event: 'connected', listener: () => void): unknown;
  on(event: 'disconnected' | 'connect-failed', listener: (lost: { code: string }) => void): unknown;
}
