/** Runs the writes asked for within one turn of the event loop in one transaction: one synchronisation of the disk for all of them. */
import { StoreFailure } from '../store-failure.ts';
import type { Connection } from './connection.ts';
import type { Counts } from './counts.ts';
import type { Session } from './session.ts';
import { asStoreFailure } from './sqlite-failure.ts';
import { write } from './sql.ts';
import { Effects, Transaction } from './transaction.ts';

export const CONTROL = {
  begin: write('BEGIN IMMEDIATE'),
  commit: write('COMMIT'),
  rollback: write('ROLLBACK'),
  savepoint: write('SAVEPOINT operation'),
  release: write('RELEASE operation'),
  undo: write('ROLLBACK TO operation'),
} as const;

/** More than this wait for the next transaction, so that a burst does not keep the event loop from its sockets for long. */
const LARGEST_GROUP = 512;

type Work<T> = (transaction: Transaction) => T;

interface Operation {
  work: Work<unknown>;
  /** Set before the commit, delivered after it. */
  settle: () => void;
  resolve: (value: unknown) => void;
  reject: (cause: unknown) => void;
}

export interface GroupCommitOptions {
  connection: Connection;
  session: Session;
  counts: Counts;
  /** How long a write may wait for company; 0 commits before the event loop takes in anything new. */
  groupDelayMs: number;
  failpoint: ((name: string) => void) | undefined;
  /** Called after each commit, before anybody is told that it is on disk. */
  onCommitted: (effects: Effects) => void;
  /** Called when a group could not be written. */
  onFailed: (failure: unknown) => void;
}

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #waiting: Operation[] = [];
  #wake: (() => void) | undefined;
  #closed = false;
  /** A damaged file is not written to any more: that could only damage it further. */
  #damage: StoreFailure | undefined;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /**
   * Resolves with the work's value once it is on disk. The work may run more than once, so it has no effects but those of the transaction.
   * Rejects with a StoreFailure of class `unavailable` when the group could not be written (nothing of it is kept), else with what the work threw.
   */
  write<T>(work: Work<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreFailure('closed', 'the store has been closed'));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, settle: nothing, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Writes what waits, then takes nothing more. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
    while (this.#waiting.length > 0) this.#flush();
  }

  #schedule(): void {
    if (this.#wake !== undefined) return;
    const flush = (): void => {
      this.#wake = undefined;
      this.#flush();
      if (this.#waiting.length > 0) this.#schedule();
    };
    if (this.#options.groupDelayMs > 0) {
      const timer = setTimeout(flush, this.#options.groupDelayMs);
      this.#wake = () => clearTimeout(timer);
    } else {
      const immediate = setImmediate(flush);
      this.#wake = () => clearImmediate(immediate);
    }
  }

  #flush(): void {
    const group = this.#waiting.splice(0, LARGEST_GROUP);
    if (group.length === 0) return;
    let effects: Effects;
    try {
      effects = this.#commitGroup(group);
    } catch (cause) {
      const failure = asStoreFailure(cause);
      if (failure instanceof StoreFailure && failure.code === 'corrupt') this.#damage = failure;
      for (const { reject } of group) reject(failure);
      this.#options.onFailed(failure);
      return;
    }
    this.#options.counts.apply(effects.counts);
    for (const point of effects.points) this.#options.failpoint?.(`${point}:after`);
    for (const { settle } of group) settle();
    this.#options.onCommitted(effects);
  }

  /**
   * All operations together. Only when one of them throws are they run again, each between savepoints: that one fails alone, and the usual
   * case does not pay for a savepoint (about 2 µs, and a copy of every page it touches).
   */
  #commitGroup(group: readonly Operation[]): Effects {
    try {
      return this.#transact((effects) => {
        const transaction = this.#begun(effects);
        for (const operation of group) runOne(operation, transaction);
      });
    } catch (cause) {
      if (isUnavailable(cause)) throw cause;
    }
    return this.#transact((effects) => {
      for (const operation of group) this.#runAlone(operation, effects);
    });
  }

  #runAlone(operation: Operation, effects: Effects): void {
    const { connection } = this.#options;
    const own = new Effects();
    connection.run(CONTROL.savepoint);
    try {
      runOne(operation, this.#begun(own));
      connection.run(CONTROL.release);
      effects.merge(own);
    } catch (cause) {
      own.rollBack();
      if (isUnavailable(cause)) throw cause;
      connection.run(CONTROL.undo);
      connection.run(CONTROL.release);
      operation.settle = () => operation.reject(cause);
    }
  }

  #begun(effects: Effects): Transaction {
    return new Transaction(this.#options.connection, this.#options.session, effects);
  }

  #transact(fill: (effects: Effects) => void): Effects {
    const { connection, counts, failpoint } = this.#options;
    const effects = new Effects();
    if (this.#damage !== undefined) throw this.#damage;
    connection.checkPlace();
    connection.run(CONTROL.begin);
    try {
      fill(effects);
      counts.write(connection, effects.counts);
      for (const point of effects.points) failpoint?.(`${point}:before`);
      connection.run(CONTROL.commit);
      return effects;
    } catch (cause) {
      effects.rollBack();
      // A full disk or an I/O error may have ended the transaction already (sqlite.org/lang_transaction.html §3).
      if (connection.inTransaction) connection.run(CONTROL.rollback);
      throw cause;
    }
  }
}

function runOne(operation: Operation, transaction: Transaction): void {
  const value = operation.work(transaction);
  operation.settle = () => operation.resolve(value);
}

function isUnavailable(cause: unknown): boolean {
  const failure = asStoreFailure(cause);
  return failure instanceof StoreFailure && failure.class === 'unavailable';
}

function nothing(): void {
  // Until it has run, an operation has nothing to deliver.
}
