/** Every statement on messages, their lanes, attempts and links. */
import type { MessageEffect, MessageKind } from '../../../surgery/index.ts';
import type { MessageState } from '../../outbox.ts';
import { query, write } from '../sql.ts';

/** `parked`: the case is on hold; it joins the line again when it is released. `committed`: waits for the receiver's application, at most until `not_before`. */
export type LaneState = 'ready' | 'waiting' | 'parked' | 'claimed' | 'in-flight' | 'committed' | 'held';

/** The head of a lane: what it takes to settle the message, and nothing that can change while it is the head but its state. */
export interface Head {
  laneId: number;
  messageId: number;
  endpoint: string;
  eventSeq: number;
  caseNo: number;
  kind: MessageKind;
  effect: MessageEffect;
  linkIdentifier: string;
  attempts: number;
  refusals: number;
}

export interface ReadyMessage extends Head {
  eventId: string;
  caseId: string;
  orderingKey: string;
  controlId: string;
  triggerEvent: string;
  hospital: string;
  keyId: number;
  content: Uint8Array;
}

const HEAD = `l.lane_id AS laneId, l.head_id AS messageId, l.endpoint, m.event_seq AS eventSeq, e.case_no AS caseNo, m.kind, m.effect,
      m.link_identifier AS linkIdentifier, m.attempts, m.refusals`;

/** A message that may have been sent; the lane is null where it is not the head of one. */
export interface SentHead extends Head {
  eventId: string;
  caseId: string;
  controlId: string;
  triggerEvent: string;
  hospital: string;
  messageState: MessageState;
  laneState: LaneState | null;
  inFlightAt: number | null;
  startedAt: number | null;
  newestClass: string | null;
  keyId: number | null;
  content: Uint8Array | null;
}

const SENT = `
    SELECT m.lane_id AS laneId, m.message_id AS messageId, m.endpoint, m.event_seq AS eventSeq, e.case_no AS caseNo, m.kind, m.effect,
      m.link_identifier AS linkIdentifier, m.attempts, m.refusals, e.event_id AS eventId, c.case_id AS caseId, m.control_id AS controlId,
      m.trigger_event AS triggerEvent, m.hospital, m.state AS messageState, l.state AS laneState, l.in_flight_at AS inFlightAt,
      a.started_at AS startedAt, a.class AS newestClass, b.key_id AS keyId, b.content
    FROM messages AS m CROSS JOIN events AS e ON e.seq = m.event_seq CROSS JOIN cases AS c ON c.case_no = e.case_no
      LEFT JOIN message_lanes AS l ON l.lane_id = m.lane_id AND l.head_id = m.message_id
      LEFT JOIN attempts AS a ON a.message_id = m.message_id AND a.attempt = m.attempts
      LEFT JOIN message_contents AS b ON b.message_id = m.message_id`;

