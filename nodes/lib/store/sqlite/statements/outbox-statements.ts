/** Every statement on messages, their lanes, attempts and links. */
import type { MessageKind, MessageEffect } from '../../../surgery/index.ts';
import { query, write } from '../sql.ts';

export interface Lane {
  laneId: number;
  headId: number;
  endpoint: string;
  state: 'ready' | 'waiting' | 'claimed' | 'in-flight' | 'held';
  length: number;
}

export interface ReadyMessage {
  laneId: number;
  messageId: number;
  eventId: string;
  caseId: string;
  orderingKey: string;
  controlId: string;
  triggerEvent: string;
  effect: MessageEffect;
  hospital: string;
  content: Uint8Array;
  attempts: number;
  refusals: number;
}

export interface ClaimedHead extends Lane {
  messageId: number;
  eventSeq: number;
  caseNo: number;
  kind: MessageKind;
  effect: MessageEffect;
  linkIdentifier: string;
  attempts: number;
  refusals: number;
  openMessages: number;
  claimToken: string | null;
  inFlightAt: number | null;
}

const HEAD = `
  SELECT l.lane_id AS laneId, l.head_id AS headId, l.endpoint, l.state, l.length, l.claim_token AS claimToken, l.in_flight_at AS inFlightAt,
    m.message_id AS messageId, m.event_seq AS eventSeq, m.kind, m.effect, m.link_identifier AS linkIdentifier, m.attempts, m.refusals,
    e.case_no AS caseNo, e.open_messages AS openMessages`;

