/** One process at a time: a lock on a file that the system itself takes back from a dead process, on a shared volume as well. */
import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { asStoreFailure, isLocked } from './sqlite-failure.ts';

export class FileLock {
  readonly #database: DatabaseSync;

  /**
   * The file holds nothing and is made when it is not there. Nobody may open it otherwise: closing it would let go of the lock
   * (sqlite.org/howtocorrupt.html §2.2).
   * @throws StoreFailure
   */
  constructor(file: string) {
    try {
      this.#database = new DatabaseSync(file, { timeout: 0 });
      chmodSync(file, 0o600);
    } catch (cause) {
      throw asStoreFailure(cause);
    }
  }

  /** Does not wait. */
  tryLock(): boolean {
    try {
      // With a journal in a file, the lock could not be had on a full disk. Asks for the file, so it may have to wait as well.
      this.#database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      return true;
    } catch (cause) {
      if (isLocked(cause)) return false;
      throw asStoreFailure(cause);
    }
  }

  unlock(): void {
    this.#database.exec('ROLLBACK');
  }

  close(): void {
    this.#database.close();
  }
}
