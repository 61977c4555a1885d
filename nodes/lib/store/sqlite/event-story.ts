/** The story of an event and the view of a case, read from what is committed. */
import type { CaseLedger } from '../../surgery/index.ts';
import type { EventState } from '../inbox.ts';
import type { CaseView, EventStory, MessageStory } from '../queries.ts';
import type { Connection } from './connection.ts';
import { stateOfLane } from './settle-message.ts';
import { QUERIES, type EventRow, type MessageRow } from './statements/query-statements.ts';

export function eventStory(db: Connection, eventId: string): EventStory | undefined {
  const row = db.get(QUERIES.event, eventId);
  if (row === undefined) return undefined;
  const { caseId, version, change, problemCode, problemText, warnings, acceptedAt } = row;
  return {
    eventId,
    caseId,
    version,
    state: eventState(row),
    change,
    problem: problemCode === null ? null : { code: problemCode, text: problemText ?? '' },
    warnings: warnings === null ? [] : (JSON.parse(warnings) as string[]),
    acceptedAt: new Date(acceptedAt).toISOString(),
    messages: db.all(QUERIES.messages, row.seq).map(messageStory),
  };
}

export function caseView(db: Connection, caseId: string): CaseView | undefined {
  const events = db.all(QUERIES.eventsOfCase, caseId);
  if (events.length === 0) return undefined;
  const kept = db.get(QUERIES.ledger, caseId);
  const ledger = kept === undefined ? null : (JSON.parse(kept.ledger) as CaseLedger);
  return {
    caseId,
    ledger,
    // A case nothing was ever sent for has no snapshot, and no owner yet.
    ownerSystem: ledger?.snapshot === undefined ? null : 'millennium',
    links: db
      .all(QUERIES.links, caseId)
      .map(({ updatedAt, ...link }) => ({ ...link, updatedAt: new Date(updatedAt).toISOString() })),
    events: events.map((row) => ({
      eventId: row.eventId,
      version: row.version,
      state: eventState(row),
      change: row.change,
    })),
  };
}

function eventState({ state, laneState }: EventRow): EventState {
  return state === 'accepted' && laneState === 'processing' ? 'processing' : state;
}

function messageStory({ laneState, state, ...message }: MessageRow): MessageStory {
  return { ...message, state: state === 'queued' && laneState !== null ? stateOfLane(laneState) : state };
}
