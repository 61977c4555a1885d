/** Keeps how many events and messages are in each state, in memory and, with the same transaction, on disk: counting a million rows would take too long to ask often. */
import type { DatabaseSync } from 'node:sqlite';

export class Counters {
  readonly #values = new Map<string, number>();
  readonly #changes = new Map<string, number>();
  readonly #save;

  constructor(database: DatabaseSync) {
    for (const row of database.prepare('SELECT name, value FROM counters').all()) this.#values.set(row.name as string, row.value as number);
    this.#save = database.prepare('INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value');
  }

  move(kind: 'event' | 'message', from: string | undefined, to: string): void {
    if (from === to) return;
    if (from !== undefined) this.#add(`${kind}:${from}`, -1);
    this.#add(`${kind}:${to}`, 1);
  }

  get(kind: 'event' | 'message', state: string): number {
    return this.#values.get(`${kind}:${state}`) ?? 0;
  }

  /** Inside the transaction. */
  save(): void {
    for (const [name, change] of this.#changes) {
      if (change === 0) continue;
      const value = (this.#values.get(name) ?? 0) + change;
      this.#save.run(name, value);
      this.#values.set(name, value);
    }
    this.#changes.clear();
  }

  /** After a rollback the file holds the old values; memory must too. */
  reload(database: DatabaseSync): void {
    this.#changes.clear();
    this.#values.clear();
    for (const row of database.prepare('SELECT name, value FROM counters').all()) this.#values.set(row.name as string, row.value as number);
  }

  #add(name: string, change: number): void {
    this.#changes.set(name, (this.#changes.get(name) ?? 0) + change);
  }
}
