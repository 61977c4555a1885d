/** The outbox port in memory, strict about its use: it throws where a message is settled, marked or claimed out of turn. Commits at the end of the turn, as the real one does. */
import assert from 'node:assert/strict';
import type { MessageEffect } from '../../../nodes/lib/surgery/index.ts';
import type { AttemptResult, ClaimedMessage, MessageState, Outbox, Signal } from '../../../nodes/lib/store/index.ts';

export interface FakeMessage {
  messageId: number;
  orderingKey: string;
  controlId: string;
  effect: MessageEffect;
  state: MessageState;
  notBefore: number;
  attempts: number;
  refusals: number;
  token: string | undefined;
  results: AttemptResult[];
}

export const ENDPOINT = 'millennium';

export class FakeOutbox implements Outbox {
  readonly messages: FakeMessage[] = [];
  readonly calls = { claim: 0, mark: 0, settle: 0, recover: 0, due: 0 };
  /** Operations that reject for now. */
  readonly broken = new Set<keyof FakeOutbox['calls']>();
  /** Control ids whose in-flight mark says that the claim has been lost. */
  readonly stolen = new Set<string>();
  /** What happened, in order, as `claim:A1`, `mark:A1`, `settle:A1`, and `commit` for each turn of writes. */
  readonly story: string[] = [];
  #tokens = 0;
  #listeners = new Set<(signal: Signal, endpoint?: string) => void>();
  #pending: (() => void)[] = [];

  /** Queues a message; its control id is the key and a running number. */
  add(orderingKey: string, effect: MessageEffect = 'create', notBefore = 0): FakeMessage {
    const number = this.messages.filter((message) => message.orderingKey === orderingKey).length + 1;
    const message: FakeMessage = {
      messageId: this.messages.length + 1,
      orderingKey,
      controlId: `${orderingKey}${String(number)}`,
      effect,
      state: 'queued',
      notBefore,
      attempts: 0,
      refusals: 0,
      token: undefined,
      results: [],
    };
    this.messages.push(message);
    return message;
  }

  signal(endpoint?: string): void {
    for (const listener of this.#listeners) {
      if (endpoint === undefined) listener('outbox:ready');
      else listener('outbox:ready', endpoint);
    }
  }

  onSignal(listener: (signal: Signal, endpoint?: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  named(controlId: string): FakeMessage {
    const found = this.messages.find((message) => message.controlId === controlId);
    assert.ok(found !== undefined, controlId);
    return found;
  }

  count(state: MessageState): number {
    return this.messages.filter((message) => message.state === state).length;
  }

  claimMessages({ endpoint, limit, now }: { endpoint: string; limit: number; now: Date }): Promise<ClaimedMessage[]> {
    assert.equal(endpoint, ENDPOINT);
    assert.ok(limit > 0);
    return this.#write('claim', () => {
      const due = this.#heads().filter(({ state, notBefore }) => state === 'queued' && notBefore <= now.getTime());
      return due.slice(0, limit).map((message) => this.#claim(message));
    });
  }

  markInFlight(messageId: number, claimToken: string): Promise<boolean> {
    return this.#write('mark', () => {
      const message = this.#byId(messageId);
      if (this.stolen.delete(message.controlId)) {
        message.state = 'queued';
        return false;
      }
      assert.equal(message.state, 'claimed', message.controlId);
      assert.equal(message.token, claimToken);
      this.story.push(`mark:${message.controlId}`);
      message.state = 'in-flight';
      return true;
    });
  }

  settleMessage(messageId: number, claimToken: string, result: AttemptResult): Promise<boolean> {
    return this.#write('settle', () => {
      const message = this.#byId(messageId);
      if (message.token !== claimToken) return false;
      assert.ok(
        message.state === 'in-flight' || (message.state === 'claimed' && result.class === 'none'),
        message.controlId,
      );
      this.story.push(`settle:${message.controlId}`);
      if (result.class !== 'none') message.attempts += 1;
      if (result.class === 'transient') message.refusals += 1;
      message.results.push(result);
      message.state = result.next.state;
      message.token = undefined;
      if (result.next.state === 'queued') message.notBefore = result.next.notBefore.getTime();
      return true;
    });
  }

  recoverMessages({ uncertain }: { uncertain: 'resend' | 'hold' }): Promise<{ requeued: number; held: number }> {
    return this.#write('recover', () => {
      const left = this.messages.filter(({ state }) => state === 'claimed' || state === 'in-flight');
      let held = 0;
      for (const message of left) {
        message.token = undefined;
        const hold = message.state === 'in-flight' && uncertain === 'hold';
        if (hold) held += 1;
        message.state = hold ? 'held' : 'queued';
        message.notBefore = 0;
      }
      return { requeued: left.length - held, held };
    });
  }

  nextMessageDueAt(): Promise<Date | undefined> {
    return this.#write('due', () => {
      const waiting = this.#heads().filter(({ state }) => state === 'queued');
      return waiting.length === 0 ? undefined : new Date(Math.min(...waiting.map(({ notBefore }) => notBefore)));
    });
  }

  retryMessage(messageId: number): Promise<boolean> {
    const message = this.#byId(messageId);
    message.state = 'queued';
    message.notBefore = 0;
    this.signal();
    return Promise.resolve(true);
  }

  #claim(message: FakeMessage): ClaimedMessage {
    this.#tokens += 1;
    message.token = `token-${String(this.#tokens)}`;
    message.state = 'claimed';
    this.story.push(`claim:${message.controlId}`);
    const { messageId, orderingKey, controlId, effect, attempts, refusals, token } = message;
    return {
      messageId,
      claimToken: token,
      eventId: `event-of-${controlId}`,
      caseId: orderingKey,
      orderingKey,
      controlId,
      triggerEvent: 'A05',
      effect,
      hospital: 'SU',
      content: Buffer.from(`content of ${controlId}`),
      attempts,
      refusals,
    };
  }

  /** The first message of every key that is not over; a held one stays the head and blocks its key. */
  #heads(): FakeMessage[] {
    const heads = new Map<string, FakeMessage>();
    for (const message of this.messages) {
      if (message.state !== 'acknowledged' && !heads.has(message.orderingKey)) heads.set(message.orderingKey, message);
    }
    return [...heads.values()].sort((a, b) => a.notBefore - b.notBefore || a.messageId - b.messageId);
  }

  #byId(messageId: number): FakeMessage {
    const message = this.messages[messageId - 1];
    assert.ok(message !== undefined);
    return message;
  }

  #write<T>(operation: keyof FakeOutbox['calls'], run: () => T): Promise<T> {
    this.calls[operation] += 1;
    return new Promise((resolve, reject) => {
      if (this.#pending.length === 0) setImmediate(() => this.#commit());
      this.#pending.push(() => {
        if (this.broken.has(operation)) {
          reject(new Error('the disk is full'));
          return;
        }
        try {
          resolve(run());
        } catch (cause) {
          // A broken rule of use must fail the test, not look like a store that does not work.
          process.nextTick(() => {
            throw cause;
          });
        }
      });
    });
  }

  #commit(): void {
    const group = this.#pending;
    this.#pending = [];
    for (const run of group) run();
    this.story.push('commit');
  }
}
