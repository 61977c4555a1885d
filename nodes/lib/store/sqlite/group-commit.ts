/** Runs every write asked for within a turn of the event loop in one transaction: one synchronisation of the disk for all of them. */
import type { DatabaseSync } from 'node:sqlite';
import { asStoreFailure } from './sqlite-failure.ts';
import { StoreFailure } from '../store-failure.ts';

/** What an operation gives back: its value, and what to do once it is on disk. */
export interface Written<T> {
  value: T;
  committed?: () => void;
}

interface Pending {
  point: string | undefined;
  /** An operation that can fail alone is undone alone. */
  alone: boolean;
  run: () => Written<unknown>;
  resolve: (value: unknown) => void;
  reject: (cause: unknown) => void;
}

export interface GroupCommitOptions {
  database: DatabaseSync;
  failpoint: ((name: string) => void) | undefined;
  /** Called inside every transaction, before its commit. */
  beforeCommit: () => void;
  /** Called after a transaction that was rolled back. */
  afterRollback: () => void;
}

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #pending: Pending[] = [];
  #scheduled = false;
  #closed = false;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /** Resolves after the commit. Rejects with a StoreFailure when the group could not be written; nothing of it is kept then. */
  write<T>(run: () => Written<T>, { point, alone = false }: { point?: string; alone?: boolean } = {}): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreFailure('closed', 'the store has been closed'));
    return new Promise<T>((resolve, reject) => {
      this.#pending.push({ point, alone, run, resolve: resolve as (value: unknown) => void, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => this.flush());
    });
  }

  /** Writes what is pending now; used by the scheduler and by closing. */
  flush(): void {
    this.#scheduled = false;
    const group = this.#pending;
    this.#pending = [];
    if (group.length === 0) return;
    const { database, failpoint, beforeCommit, afterRollback } = this.#options;
    const points = failpoint === undefined ? [] : [...new Set(group.flatMap(({ point }) => point ?? []))];
    const settle: (() => void)[] = [];
    try {
      database.exec('BEGIN IMMEDIATE');
      for (const pending of group) settle.push(this.#run(pending));
      beforeCommit();
      for (const point of points) failpoint?.(`${point}:before`);
      database.exec('COMMIT');
    } catch (cause) {
      if (database.isTransaction) rollBack(database);
      afterRollback();
      const failure = asStoreFailure(cause);
      for (const { reject } of group) reject(failure);
      return;
    }
    for (const point of points) failpoint?.(`${point}:after`);
    for (const end of settle) end();
  }

  close(): void {
    this.flush();
    this.#closed = true;
  }

  #run({ alone, run, resolve, reject }: Pending): () => void {
    const { database } = this.#options;
    if (!alone) return settled(run(), resolve);
    database.exec('SAVEPOINT operation');
    try {
      const written = run();
      database.exec('RELEASE operation');
      return settled(written, resolve);
    } catch (cause) {
      if (!(cause instanceof StoreFailure)) throw cause;
      database.exec('ROLLBACK TO operation');
      database.exec('RELEASE operation');
      return () => reject(cause);
    }
  }
}

function settled({ value, committed }: Written<unknown>, resolve: (value: unknown) => void): () => void {
  return () => {
    committed?.();
    resolve(value);
  };
}

/** A full disk may have ended the transaction already; then there is nothing left to roll back. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch (cause) {
    if (database.isTransaction) throw cause;
  }
}
