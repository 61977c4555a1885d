/**
 * Remembers beside the store how far it had come, so that a store that has lost something says so instead of going on without it: a log that
 * was cut or deleted after a kill looks to SQLite like one that ends there (sqlite.org/wal.html §4.4), and so does an older copy of the file.
 */
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { StoreFailure } from '../store-failure.ts';
import type { Connection } from './connection.ts';
import { OPENING } from './statements/opening-statements.ts';

/** The highest numbers given to an event and to a message that were committed. */
export interface HighestNumbers {
  event: number;
  message: number;
}

interface Mark extends HighestNumbers {
  /** Milliseconds. */
  at: number;
}

/** The mark is written over itself, so that it takes no space that a full disk has not got. */
const MARK_BYTES = 96;

export function markFile(file: string): string {
  return `${file}-mark`;
}

/** Undefined: there is none, or it cannot be read; then nothing is known. */
function readMark(file: string): Mark | undefined {
  try {
    const { event, message, at } = JSON.parse(readFileSync(markFile(file), 'utf8')) as Partial<Mark>;
    return typeof event === 'number' && typeof message === 'number' && typeof at === 'number'
      ? { event, message, at }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * To be called before the file is made.
 * @throws StoreFailure `store-behind` when the file is missing although there was something in it
 */
export function checkFileIsThere(file: string): void {
  const mark = readMark(file);
  if (mark === undefined || (mark.event === 0 && mark.message === 0)) return;
  throw behind(file, `the store ${file} is missing or empty, and ${describe(mark)}`);
}

/** @throws StoreFailure `store-behind` when less is in the store than has been committed to it */
export function checkNothingIsMissing(file: string, connection: Connection): HighestNumbers {
  const found = {
    event: connection.get(OPENING.newestEvent)?.newest ?? 0,
    message: connection.get(OPENING.newestMessage)?.newest ?? 0,
  };
  const mark = readMark(file);
  if (mark === undefined || (found.event >= mark.event && found.message >= mark.message)) return found;
  const what = `the store ${file} ends with event ${String(found.event)} and message ${String(found.message)}, but ${describe(mark)}`;
  throw behind(file, `${what}: its log ${file}-wal was cut or deleted, or an older copy was put in its place`);
}

function describe({ event, message, at }: Mark): string {
  return `it had come to event ${String(event)} and message ${String(message)} at ${new Date(at).toISOString()}`;
}

function behind(file: string, what: string): StoreFailure {
  const todo = `Put the newest copy back, with its -wal if it has one; or, to go on without what is missing, delete ${markFile(file)} and have Orbit send again what it has sent since that copy`;
  return new StoreFailure('store-behind', `${what}. ${todo}. Nothing has been changed.`);
}

export class HighWaterMark {
  readonly #file: string;
  readonly #clock: () => number;
  readonly #numbers: HighestNumbers;
  readonly #bytes = Buffer.alloc(MARK_BYTES);
  #descriptor: number | undefined;

  /** @param numbers what is in the store now */
  constructor(file: string, numbers: HighestNumbers, clock = Date.now) {
    this.#file = markFile(file);
    this.#clock = clock;
    this.#numbers = { ...numbers };
  }

  /** After a commit, and before anybody is told of it. Costs one write to the memory of the system: after a loss of power it may be old, never wrong. */
  rise({ event, message }: HighestNumbers): void {
    const numbers = this.#numbers;
    if (event <= numbers.event && message <= numbers.message) return;
    numbers.event = Math.max(numbers.event, event);
    numbers.message = Math.max(numbers.message, message);
    try {
      this.#descriptor ??= openSync(this.#file, constants.O_RDWR | constants.O_CREAT, 0o600);
      this.#write(this.#descriptor);
    } catch {
      // Without a mark less is known at the next opening; what is in the store is as safe as before.
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #write(descriptor: number): void {
    const text = JSON.stringify({ ...this.#numbers, at: this.#clock() });
    this.#bytes.fill(' ');
    this.#bytes.write(`${text}\n`, 0, 'latin1');
    writeSync(descriptor, this.#bytes, 0, MARK_BYTES, 0);
  }
}
