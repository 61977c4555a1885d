/** What a store must do, on plain lists: the model the real one is compared with, step by step. Every decision that matters is written down here a second time, the simple way. */
import assert from 'node:assert/strict';

export interface ModelEvent {
  eventId: string;
  version: number;
  state: 'accepted' | 'processing' | 'settled' | 'held' | 'stuck';
  lost: number;
}

export interface ModelMessage {
  controlId: string;
  eventId: string;
  state: 'queued' | 'claimed' | 'in-flight' | 'acknowledged' | 'held' | 'superseded';
  attempts: number;
  notBefore: number;
}

export interface ModelCase {
  /** In the order of arrival. */
  events: ModelEvent[];
  /** In the order of commitment: the lane of the case. */
  messages: ModelMessage[];
  waitUntil: number;
  ledgerVersion: number | undefined;
  /** The newest settled event, when it had messages; and the ledger's version before it. */
  replaceable: { eventId: string; before: number | undefined } | undefined;
}

export const MAX_DISPATCHES = 3;

export class StoreModel {
  readonly cases = new Map<string, ModelCase>();
  /** Control ids in the order their attempts began; the last is the attempt the receiver may have seen. */
  readonly sent: string[] = [];
  now = 0;

  caseOf(caseId: string): ModelCase {
    let found = this.cases.get(caseId);
    if (found === undefined) {
      found = { events: [], messages: [], waitUntil: 0, ledgerVersion: undefined, replaceable: undefined };
      this.cases.set(caseId, found);
    }
    return found;
  }

  accept(caseId: string, eventId: string, version: number): 'accepted' | 'duplicate' {
    const target = this.caseOf(caseId);
    if (target.events.some((event) => event.eventId === eventId)) return 'duplicate';
    target.events.push({ eventId, version, state: 'accepted', lost: 0 });
    target.waitUntil = 0;
    return 'accepted';
  }

  /** Moves what has been handed out too often to stuck, and returns the event of each case that is due. */
  dueEvents(): Map<string, ModelEvent> {
    const due = new Map<string, ModelEvent>();
    for (const [caseId, { events, waitUntil }] of this.cases) {
      if (events.some(({ state }) => state === 'processing' || state === 'held' || state === 'stuck')) continue;
      const next = lowest(events);
      if (next === undefined || waitUntil > this.now) continue;
      if (next.lost >= MAX_DISPATCHES) next.state = 'stuck';
      else due.set(caseId, next);
    }
    return due;
  }

  defer(caseId: string, event: ModelEvent, until: number): void {
    event.state = 'accepted';
    const target = this.caseOf(caseId);
    target.waitUntil = lowest(target.events) === event ? until : 0;
  }

  /** The event whose messages may be replaced: none tried, none of another event behind them. */
  unsent(caseId: string): { eventId: string; before: number | undefined } | undefined {
    const { messages, replaceable } = this.caseOf(caseId);
    if (replaceable === undefined) return undefined;
    const own = messages.filter(({ eventId }) => eventId === replaceable.eventId);
    return own.every(({ state, attempts }) => state === 'queued' && attempts === 0) ? replaceable : undefined;
  }

  commit(caseId: string, event: ModelEvent, controlIds: readonly string[], supersede: boolean): void {
    const target = this.caseOf(caseId);
    const before = supersede ? target.replaceable?.before : target.ledgerVersion;
    if (supersede) {
      for (const message of target.messages)
        if (message.eventId === target.replaceable?.eventId) message.state = 'superseded';
    }
    event.state = 'settled';
    for (const controlId of controlIds)
      target.messages.push({ controlId, eventId: event.eventId, state: 'queued', attempts: 0, notBefore: 0 });
    target.ledgerVersion = event.version;
    target.replaceable = controlIds.length === 0 ? undefined : { eventId: event.eventId, before };
    target.waitUntil = 0;
  }

  dueMessages(): ModelMessage[] {
    return [...this.cases.values()].flatMap(({ messages }) => {
      const head = messages.find(({ state }) => state !== 'acknowledged' && state !== 'superseded');
      return head?.state === 'queued' && head.notBefore <= this.now ? [head] : [];
    });
  }

  messages(): ModelMessage[] {
    return [...this.cases.values()].flatMap(({ messages }) => messages);
  }

  events(): ModelEvent[] {
    return [...this.cases.values()].flatMap(({ events }) => events);
  }

  /** A process ends: what it had in hand is lost, and what was in flight has been tried. */
  crash(uncertain: 'resend' | 'hold'): void {
    for (const event of this.events()) {
      if (event.state !== 'processing') continue;
      event.state = 'accepted';
      event.lost += 1;
    }
    for (const target of this.cases.values()) {
      for (const message of target.messages) {
        if (message.state === 'claimed') message.state = 'queued';
        if (message.state !== 'in-flight') continue;
        message.attempts += 1;
        message.notBefore = 0;
        message.state = uncertain === 'hold' ? 'held' : 'queued';
      }
    }
  }

  /** Whatever happened: a message is sent after all older ones of its case are done with. */
  assertOrder(): void {
    for (const { messages } of this.cases.values()) {
      const order = messages.map(({ controlId }) => controlId);
      const first = [...new Set(this.sent)].filter((controlId) => order.includes(controlId));
      assert.deepEqual(
        first,
        order.filter((controlId) => first.includes(controlId)),
        'the first attempts of a case are in its order',
      );
    }
  }
}

function lowest(events: readonly ModelEvent[]): ModelEvent | undefined {
  return events
    .filter(({ state }) => state === 'accepted')
    .reduce<ModelEvent | undefined>(
      (found, event) => (found === undefined || event.version < found.version ? event : found),
      undefined,
    );
}
