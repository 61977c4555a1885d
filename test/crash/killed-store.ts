/** The files of a store whose process was killed, to be damaged in one way after the other. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import type { Store } from '../../nodes/lib/store/index.ts';

const CHILD_MS = 20_000;
export const PAGE_BYTES = 4_096;
/** sqlite.org/fileformat2.html §4: the header of the log, and that of each page in it. */
export const LOG_HEADER_BYTES = 32;
export const FRAME_BYTES = 24 + PAGE_BYTES;

export class KilledStore {
  readonly eventIds: readonly string[];
  readonly #original: string;
  readonly #copies: string[] = [];

  private constructor(original: string, eventIds: readonly string[]) {
    this.#original = original;
    this.eventIds = eventIds;
  }

  static async make(rounds: number): Promise<KilledStore> {
    const folder = mkdtempSync(join(tmpdir(), 'orbit-killed-'));
    const child = fork(join(import.meta.dirname, 'busy-store.ts'), [join(folder, 'orbit.sqlite'), String(rounds)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    await once(child, 'message', { signal: AbortSignal.timeout(CHILD_MS) });
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const numbers = Array.from({ length: rounds }, (_, number) => String(number));
    return new KilledStore(
      folder,
      numbers.flatMap((number) => [`settled-${number}-v1`, `accepted-${number}-v1`]),
    );
  }

  /** The path of the store file in a fresh copy of the folder. */
  copy(): string {
    const folder = mkdtempSync(join(tmpdir(), 'orbit-damaged-'));
    cpSync(this.#original, folder, { recursive: true });
    this.#copies.push(folder);
    return join(folder, 'orbit.sqlite');
  }

  /** Opens it as the next process would. */
  open(file: string): Promise<Store> {
    return openSqliteStore({ file, lockWaitMs: 0 });
  }

  /** Which of the accepted events the store does not know. */
  async missing(store: Store): Promise<string[]> {
    const stories = await Promise.all(this.eventIds.map((eventId) => store.eventStory(eventId)));
    return this.eventIds.filter((_, index) => stories[index] === undefined);
  }

  /** Every file beside the store with its bytes, so that a change of any is seen. */
  files(file: string): Map<string, Buffer> {
    const folder = join(file, '..');
    return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  }

  removeCopies(): void {
    for (const folder of this.#copies.splice(0)) rmSync(folder, { recursive: true, force: true });
  }

  remove(): void {
    this.removeCopies();
    rmSync(this.#original, { recursive: true, force: true });
  }
}