export const OUTBOX = {
  findLane: query<{ laneId: number }>('SELECT lane_id AS laneId FROM message_lanes WHERE ordering_key = ?'),
  openLane: write(`
    INSERT INTO message_lanes (lane_id, ordering_key, head_id, endpoint, state) VALUES (?, ?, ?, ?, 'ready')`),
  insertMessage: write(`
    INSERT INTO messages (message_id, event_seq, step, lane_id, state, kind, effect, message_type, trigger_event, control_id, hospital,
      endpoint, link_identifier, created_at, holds_before)
    VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  insertContent: write('INSERT INTO message_contents (message_id, key_id, content) VALUES (?, ?, ?)'),

  waitsEnded: query<{ laneId: number }>(`
    SELECT lane_id AS laneId FROM message_lanes INDEXED BY message_lanes_waiting
    WHERE endpoint = ? AND state = 'waiting' AND not_before <= ?`),
  endWait: write(`UPDATE message_lanes SET state = 'ready', not_before = NULL WHERE lane_id = ?`),
  readyMessages: query<ReadyMessage>(`
    SELECT ${HEAD}, e.event_id AS eventId, c.case_id AS caseId, l.ordering_key AS orderingKey, m.control_id AS controlId,
      m.trigger_event AS triggerEvent, m.hospital, b.key_id AS keyId, b.content
    FROM message_lanes AS l INDEXED BY message_lanes_ready CROSS JOIN messages AS m ON m.message_id = l.head_id
      CROSS JOIN message_contents AS b ON b.message_id = l.head_id CROSS JOIN events AS e ON e.seq = m.event_seq
      CROSS JOIN cases AS c ON c.case_no = e.case_no
    WHERE l.endpoint = ? AND l.state = 'ready' ORDER BY l.head_id LIMIT (0 + ?)`),
  claimLane: write(`UPDATE message_lanes SET state = 'claimed' WHERE lane_id = ?`),
  markInFlight: write(`UPDATE message_lanes SET state = 'in-flight', in_flight_at = ? WHERE lane_id = ?`),

  insertAttempt: write(`
    INSERT INTO attempts (message_id, attempt, started_at, finished_at, committed_at, class, code, ack_code, error_code, text)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  endAttempt: write(`
    UPDATE attempts SET finished_at = ?, class = ?, code = ?, ack_code = ?, error_code = ?, text = ? WHERE message_id = ? AND attempt = ?`),
  setMessage: write('UPDATE messages SET state = ?, attempts = ?, refusals = ? WHERE message_id = ?'),
  setLane: write('UPDATE message_lanes SET state = ?, not_before = ?, in_flight_at = NULL WHERE lane_id = ?'),
  nextQueued: query<{ messageId: number; endpoint: string; eventSeq: number }>(`
    SELECT message_id AS messageId, endpoint, event_seq AS eventSeq FROM messages
    WHERE lane_id = ? AND state = 'queued' ORDER BY message_id LIMIT 1`),
  moveHead: write(`
    UPDATE message_lanes SET head_id = ?, endpoint = ?, state = 'ready', not_before = NULL, in_flight_at = NULL WHERE lane_id = ?`),
  endLane: write('DELETE FROM message_lanes WHERE lane_id = ?'),
  setEventState: write(`
    UPDATE events SET state = ?1, state_at = ?2, was_held = iif(?1 = 'held', 1, was_held) WHERE seq = ?3`),

  setLink: write(`
    INSERT INTO links (case_no, kind, identifier, state, updated_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (case_no, kind, identifier) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at`),

  heldHead: query<Head>(`
    SELECT ${HEAD} FROM messages AS m CROSS JOIN message_lanes AS l ON l.lane_id = m.lane_id CROSS JOIN events AS e ON e.seq = m.event_seq
    WHERE m.message_id = ?1 AND m.state = 'held' AND l.head_id = ?1`),
  leftHead: query<Head & { state: LaneState; inFlightAt: number | null }>(`
    SELECT ${HEAD}, l.state, l.in_flight_at AS inFlightAt
    FROM message_lanes AS l CROSS JOIN messages AS m ON m.message_id = l.head_id CROSS JOIN events AS e ON e.seq = m.event_seq
    WHERE l.lane_id = ?`),
  nextWaitEnds: query<{ at: number | null }>(`
    SELECT min(not_before) AS at FROM message_lanes INDEXED BY message_lanes_waiting WHERE endpoint = ? AND state = 'waiting'`),

  sentByControlId: query<SentHead>(`${SENT} WHERE m.endpoint = ? AND m.control_id = ?`),
  sentById: query<SentHead>(`${SENT} WHERE m.message_id = ?`),
  overdueCommitted: query<{ messageId: number }>(`
    SELECT head_id AS messageId FROM message_lanes INDEXED BY message_lanes_committed
    WHERE endpoint = ? AND state = 'committed' AND not_before <= ? ORDER BY not_before LIMIT (0 + ?)`),
  nextOverdue: query<{ at: number | null }>(`
    SELECT min(not_before) AS at FROM message_lanes INDEXED BY message_lanes_committed WHERE endpoint = ? AND state = 'committed'`),
  awaitLonger: write(`
    UPDATE message_lanes INDEXED BY message_lanes_committed SET not_before = ?1
    WHERE endpoint = ?2 AND state = 'committed' AND not_before < ?1`),
} as const;

export interface Replaceable {
  seq: number;
  eventId: string;
  caseNo: number;
  warnings: string | null;
}

/** On an event whose messages may be replaced because none of them has been tried. */
export const SUPERSEDE = {
  event: query<Replaceable>(`
    SELECT seq, event_id AS eventId, case_no AS caseNo, warnings FROM events WHERE seq = ? AND state = 'sent'`),
  tried: query<{ messageId: number }>(`
    SELECT m.message_id AS messageId FROM messages AS m LEFT JOIN message_lanes AS l ON l.lane_id = m.lane_id AND l.head_id = m.message_id
    WHERE m.event_seq = ? AND (m.state <> 'queued' OR m.attempts > 0 OR l.state = 'claimed' OR l.state = 'in-flight') LIMIT 1`),
  followed: query<{ messageId: number }>(`
    SELECT later.message_id AS messageId FROM messages AS m CROSS JOIN messages AS later
      ON later.lane_id = m.lane_id AND later.state = 'queued' AND later.message_id > m.message_id AND later.event_seq <> m.event_seq
    WHERE m.event_seq = ? LIMIT 1`),
  messages: query<{ messageId: number; laneId: number; endpoint: string }>(`
    SELECT message_id AS messageId, lane_id AS laneId, endpoint FROM messages WHERE event_seq = ? ORDER BY step`),
  head: query<{ messageId: number }>('SELECT head_id AS messageId FROM message_lanes WHERE lane_id = ?'),
  replaceMessages: write(`UPDATE messages SET state = 'superseded' WHERE event_seq = ?`),
  replaceEvent: write(`UPDATE events SET state = 'unchanged', state_at = ?, warnings = ? WHERE seq = ?`),
} as const;
