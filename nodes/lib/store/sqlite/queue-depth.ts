/** How much is where, and since when the oldest of it waits; held and stuck ones wait for a person and are counted, not timed. */
import type { QueueDepth } from '../queries.ts';
import type { Connection } from './connection.ts';
import type { Counts } from './counts.ts';
import type { Session } from './session.ts';
import { QUERIES } from './statements/query-statements.ts';

/** @param endpoint messages of this endpoint only; the counts of events are those of the store in either case */
export function queueDepth(db: Connection, session: Session, counts: Counts, endpoint?: string): QueueDepth {
  const endpoints = endpoint === undefined ? counts.endpoints() : [endpoint];
  const times = endpoints.flatMap((name) => oldestMessageAt(db, session, name));
  if (endpoint === undefined) times.push(...oldestEventAt(db, session));
  return {
    events: counts.events(),
    messages: counts.messages(endpoint),
    oldestWaitingAt: times.length === 0 ? null : new Date(Math.min(...times)),
  };
}

function oldestMessageAt(db: Connection, session: Session, endpoint: string): number[] {
  const ids = [
    db.get(QUERIES.oldestReadyMessage, endpoint)?.messageId,
    db.get(QUERIES.oldestWaitingMessage, endpoint)?.messageId,
    db.get(QUERIES.oldestCommittedMessage, endpoint)?.messageId,
  ];
  for (const [, { head }] of session.claimed.entries()) if (head.endpoint === endpoint) ids.push(head.messageId);
  for (const left of session.left.values()) if (left.endpoint === endpoint) ids.push(left.messageId);
  return earliest(ids).flatMap((messageId) => db.get(QUERIES.createdAt, messageId)?.at ?? []);
}

function oldestEventAt(db: Connection, session: Session): number[] {
  const seqs = [db.get(QUERIES.oldestReadyEvent)?.seq, db.get(QUERIES.oldestWaitingEvent)?.seq];
  for (const [, { seq }] of session.handedOut.entries()) seqs.push(seq);
  return earliest(seqs).flatMap((seq) => db.get(QUERIES.acceptedAt, seq)?.at ?? []);
}

/** Numbers rise with time, so the lowest is the oldest. */
function earliest(numbers: readonly (number | null | undefined)[]): number[] {
  const known = numbers.filter((number) => typeof number === 'number');
  return known.length === 0 ? [] : [Math.min(...known)];
}
