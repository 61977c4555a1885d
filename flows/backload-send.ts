/**
 * Sends checked bookings to a running Orbit, the earliest operation first. Only a few are under way at a time, so that what changes meanwhile is hardly
 * kept waiting; and what an earlier run has sent is recognised by its event id, so a run that broke off is begun anew with the same command.
 */
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportForm } from '../nodes/lib/orbit/index.ts';
import type { CheckedExport } from './backload-check.ts';
import { ask, type OrbitAddress } from './orbit-client.ts';
import type { OrbitRoom } from './orbit-room.ts';

export interface SendOptions extends OrbitAddress {
  /** Events a second, at most. */
  rate: number;
  /** Events that may be under way. */
  ahead: number;
  onProgress: (progress: Progress) => void;
}

export interface Progress {
  /** Events looked at. */
  done: number;
  total: number;
  counts: Counts;
}

/** What became of the bookings. `known`: sent by an earlier run. `waiting`: not done when the run ended. */
export type Outcome = 'completed' | 'unchanged' | 'known' | 'held' | 'refused' | 'waiting';
export type Counts = Record<Outcome, number>;

export interface SentReport {
  counts: Counts;
  /** What a person has to look at. */
  problems: readonly { row: number; eventId: string; outcome: Outcome; code: string }[];
}

interface Sent {
  row: number;
  eventId: string;
}

const BATCH = 10;
const ASK_AGAIN_MS = 100;
const PATIENCE_MS = 600_000;
const STATES: Readonly<Record<string, Outcome>> = {
  completed: 'completed',
  unchanged: 'unchanged',
  held: 'held',
  stuck: 'held',
};

export async function sendExport(
  path: string,
  form: ExportForm,
  { order }: CheckedExport,
  room: OrbitRoom,
  options: SendOptions,
): Promise<SentReport> {
  const run = new Run(options, order.length);
  const file = await open(path);
  try {
    for (let next = 0; next < order.length; next += BATCH) {
      const events: (Sent & { event: unknown })[] = [];
      for (const { row, start, end } of order.slice(next, next + BATCH)) {
        const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
        const event = room.readRow(buffer, form);
        events.push({ row, eventId: (event as { eventId: string }).eventId, event });
      }
      await run.send(events);
    }
    return await run.finish();
  } finally {
    await file.close();
  }
}

class Run {
  readonly #options: SendOptions;
  readonly #total: number;
  readonly #began = performance.now();
  readonly #counts: Counts = { completed: 0, unchanged: 0, known: 0, held: 0, refused: 0, waiting: 0 };
  readonly #problems: SentReport['problems'][number][] = [];
  readonly #underWay: Sent[] = [];
  #accepted = 0;
  #done = 0;

  constructor(options: SendOptions, total: number) {
    this.#options = options;
    this.#total = total;
  }

  async send(events: readonly (Sent & { event: unknown })[]): Promise<void> {
    while (this.#underWay.length + events.length > this.#options.ahead && this.#underWay.length > 0)
      await this.#settleOldest();
    await sleep(Math.max(0, this.#began + (this.#accepted / this.#options.rate) * 1000 - performance.now()));
    const results = await this.#post(events.map(({ event }) => event));
    for (const [index, { row, eventId }] of events.entries()) {
      const { status = 'missing', errors = [] } = results[index] ?? {};
      if (status === 'accepted') {
        this.#accepted += 1;
        this.#underWay.push({ row, eventId });
      } else if (status === 'duplicate') this.#end({ row, eventId }, 'known', '');
      else this.#end({ row, eventId }, 'refused', errors[0]?.message ?? status);
    }
  }

  async finish(): Promise<SentReport> {
    while (this.#underWay.length > 0) await this.#settleOldest();
    return { counts: this.#counts, problems: this.#problems };
  }

  async #settleOldest(): Promise<void> {
    const oldest = this.#underWay.shift();
    if (oldest === undefined) return;
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const { state, problem } = await this.#story(oldest.eventId);
      const outcome = STATES[state];
      if (outcome !== undefined || performance.now() > deadline) {
        this.#end(oldest, outcome ?? 'waiting', problem?.code ?? (outcome === undefined ? state : ''));
        return;
      }
      await sleep(ASK_AGAIN_MS);
    }
  }

  #end({ row, eventId }: Sent, outcome: Outcome, code: string): void {
    this.#counts[outcome] += 1;
    this.#done += 1;
    if (outcome === 'held' || outcome === 'refused' || outcome === 'waiting')
      this.#problems.push({ row, eventId, outcome, code });
    this.#options.onProgress({ done: this.#done, total: this.#total, counts: this.#counts });
  }

  async #post(events: readonly unknown[]): Promise<{ status?: string; errors?: { message: string }[] }[]> {
    const answer = await ask(this.#options, '/orbit/events', { method: 'POST', body: JSON.stringify(events) });
    return ((await answer.json()) as { results?: { status?: string }[] }).results ?? [];
  }

  async #story(eventId: string): Promise<{ state: string; problem?: { code: string } | null }> {
    const answer = await ask(this.#options, `/orbit/events/${encodeURIComponent(eventId)}`);
    return (await answer.json()) as { state: string };
  }
}
