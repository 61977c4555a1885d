/** The story of an event and the view of a case, read from what is committed. */
import { systemOf, type CaseLedger } from '../../surgery/index.ts';
import type { EventState } from '../inbox.ts';
import type { RouteRecord } from '../outbox.ts';
import type { CaseView, EventStory, Link, MessageStory } from '../queries.ts';
import { StoreFailure } from '../store-failure.ts';
import { caseLink } from './take-feed.ts';
import { openLedger } from './case-ledger-row.ts';
import type { Connection } from './connection.ts';
import type { Session } from './session.ts';
import { QUERIES, type EventRow, type LinkRow, type MessageRow } from './statements/query-statements.ts';

export function eventStory(db: Connection, eventId: string): EventStory | undefined {
  const row = db.get(QUERIES.event, eventId);
  if (row === undefined) return undefined;
  const { caseId, version, change, problemCode, problemText, warnings, route, acceptedAt } = row;
  return {
    eventId,
    caseId,
    version,
    state: eventState(row),
    change,
    problem: problemCode === null ? null : { code: problemCode, text: problemText ?? '' },
    warnings: warnings === null ? [] : (JSON.parse(warnings) as string[]),
    route: route === null ? null : (JSON.parse(route) as RouteRecord),
    acceptedAt: new Date(acceptedAt).toISOString(),
    messages: db.all(QUERIES.messages, row.seq).map(messageStory),
  };
}

export function caseView(db: Connection, session: Session, caseId: string): CaseView | undefined {
  const events = db.all(QUERIES.eventsOfCase, caseId);
  if (events.length === 0) return undefined;
  const ledger = ledgerOf(db, session, caseId);
  return {
    caseId,
    ledger,
    // A case nothing was ever sent for has no snapshot, and no owner yet.
    ownerSystem: ledger?.snapshot === undefined ? null : systemOf(ledger.hospital),
    links: joinLinks(db.all(QUERIES.links, caseId), db.all(QUERIES.expectedLinks, caseId)),
    millennium: caseLink(db, caseId) ?? null,
    events: events.map((row) => ({
      eventId: row.eventId,
      version: row.version,
      state: eventState(row),
      change: row.change,
    })),
  };
}

function ledgerOf(db: Connection, session: Session, caseId: string): CaseLedger | null {
  const kept = db.get(QUERIES.ledger, caseId);
  if (kept === undefined) return null;
  const ledger = openLedger(session, kept.caseNo, kept);
  if (ledger === undefined) throw new StoreFailure('corrupt', `the ledger of case ${caseId} cannot be opened`);
  return ledger;
}

/** What a message on its way is to create is pending, unless the receiver has confirmed it already. */
function joinLinks(known: readonly LinkRow[], expected: readonly LinkRow[]): Link[] {
  const links = new Map(known.map((link) => [`${link.kind} ${link.identifier}`, link]));
  for (const link of expected) {
    const key = `${link.kind} ${link.identifier}`;
    if (links.get(key)?.state !== 'confirmed') links.set(key, link);
  }
  return [...links.values()].map(({ updatedAt, ...link }) => ({
    ...link,
    updatedAt: new Date(updatedAt).toISOString(),
  }));
}

function eventState({ state, laneState }: EventRow): EventState {
  return state === 'accepted' && laneState === 'processing' ? 'processing' : state;
}

function messageStory({ laneState, state, ...message }: MessageRow): MessageStory {
  const underWay = state === 'queued' && (laneState === 'claimed' || laneState === 'in-flight');
  return { ...message, state: underWay ? laneState : state };
}
