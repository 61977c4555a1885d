/** The inbox port in memory, as far as the dispatcher uses it. */
import type { AcceptStatus, ClaimedEvent, CommitStatus, Inbox, Signal } from '../../../nodes/lib/store/index.ts';

export interface FakeEvent {
  eventId: string;
  state: 'due' | 'processing' | 'settled' | 'stuck';
  dueAt: number;
  handedOutAt: number;
  dispatchCount: number;
  token: string | undefined;
}

export class FakeInbox implements Inbox {
  readonly events: FakeEvent[] = [];
  readonly calls = { claim: 0, due: 0, return: 0 };
  readonly broken = new Set<keyof FakeInbox['calls']>();
  readonly limits: number[] = [];
  #tokens = 0;
  #listeners = new Set<(signal: Signal) => void>();

  add(eventId: string, dueAt = 0): void {
    this.events.push({ eventId, state: 'due', dueAt, handedOutAt: 0, dispatchCount: 0, token: undefined });
  }

  count(state: FakeEvent['state']): number {
    return this.events.filter((event) => event.state === state).length;
  }

  signal(signal: Signal = 'inbox:ready'): void {
    for (const listener of this.#listeners) listener(signal);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** What the end of the flow does. False: the claim had been taken over. */
  settle(claimToken: string): boolean {
    const event = this.events.find(({ token, state }) => token === claimToken && state === 'processing');
    if (event !== undefined) event.state = 'settled';
    return event !== undefined;
  }

  /** What the flow does when it waits for a missing version. */
  putOff(claimToken: string, until: Date): void {
    const event = this.events.find(({ token, state }) => token === claimToken && state === 'processing');
    if (event === undefined) return;
    event.state = 'due';
    event.dueAt = until.getTime();
  }

  onSignal(listener: (signal: Signal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  claimEvents({
    limit,
    now,
    dispatchTimeoutMs,
    maxDispatches,
  }: {
    limit: number;
    now: Date;
    dispatchTimeoutMs: number;
    maxDispatches: number;
  }): Promise<ClaimedEvent[]> {
    this.limits.push(limit);
    return this.#write('claim', () => {
      const claimed: ClaimedEvent[] = [];
      for (const event of this.events) {
        const late = event.state === 'processing' && event.handedOutAt + dispatchTimeoutMs <= now.getTime();
        if (claimed.length === limit || !(late || (event.state === 'due' && event.dueAt <= now.getTime()))) continue;
        if (event.dispatchCount >= maxDispatches) event.state = 'stuck';
        else claimed.push(this.#handOut(event, now));
      }
      return claimed;
    });
  }

  returnEvents(claimTokens: readonly string[]): Promise<void> {
    return this.#write('return', () => {
      for (const event of this.events) {
        if (event.state !== 'processing' || event.token === undefined || !claimTokens.includes(event.token)) continue;
        event.state = 'due';
        event.dispatchCount -= 1;
      }
      this.signal();
    });
  }

  nextEventDueAt(dispatchTimeoutMs: number): Promise<Date | undefined> {
    return this.#write('due', () => {
      const times = this.events.flatMap(({ state, dueAt, handedOutAt }) =>
        state === 'due' ? [dueAt] : state === 'processing' ? [handedOutAt + dispatchTimeoutMs] : [],
      );
      return times.length === 0 ? undefined : new Date(Math.min(...times));
    });
  }

  #handOut(event: FakeEvent, now: Date): ClaimedEvent {
    this.#tokens += 1;
    event.state = 'processing';
    event.dispatchCount += 1;
    event.handedOutAt = now.getTime();
    event.token = `token-${String(this.#tokens)}`;
    const { eventId, dispatchCount, token } = event;
    return {
      event: {
        eventId,
        eventType: 'booked',
        occurredAt: '2026-11-03T10:15:00+01:00',
        caseId: eventId,
        version: 1,
        hospital: 'SU',
      },
      source: 'http',
      claimToken: token,
      acceptedAt: now,
      dispatchCount,
      before: undefined,
    };
  }

  #write<T>(operation: keyof FakeInbox['calls'], run: () => T): Promise<T> {
    this.calls[operation] += 1;
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        if (this.broken.has(operation)) reject(new Error('the disk is full'));
        else resolve(run());
      });
    });
  }

  acceptEvents(): Promise<AcceptStatus[]> {
    return unused();
  }
  recordRejection(): Promise<void> {
    return unused();
  }
  deferEvent(): Promise<boolean> {
    return unused();
  }
  holdEvent(): Promise<boolean> {
    return unused();
  }
  releaseEvents(): Promise<number> {
    return unused();
  }
  commitEvent(): Promise<CommitStatus> {
    return unused();
  }
}

function unused(): Promise<never> {
  return Promise.reject(new Error('the dispatcher does not use this'));
}