export const OUTBOX = {
  findLane: query<Lane>(`
    SELECT lane_id AS laneId, head_id AS headId, endpoint, state, length FROM message_lanes WHERE ordering_key = ?`),
  openLane: write(`
    INSERT INTO message_lanes (lane_id, ordering_key, head_id, endpoint, state, length) VALUES (?, ?, ?, ?, 'ready', ?)`),
  lengthenLane: write('UPDATE message_lanes SET length = length + ? WHERE lane_id = ?'),
  insertMessage: write(`
    INSERT INTO messages (message_id, event_seq, step, lane_id, state, kind, effect, message_type, trigger_event, control_id, hospital,
      endpoint, link_identifier, created_at, content)
    VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),

  waitsEnded: query<{ laneId: number }>(`
    SELECT lane_id AS laneId FROM message_lanes INDEXED BY message_lanes_waiting WHERE endpoint = ? AND state = 'waiting' AND not_before <= ?`),
  endWait: write(`UPDATE message_lanes SET state = 'ready', not_before = NULL WHERE lane_id = ?`),
  readyMessages: query<ReadyMessage>(`
    SELECT l.lane_id AS laneId, l.head_id AS messageId, e.event_id AS eventId, c.case_id AS caseId, l.ordering_key AS orderingKey,
      m.control_id AS controlId, m.trigger_event AS triggerEvent, m.effect, m.hospital, m.content, m.attempts, m.refusals
    FROM message_lanes AS l CROSS JOIN messages AS m ON m.message_id = l.head_id
      CROSS JOIN events AS e ON e.seq = m.event_seq CROSS JOIN cases AS c ON c.case_no = e.case_no
    WHERE l.endpoint = ? AND l.state = 'ready' ORDER BY l.head_id LIMIT (0 + ?)`),
  claimLane: write(`UPDATE message_lanes SET state = 'claimed', claim_token = ? WHERE lane_id = ?`),
  claimedLane: query<{ laneId: number; endpoint: string; state: Lane['state']; claimToken: string | null }>(`
    SELECT l.lane_id AS laneId, l.endpoint, l.state, l.claim_token AS claimToken
    FROM messages AS m CROSS JOIN message_lanes AS l ON l.lane_id = m.lane_id WHERE m.message_id = ?1 AND l.head_id = ?1`),
  markInFlight: write(`UPDATE message_lanes SET state = 'in-flight', in_flight_at = ? WHERE lane_id = ?`),

  head: query<ClaimedHead>(`${HEAD}
    FROM messages AS m CROSS JOIN message_lanes AS l ON l.lane_id = m.lane_id CROSS JOIN events AS e ON e.seq = m.event_seq
    WHERE m.message_id = ?1 AND l.head_id = ?1`),
  insertAttempt: write(`
    INSERT INTO attempts (message_id, attempt, started_at, finished_at, class, code, ack_code, error_code, text)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  setMessage: write('UPDATE messages SET state = ?, attempts = ?, refusals = ? WHERE message_id = ?'),
  setLane: write(`
    UPDATE message_lanes SET state = ?, not_before = ?, claim_token = NULL, in_flight_at = NULL WHERE lane_id = ?`),
  nextQueued: query<{ messageId: number; endpoint: string }>(`
    SELECT message_id AS messageId, endpoint FROM messages WHERE lane_id = ? AND state = 'queued' ORDER BY message_id LIMIT 1`),
  moveHead: write(`
    UPDATE message_lanes SET head_id = ?, endpoint = ?, state = 'ready', length = ?, not_before = NULL, claim_token = NULL, in_flight_at = NULL
    WHERE lane_id = ?`),
  shortenLane: write('UPDATE message_lanes SET length = ? WHERE lane_id = ?'),
  endLane: write('DELETE FROM message_lanes WHERE lane_id = ?'),
  setEventOutcome: write('UPDATE events SET state = ?, state_at = ?, open_messages = ? WHERE seq = ?'),

  confirmLink: write(`
    INSERT INTO links (case_no, kind, identifier, state, updated_at) VALUES (?, ?, ?, 'confirmed', ?)
    ON CONFLICT (case_no, kind, identifier) DO UPDATE SET state = 'confirmed', updated_at = excluded.updated_at`),
  cancelLink: write(`
    INSERT INTO links (case_no, kind, identifier, state, updated_at) VALUES (?, ?, ?, 'cancelled', ?)
    ON CONFLICT (case_no, kind, identifier) DO UPDATE SET state = 'cancelled', updated_at = excluded.updated_at`),
  // What the receiver has confirmed stays confirmed while it is being changed.
  expectLink: write(`
    INSERT INTO links (case_no, kind, identifier, state, updated_at) VALUES (?, ?, ?, 'pending', ?)
    ON CONFLICT (case_no, kind, identifier) DO UPDATE SET state = 'pending', updated_at = excluded.updated_at WHERE state = 'cancelled'`),
  forgetLink: write(`DELETE FROM links WHERE case_no = ? AND kind = ? AND identifier = ? AND state = 'pending'`),

  heldMessage: query<ClaimedHead>(`${HEAD}
    FROM messages AS m CROSS JOIN message_lanes AS l ON l.lane_id = m.lane_id CROSS JOIN events AS e ON e.seq = m.event_seq
    WHERE m.message_id = ?1 AND m.state = 'held' AND l.head_id = ?1`),
  underWay: query<ClaimedHead>(`${HEAD}
    FROM message_lanes AS l CROSS JOIN messages AS m ON m.message_id = l.head_id CROSS JOIN events AS e ON e.seq = m.event_seq
    WHERE l.endpoint = ? AND l.state IN ('claimed', 'in-flight')`),
  nextWaitEnds: query<{ at: number | null }>(`
    SELECT min(not_before) AS at FROM message_lanes INDEXED BY message_lanes_waiting WHERE endpoint = ? AND state = 'waiting'`),
} as const;

export interface Replaceable {
  seq: number;
  eventId: string;
  caseNo: number;
  warnings: string | null;
}

export interface QueuedMessage {
  messageId: number;
  laneId: number;
  endpoint: string;
  kind: MessageKind;
  effect: MessageEffect;
  linkIdentifier: string;
}

/** On an event whose messages may be replaced because none of them has been tried. */
export const SUPERSEDE = {
  bySeq: query<Replaceable>(`
    SELECT seq, event_id AS eventId, case_no AS caseNo, warnings FROM events WHERE seq = ? AND state = 'sent'`),
  beforeLedger: query<{ replaceableSeq: number | null; beforeLedger: string | null }>(`
    SELECT replaceable_seq AS replaceableSeq, before_ledger AS beforeLedger FROM case_ledgers WHERE case_no = ?`),
  tried: query<{ messageId: number }>(`
    SELECT m.message_id AS messageId FROM messages AS m LEFT JOIN message_lanes AS l ON l.lane_id = m.lane_id AND l.head_id = m.message_id
    WHERE m.event_seq = ? AND (m.state <> 'queued' OR m.attempts > 0 OR l.state IN ('claimed', 'in-flight')) LIMIT 1`),
  followed: query<{ messageId: number }>(`
    SELECT later.message_id AS messageId FROM messages AS m CROSS JOIN messages AS later
      ON later.lane_id = m.lane_id AND later.state = 'queued' AND later.message_id > m.message_id AND later.event_seq <> m.event_seq
    WHERE m.event_seq = ? LIMIT 1`),
  messages: query<QueuedMessage>(`
    SELECT message_id AS messageId, lane_id AS laneId, endpoint, kind, effect, link_identifier AS linkIdentifier FROM messages
    WHERE event_seq = ? ORDER BY step`),
  lane: query<Lane>(`
    SELECT lane_id AS laneId, head_id AS headId, endpoint, state, length FROM message_lanes WHERE lane_id = ?`),
  replaceMessages: write(`UPDATE messages SET state = 'superseded' WHERE event_seq = ?`),
  replaceEvent: write(
    `UPDATE events SET state = 'unchanged', state_at = ?, open_messages = 0, warnings = ? WHERE seq = ?`,
  ),
} as const;
