/** How much is where, and since when the oldest of it waits; held and stuck ones wait for a person and are counted, not timed. */
import type { QueueDepth } from '../queries.ts';
import type { Connection } from './connection.ts';
import type { Counts } from './counts.ts';
import { QUERIES } from './statements/query-statements.ts';

/** @param endpoint messages of this endpoint only; the events are those of the store in either case */
export function queueDepth(db: Connection, counts: Counts, endpoint?: string): QueueDepth {
  const endpoints = endpoint === undefined ? counts.endpoints() : [endpoint];
  const messages = endpoints.flatMap((name) =>
    (['ready', 'waiting', 'claimed', 'in-flight'] as const).flatMap(
      (state) => db.get(QUERIES.oldestMessage, name, state)?.at ?? [],
    ),
  );
  const events =
    endpoint === undefined
      ? (['ready', 'waiting', 'processing'] as const).flatMap((state) => db.get(QUERIES.oldestEvent, state)?.at ?? [])
      : [];
  const times = [...messages, ...events];
  return {
    events: counts.events(),
    messages: counts.messages(endpoint),
    oldestWaitingAt: times.length === 0 ? null : new Date(Math.min(...times)),
  };
}
