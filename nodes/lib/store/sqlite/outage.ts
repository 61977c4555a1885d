/** Remembers that the store could not be written, so that it is told of once, and so that a probe tries what has failed before it says that all is well. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreFailure } from '../store-failure.ts';
import type { Connection } from './connection.ts';

/** An event, its ledger and its messages take some KiB, and the log needs room as well. */
const LEAST_FREE_BYTES = 1_048_576;
/** More than the pages a file has free by chance. */
const ROOM_BYTES = 262_144;

export class Outage {
  readonly #folder: string;
  readonly #told: ((failure: StoreFailure | undefined) => void) | undefined;
  #failure: StoreFailure | undefined;

  constructor(file: string, told: ((failure: StoreFailure | undefined) => void) | undefined) {
    this.#folder = dirname(file);
    this.#told = told;
  }

  began(failure: unknown): void {
    if (!(failure instanceof StoreFailure) || failure.class !== 'unavailable') return;
    const isNews = this.#failure?.code !== failure.code;
    this.#failure = failure;
    if (isNews) this.#told?.(failure);
  }

  /** An event has been taken, or a probe has done what one needs. */
  over(): void {
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.#told?.(undefined);
  }

  /** @throws StoreFailure `disk-full` */
  checkSpace(): void {
    if (freeBytes(this.#folder) < LEAST_FREE_BYTES)
      throw new StoreFailure('disk-full', 'less than 1 MiB is free on the disk of the store');
  }

  /** After a full disk a small row may find room where an event does not. */
  tryRoom(db: Connection): void {
    if (this.#failure?.code !== 'disk-full') return;
    db.execute(
      `CREATE TABLE probe_room (room BLOB) STRICT; INSERT INTO probe_room VALUES (zeroblob(${String(ROOM_BYTES)})); DROP TABLE probe_room`,
    );
  }
}

/** A folder that cannot be asked is not full: the write that follows says what is wrong with it. */
function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
