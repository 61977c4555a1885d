/** The access log: tells who opened which patient, on disk and chained before anything is opened. Several processes may write the same one. */
import { randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { KeySource } from '../../store/sealing/key-file.ts';
import { FileLock } from '../../store/sqlite/file-lock.ts';
import type { AccessEntry } from './access-entry.ts';
import { accessLogFailure, AccessLogProblem, failureOf, type AccessLogFailure } from './access-log-failure.ts';
import { appendDurably, syncFolder } from './durable-file.ts';
import { writeHead } from './head.ts';
import { fileOfMonth, monthOf } from './log-files.ts';
import { LogKeys } from './log-keys.ts';
import { findPosition, type Position } from './position.ts';
import { writeLine, type AccessRecord, type ChainEnd } from './record.ts';
import { sealSubject } from './subject.ts';

/** Another process holds the lock for some milliseconds at a time. */
const LOCK_WAIT_MS = 2_000;
const LOCK_POLL_MS = 5;

export interface AccessLogOptions {
  /** `<ORBIT_DATA_DIR>/access-log`; made when it is not there. */
  folder: string;
  /** The master key of the store. */
  key: KeySource;
  now?: () => Date;
  lockWaitMs?: number;
  /** Called with `access-log:synced` and `access-log:head`: for tests that stop there. */
  failpoint?: (name: string) => void;
}

export type Told = { ok: true; logId: string; sequence: number } | AccessLogFailure;

interface Waiting {
  entry: AccessEntry;
  at: Date;
  settle: (told: Told) => void;
  fail: (cause: unknown) => void;
}

export class AccessLog {
  readonly #options: AccessLogOptions;
  readonly #keys: LogKeys;
  #lock: FileLock | undefined;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: AccessLogOptions) {
    this.#options = options;
    this.#keys = new LogKeys(options.folder, options.key);
  }

  /** Resolves with `ok` when the record is on disk, and not before. */
  async tell(entry: AccessEntry): Promise<Told> {
    if (this.#isClosed) return accessLogFailure('closed');
    return new Promise((settle, fail) => {
      this.#waiting.push({ entry, at: this.#now(), settle, fail });
      this.#writing ??= this.#writeAll();
    });
  }

  /** Resolves when everything told so far is written or has failed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    this.#lock?.close();
    this.#lock = undefined;
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }

  /** What is told while one write is under way goes into the next, together. */
  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#writeBatch(batch);
    }
    this.#writing = undefined;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const records = await this.#locked(() => this.#append(batch));
      for (const [index, { logId, sequence }] of records.entries()) batch[index]?.settle({ ok: true, logId, sequence });
    } catch (cause) {
      this.#fail(batch, cause);
    }
  }

  #fail(batch: readonly Waiting[], cause: unknown): void {
    try {
      const failure = failureOf(cause);
      for (const { settle } of batch) settle(failure);
    } catch (mistake) {
      for (const { fail } of batch) fail(mistake);
    }
  }

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    const { folder, lockWaitMs = LOCK_WAIT_MS } = this.#options;
    if (this.#lock === undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = (this.#lock ??= new FileLock(lockFile(folder)));
    for (let waitedMs = 0; !lock.tryLock(); waitedMs += LOCK_POLL_MS) {
      if (waitedMs >= lockWaitMs) throw new AccessLogProblem('locked');
      await delay(LOCK_POLL_MS);
    }
    try {
      return await work();
    } finally {
      lock.unlock();
    }
  }

  async #append(batch: readonly Waiting[]): Promise<AccessRecord[]> {
    const position = await this.#mended(await findPosition(this.#options.folder, this.#keys));
    const month = monthOf(batch[0]?.at ?? this.#now());
    const sealing = this.#keys.sealing(month);
    const records: AccessRecord[] = [];
    let { end } = position;
    let text = '';
    for (const { entry, at } of batch) {
      const { patient, encounter, ...plain } = entry;
      const logId = randomUUID();
      const sealed = sealSubject({ patient, encounter }, sealing, logId);
      const record: AccessRecord = { kind: 'access', ...following(end, at), logId, ...plain, sealed };
      const written = writeLine(record);
      records.push(record);
      text += `${written.line}\n`;
      end = written.end;
    }
    // A clock that goes back, or processes that see the turn of the month at different moments: the chain goes on in the newest file.
    const ofMonth = fileOfMonth(month);
    const file = ofMonth > position.file ? ofMonth : position.file;
    await this.#write(file, position.isOpen && file === position.file ? `\n${text}` : text, end);
    return records;
  }

  /** What was found wrong is told in a record of its own, right behind it. */
  async #mended(found: Position): Promise<Position> {
    const { damage, end, isOpen } = found;
    if (damage === undefined) return found;
    const at = this.#now();
    const file = found.file === '' ? fileOfMonth(monthOf(at)) : found.file;
    const written = writeLine({
      kind: 'mend',
      ...following(damage.expected ?? end, at),
      previous: end.hash,
      ...damage,
    });
    await this.#write(file, `${isOpen ? '\n' : ''}${written.line}\n`, written.end);
    return { file, end: written.end, isOpen: false };
  }

  async #write(file: string, text: string, end: ChainEnd): Promise<void> {
    const { folder, failpoint } = this.#options;
    const path = join(folder, file);
    await appendDurably(path, text);
    await syncFolder(folder);
    failpoint?.('access-log:synced');
    await writeHead(folder, this.#keys, { ...end, file, size: (await stat(path)).size });
    failpoint?.('access-log:head');
  }
}

export function lockFile(folder: string): string {
  return join(folder, 'lock');
}

function following(end: ChainEnd, at: Date): Pick<AccessRecord, 'sequence' | 'at' | 'previous'> {
  return { sequence: end.sequence + 1, at: at.toISOString(), previous: end.hash };
}
