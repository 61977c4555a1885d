/** Answers questions about events, cases and queues from what has been committed. */
import type { CaseLedger } from '../../surgery/index.ts';
import type { EventState } from '../inbox.ts';
import type { MessageState } from '../outbox.ts';
import type { CaseView, EventStory, Link, MessageStory, QueueDepth } from '../queries.ts';
import type { Engine } from './engine.ts';

interface EventRow {
  seq: number;
  event_id: string;
  case_id: string;
  version: number;
  state: string;
  change: string | null;
  problem_code: string | null;
  problem_text: string | null;
  warnings: string | null;
  accepted_at: number;
  lane_state: string | null;
}

interface MessageRow extends Omit<MessageStory, 'state'> {
  state: string;
  lane_state: string | null;
}

const EVENT_STATES: readonly EventState[] = ['accepted', 'processing', 'sent', 'completed', 'unchanged', 'held', 'stuck'];
const MESSAGE_STATES: readonly MessageState[] = ['queued', 'claimed', 'in-flight', 'acknowledged', 'held', 'discarded', 'superseded'];

const EVENT = `SELECT e.*, l.state AS lane_state FROM events AS e LEFT JOIN event_lanes AS l ON l.case_id = e.case_id AND l.event_seq = e.seq`;

export class ReadStore {
  readonly #engine: Engine;
  readonly #event;
  readonly #messages;
  readonly #case;
  readonly #links;
  readonly #eventsOfCase;
  readonly #oldestEvent;
  readonly #oldestMessage;
  readonly #processing;

  constructor(engine: Engine) {
    this.#engine = engine;
    const { database } = engine;
    this.#event = database.prepare(`${EVENT} WHERE e.event_id = ?`);
    this.#eventsOfCase = database.prepare(`${EVENT} WHERE e.case_id = ? ORDER BY e.seq`);
    this.#messages = database.prepare(
      `SELECT m.kind, m.message_type AS messageType, m.control_id AS controlId, m.state, m.attempts, m.ack_code AS ackCode, m.error_code AS errorCode,
         m.text, l.state AS lane_state
       FROM messages AS m LEFT JOIN message_lanes AS l ON l.ordering_key = m.ordering_key AND l.message_id = m.message_id
       WHERE m.event_seq = ? ORDER BY m.step`,
    );
    this.#case = database.prepare('SELECT ledger FROM cases WHERE case_id = ?');
    this.#links = database.prepare('SELECT kind, identifier, state, updated_at FROM links WHERE case_id = ? ORDER BY updated_at, kind');
    this.#oldestEvent = database.prepare(`SELECT min(due_at) AS at FROM event_lanes WHERE state = 'due' AND due_at > 0`);
    this.#oldestMessage = database.prepare(`SELECT min(m.created_at) AS at FROM messages AS m WHERE m.message_id = (SELECT min(message_id) FROM message_lanes)`);
    this.#processing = database.prepare(`SELECT count(*) AS count FROM event_lanes WHERE state = 'processing'`);
  }

  eventStory(eventId: string): EventStory | undefined {
    const row = this.#event.get(eventId) as EventRow | undefined;
    if (row === undefined) return undefined;
    return {
      eventId: row.event_id,
      caseId: row.case_id,
      version: row.version,
      state: stateOf(row),
      change: row.change,
      problem: row.problem_code === null ? null : { code: row.problem_code, text: row.problem_text ?? '' },
      warnings: row.warnings === null ? [] : (JSON.parse(row.warnings) as string[]),
      acceptedAt: new Date(row.accepted_at).toISOString(),
      messages: (this.#messages.all(row.seq) as unknown as MessageRow[]).map(({ lane_state: lane, state, ...message }) => ({
        ...message,
        state: (state === 'queued' && lane !== null ? lane : state) as MessageState,
      })),
    };
  }

  caseView(caseId: string): CaseView | undefined {
    const events = this.#eventsOfCase.all(caseId) as unknown as EventRow[];
    if (events.length === 0) return undefined;
    const known = this.#case.get(caseId) as { ledger: string } | undefined;
    const links = this.#links.all(caseId) as unknown as (Omit<Link, 'updatedAt'> & { updated_at: number })[];
    return {
      caseId,
      ledger: known === undefined ? null : (JSON.parse(known.ledger) as CaseLedger),
      ownerSystem: links.length === 0 ? null : 'millennium',
      links: links.map(({ updated_at: at, ...link }) => ({ ...link, updatedAt: new Date(at).toISOString() })),
      events: events.map((row) => ({ eventId: row.event_id, version: row.version, state: stateOf(row), change: row.change })),
    };
  }

  queueDepth(): QueueDepth {
    const { counters } = this.#engine;
    const { count } = this.#processing.get() as { count: number };
    const events = Object.fromEntries(EVENT_STATES.map((state) => [state, counters.get('event', state)])) as Record<EventState, number>;
    const messages = Object.fromEntries(MESSAGE_STATES.map((state) => [state, counters.get('message', state)])) as Record<MessageState, number>;
    const times = [this.#oldestEvent, this.#oldestMessage].flatMap((query) => (query.get() as { at: number | null }).at ?? []);
    return {
      events: { ...events, accepted: events.accepted - count, processing: count },
      messages,
      oldestWaitingAt: times.length === 0 ? null : new Date(Math.min(...times)),
    };
  }
}

function stateOf({ state, lane_state: lane }: EventRow): EventState {
  return (state === 'accepted' && lane === 'processing' ? 'processing' : state) as EventState;
}
