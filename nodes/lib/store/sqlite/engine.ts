/** What the operations of the embedded store share: the open file, its group commit, its counters, and whom to tell of work. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Signal } from '../store.ts';
import { openDatabase } from './connection.ts';
import { Counters } from './counters.ts';
import { GroupCommit } from './group-commit.ts';

export type SignalListener = (signal: Signal, endpoint?: string) => void;

export class Engine {
  readonly database: DatabaseSync;
  readonly commits: GroupCommit;
  readonly counters: Counters;
  readonly #listeners = new Set<SignalListener>();
  readonly #session = randomUUID();
  #claims = 0;

  constructor(file: string, failpoint: ((name: string) => void) | undefined) {
    this.database = openDatabase(file);
    this.counters = new Counters(this.database);
    this.commits = new GroupCommit({
      database: this.database,
      failpoint,
      beforeCommit: () => this.counters.save(),
      afterRollback: () => this.counters.reload(this.database),
    });
  }

  /** Unique over restarts, so that a claim of an earlier process never fits. */
  nextClaimToken(): string {
    this.#claims += 1;
    return `${this.#session}.${String(this.#claims)}`;
  }

  onSignal(listener: SignalListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  signal(signal: Signal, endpoint?: string): void {
    for (const listener of this.#listeners) listener(signal, endpoint);
  }

  close(): void {
    this.commits.close();
    this.database.close();
  }
}
