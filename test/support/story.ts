/** Reads what became of events through the public HTTP contract, as Orbit would. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import type { OrbitProcess } from './orbit-process.ts';

export interface EventStoryView {
  eventId: string;
  caseId: string;
  state: string;
  change: string | null;
  messages: {
    kind: string;
    messageType: string;
    controlId: string;
    state: string;
    attempts: number;
    ackCode: string | null;
    errorCode: string | null;
  }[];
}

export type WireEvent = Record<string, unknown> & { eventId: string; caseId: string };

const FINAL = new Set(['completed', 'unchanged', 'held', 'stuck']);

/** The story of the event once nothing more happens to it by itself. */
export function storyOf(
  orbit: OrbitProcess,
  eventId: string,
  states: ReadonlySet<string> = FINAL,
): Promise<EventStoryView> {
  return eventually(
    `event ${eventId} in ${[...states].join(' or ')}`,
    () => orbit.get<EventStoryView>(`/orbit/events/${eventId}`),
    ({ state }) => states.has(state),
    30_000,
  );
}

/** A sample event as it stands in the contract's samples. */
export async function sampleEvent(
  name: 'booked-inpatient' | 'rebooked-inpatient' | 'cancelled-inpatient' | 'booked-day-surgery',
): Promise<WireEvent> {
  return JSON.parse(await readFile(join(import.meta.dirname, `../fixtures/events/${name}.json`), 'utf8')) as WireEvent;
}

/** A booking of its own: another event id, case and start minute for every number. */
export async function numberedBooking(number: number, changes: Record<string, unknown> = {}): Promise<WireEvent> {
  const event = await sampleEvent('booked-inpatient');
  return { ...event, eventId: `numbered-${String(number)}`, caseId: `OP2026${String(100_000 + number)}`, ...changes };
}
