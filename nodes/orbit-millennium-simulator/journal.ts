/** An append-only file of JSON lines that carries the simulated state through a restart and a kill of the process; written before the answer leaves, without fsync. Test data only. */
import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Counters, Deed, HeldState } from './held-state.ts';
import { readLines } from './read-lines.ts';

export type JournalLine = Deed | { counters: Counters };

/** Files in use in this process: two writers would destroy each other's lines. */
const inUse = new Set<string>();
const LINES_PER_WRITE = 1_000;

export class Journal {
  readonly #file: string;
  #descriptor: number | undefined;

  private constructor(file: string, descriptor: number) {
    this.#file = file;
    this.#descriptor = descriptor;
  }

  /**
   * Reads the file back into `state` unless that holds something already, and shortens it to what is held.
   * @throws when the file is in use by another simulator of this process or cannot be written
   */
  static open(file: string, state: HeldState): Journal {
    if (inUse.has(file)) throw new Error('the journal is in use by another simulator');
    if (state.isEmpty) restore(file, state);
    rewrite(file, state);
    const journal = new Journal(file, openSync(file, 'a', 0o600));
    inUse.add(file);
    return journal;
  }

  append(line: JournalLine): void {
    if (this.#descriptor !== undefined) writeSync(this.#descriptor, `${JSON.stringify(line)}\n`);
  }

  /** Shortens the file to what is held now. */
  rewrite(state: HeldState): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    rewrite(this.#file, state);
    this.#descriptor = openSync(this.#file, 'a', 0o600);
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
    inUse.delete(this.#file);
  }
}

function restore(file: string, state: HeldState): void {
  if (!existsSync(file)) return;
  for (const text of readLines(file)) {
    const line = parseLine(text);
    if (line === undefined) continue;
    if ('counters' in line) state.restoreCounters(line.counters);
    else state.apply(line);
  }
}

/** A kill in the middle of a write leaves a torn last line; what it said was never answered. */
function parseLine(text: string): JournalLine | undefined {
  try {
    return text === '' ? undefined : (JSON.parse(text) as JournalLine);
  } catch {
    return undefined;
  }
}

function rewrite(file: string, state: HeldState): void {
  const temporary = `${file}.new`;
  rmSync(temporary, { force: true });
  const descriptor = openSync(temporary, 'a', 0o600);
  try {
    let pending: string[] = [];
    for (const line of linesOf(state)) {
      pending.push(`${JSON.stringify(line)}\n`);
      if (pending.length < LINES_PER_WRITE) continue;
      writeSync(descriptor, pending.join(''));
      pending = [];
    }
    writeSync(descriptor, pending.join(''));
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}

function* linesOf(state: HeldState): Generator<JournalLine> {
  const { patients, encounters, beds, appointments, received, anomalies, counters } = state.view();
  for (const patient of patients) yield { changes: { patient } };
  for (const encounter of encounters) yield { changes: { encounter } };
  for (const bed of beds) yield { changes: { bed } };
  for (const appointment of appointments) yield { changes: { appointment } };
  const answers = new Map(state.log.answers());
  for (const message of received) {
    const answer = answers.get(message.controlId);
    yield { message, ...(answer === undefined ? {} : { answer }) };
  }
  yield { anomalies: [...anomalies] };
  yield { counters };
}
