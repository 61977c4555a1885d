/** How many events and messages are in each state: kept in memory, written with the transaction that changes them, so that nobody has to count rows. */
import type { EventState } from '../inbox.ts';
import type { MessageState } from '../outbox.ts';
import type { Connection } from './connection.ts';
import { query, write } from './sql.ts';

export type EventCounts = Record<EventState, number>;
export type MessageCounts = Record<MessageState, number>;

export const COUNTS = {
  events: query<EventCounts>(
    'SELECT accepted, processing, sent, completed, unchanged, held, stuck FROM event_counts WHERE only_row = 1',
  ),
  messages: query<MessageCounts & { endpoint: string }>(`
    SELECT endpoint, queued, claimed, in_flight AS "in-flight", committed, acknowledged, held, discarded, superseded FROM message_counts`),
  setEvents: write(`
    UPDATE event_counts SET accepted = ?, processing = ?, sent = ?, completed = ?, unchanged = ?, held = ?, stuck = ? WHERE only_row = 1`),
  setMessages: write(`
    INSERT INTO message_counts (endpoint, queued, claimed, in_flight, committed, acknowledged, held, discarded, superseded)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (endpoint) DO UPDATE SET queued = excluded.queued, claimed = excluded.claimed, in_flight = excluded.in_flight,
      committed = excluded.committed, acknowledged = excluded.acknowledged, held = excluded.held, discarded = excluded.discarded, superseded = excluded.superseded`),
} as const;

export const EVENT_STATES = [
  'accepted',
  'processing',
  'sent',
  'completed',
  'unchanged',
  'held',
  'stuck',
] as const satisfies readonly EventState[];
export const MESSAGE_STATES = [
  'queued',
  'claimed',
  'in-flight',
  'committed',
  'acknowledged',
  'held',
  'discarded',
  'superseded',
] as const satisfies readonly MessageState[];

const noEvents = (): EventCounts => ({
  accepted: 0,
  processing: 0,
  sent: 0,
  completed: 0,
  unchanged: 0,
  held: 0,
  stuck: 0,
});
const noMessages = (): MessageCounts => ({
  queued: 0,
  claimed: 0,
  'in-flight': 0,
  committed: 0,
  acknowledged: 0,
  held: 0,
  discarded: 0,
  superseded: 0,
});

/** The moves of one transaction, or of one operation in it. */
export class CountChanges {
  events: EventCounts | undefined;
  readonly messages = new Map<string, MessageCounts>();

  /** `undefined` stands for "did not exist before" and "does not exist any more". */
  moveEvent(from: EventState | undefined, to: EventState | undefined): void {
    this.events ??= noEvents();
    if (from !== undefined) this.events[from] -= 1;
    if (to !== undefined) this.events[to] += 1;
  }

  moveMessages(endpoint: string, from: MessageState | undefined, to: MessageState | undefined, count = 1): void {
    let counts = this.messages.get(endpoint);
    if (counts === undefined) this.messages.set(endpoint, (counts = noMessages()));
    if (from !== undefined) counts[from] -= count;
    if (to !== undefined) counts[to] += count;
  }

  merge({ events, messages }: CountChanges): void {
    if (events !== undefined) this.events = sum(EVENT_STATES, this.events ?? noEvents(), events);
    for (const [endpoint, counts] of messages) {
      this.messages.set(endpoint, sum(MESSAGE_STATES, this.messages.get(endpoint) ?? noMessages(), counts));
    }
  }
}

export class Counts {
  #events: EventCounts;
  readonly #messages = new Map<string, MessageCounts>();

  constructor(connection: Connection) {
    this.#events = connection.get(COUNTS.events) ?? noEvents();
    for (const { endpoint, ...counts } of connection.all(COUNTS.messages)) this.#messages.set(endpoint, counts);
  }

  /** Inside the transaction of the changes. */
  write(connection: Connection, { events, messages }: CountChanges): void {
    if (events !== undefined) {
      const next = sum(EVENT_STATES, this.#events, events);
      connection.run(COUNTS.setEvents, ...EVENT_STATES.map((state) => next[state]));
    }
    for (const [endpoint, changes] of messages) {
      const next = sum(MESSAGE_STATES, this.#of(endpoint), changes);
      connection.run(COUNTS.setMessages, endpoint, ...MESSAGE_STATES.map((state) => next[state]));
    }
  }

  /** After the commit. */
  apply({ events, messages }: CountChanges): void {
    if (events !== undefined) this.#events = sum(EVENT_STATES, this.#events, events);
    for (const [endpoint, changes] of messages) {
      this.#messages.set(endpoint, sum(MESSAGE_STATES, this.#of(endpoint), changes));
    }
  }

  events(): EventCounts {
    return { ...this.#events };
  }

  messages(endpoint?: string): MessageCounts {
    if (endpoint !== undefined) return { ...this.#of(endpoint) };
    return [...this.#messages.values()].reduce((total, counts) => sum(MESSAGE_STATES, total, counts), noMessages());
  }

  endpoints(): string[] {
    return [...this.#messages.keys()];
  }

  #of(endpoint: string): MessageCounts {
    return this.#messages.get(endpoint) ?? noMessages();
  }
}

function sum<State extends string>(
  states: readonly State[],
  one: Readonly<Record<State, number>>,
  other: Readonly<Record<State, number>>,
): Record<State, number> {
  const total: Record<State, number> = { ...one };
  for (const state of states) total[state] += other[state];
  return total;
}
