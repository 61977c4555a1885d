/** What an operation works with inside a transaction, and what it leaves for after the commit: counts, signals and the commit points it passed. */
import type { EventState } from '../inbox.ts';
import type { MessageState } from '../outbox.ts';
import type { Connection } from './connection.ts';
import { CountChanges } from './counts.ts';
import type { HighestNumbers } from './high-water-mark.ts';
import type { Session } from './session.ts';

/** The durable steps of architecture.md: accepted, settled, claimed, in flight, answered, answered by the application; and a command of an operator. */
export type CommitPoint = 'T0' | 'T1' | 'T2' | 'T3' | 'T4' | 'T5' | 'OP';

/** Taken back with the transaction when it is rolled back. */
export class Effects {
  readonly counts = new CountChanges();
  readonly points = new Set<CommitPoint>();
  readonly readyEndpoints = new Set<string>();
  inboxReady = false;
  /** Of the events and messages written; 0: none. */
  readonly highest: HighestNumbers = { event: 0, message: 0 };
  readonly #undos: (() => void)[] = [];

  /** How to take back what has been changed in memory. */
  undo(step: () => void): void {
    this.#undos.push(step);
  }

  wrote(row: keyof HighestNumbers, rowNo: number): void {
    this.highest[row] = Math.max(this.highest[row], rowNo);
  }

  rollBack(): void {
    for (const step of this.#undos.splice(0).reverse()) step();
  }

  merge(other: Effects): void {
    this.counts.merge(other.counts);
    for (const point of other.points) this.points.add(point);
    for (const endpoint of other.readyEndpoints) this.readyEndpoints.add(endpoint);
    this.inboxReady ||= other.inboxReady;
    this.wrote('event', other.highest.event);
    this.wrote('message', other.highest.message);
    this.#undos.push(...other.#undos);
  }
}

export class Transaction {
  readonly db: Connection;
  readonly session: Session;
  readonly effects: Effects;

  constructor(db: Connection, session: Session, effects: Effects) {
    this.db = db;
    this.session = session;
    this.effects = effects;
  }

  moveEvent(from: EventState | undefined, to: EventState | undefined): void {
    this.effects.counts.moveEvent(from, to);
  }

  moveMessages(endpoint: string, from: MessageState | undefined, to: MessageState | undefined, count = 1): void {
    this.effects.counts.moveMessages(endpoint, from, to, count);
  }

  inboxReady(): void {
    this.effects.inboxReady = true;
  }

  outboxReady(endpoint: string): void {
    this.effects.readyEndpoints.add(endpoint);
  }

  /** Said by an operation that has written something. */
  passes(point: CommitPoint): void {
    this.effects.points.add(point);
  }
}
