/** Every statement on events and their lanes, and on what was refused. */
import type { EventState } from '../../inbox.ts';
import { query, write } from '../sql.ts';

export interface ReadyEvent {
  caseNo: number;
  seq: number;
  eventId: string;
  lostDispatches: number;
  source: string;
  acceptedAt: number;
  keyId: number;
  content: Uint8Array;
  ledgerKeyId: number | null;
  ledger: Uint8Array | null;
  replaceableSeq: number | null;
}

export interface RejectedRow {
  rejectedId: number;
  receivedAt: number;
  source: string;
  status: number;
  keyId: number;
  details: Uint8Array;
}

/** A state of its own in the table: an event handed out is `processing` in its lane. */
export type WrittenEventState = Exclude<EventState, 'processing'>;

export const INBOX = {
  insertCase: write('INSERT INTO cases (case_no, case_id) VALUES (?, ?) ON CONFLICT (case_id) DO NOTHING'),
  findCase: query<{ caseNo: number }>('SELECT case_no AS caseNo FROM cases WHERE case_id = ?'),
  removeCase: write('DELETE FROM cases WHERE case_no = ?'),
  insertEvent: write(`
    INSERT INTO events (seq, event_id, case_no, version, source, content_hash, accepted_at, state, state_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'accepted', ?7) ON CONFLICT (event_id) DO NOTHING`),
  contentHash: query<{ contentHash: string }>('SELECT content_hash AS contentHash FROM events WHERE event_id = ?'),
  insertContent: write('INSERT INTO event_contents (seq, key_id, content) VALUES (?, ?, ?)'),
  // A newer arrival ends the wait of a deferred case; a lower version goes first unless the case is under way or blocked.
  joinLane: write(`
    INSERT INTO event_lanes (case_no, head_seq, head_version, state) VALUES (?, ?, ?, 'ready')
    ON CONFLICT (case_no) DO UPDATE SET
      head_seq = iif(excluded.head_version < head_version, excluded.head_seq, head_seq),
      head_version = min(excluded.head_version, head_version),
      state = 'ready',
      due_at = NULL
    WHERE state = 'waiting' OR (state = 'ready' AND excluded.head_version < head_version)`),

  waitsEnded: query<{ caseNo: number }>(`
    SELECT case_no AS caseNo FROM event_lanes INDEXED BY event_lanes_waiting WHERE state = 'waiting' AND due_at <= ?`),
  endWait: write(`UPDATE event_lanes SET state = 'ready', due_at = NULL WHERE case_no = ?`),
  readyEvents: query<ReadyEvent>(`
    SELECT l.case_no AS caseNo, l.head_seq AS seq, e.event_id AS eventId, e.lost_dispatches AS lostDispatches, e.source,
      e.accepted_at AS acceptedAt, c.key_id AS keyId, c.content, k.key_id AS ledgerKeyId, k.ledger, k.replaceable_seq AS replaceableSeq
    FROM event_lanes AS l INDEXED BY event_lanes_ready CROSS JOIN events AS e ON e.seq = l.head_seq
      CROSS JOIN event_contents AS c ON c.seq = l.head_seq LEFT JOIN case_ledgers AS k ON k.case_no = l.case_no
    WHERE l.state = 'ready' ORDER BY l.head_seq LIMIT (0 + ?)`),
  handOut: write(`UPDATE event_lanes SET state = 'processing' WHERE case_no = ?`),
  countLostDispatch: write('UPDATE events SET lost_dispatches = lost_dispatches + 1 WHERE seq = ?'),

  nextPending: query<{ seq: number; version: number }>(`
    SELECT seq, version FROM events WHERE case_no = ? AND state = 'accepted' ORDER BY version, seq LIMIT 1`),
  setLane: write('UPDATE event_lanes SET head_seq = ?, head_version = ?, state = ?, due_at = ? WHERE case_no = ?'),
  blockLane: write(`UPDATE event_lanes SET state = 'blocked' WHERE case_no = ?`),
  endLane: write('DELETE FROM event_lanes WHERE case_no = ?'),

  stopEvent: write(
    'UPDATE events SET state = ?, state_at = ?, problem_code = ?, problem_text = ?, was_held = 1 WHERE seq = ?',
  ),
  stoppedById: query<{ seq: number; caseNo: number; state: 'held' | 'stuck' }>(`
    SELECT seq, case_no AS caseNo, state FROM events WHERE event_id = ? AND problem_code IS NOT NULL`),
  stoppedByProblem: query<{ seq: number; caseNo: number; state: 'held' | 'stuck' }>(`
    SELECT seq, case_no AS caseNo, state FROM events WHERE problem_code = ? AND instr(problem_text, ?) > 0`),
  releaseEvent: write(`
    UPDATE events SET state = 'accepted', state_at = ?, problem_code = NULL, problem_text = NULL, lost_dispatches = 0 WHERE seq = ?`),

  // An event with a problem is held before it has been settled; a held message holds its event after that.
  eventState: query<{ state: WrittenEventState; problemCode: string | null }>(`
    SELECT state, problem_code AS problemCode FROM events WHERE event_id = ?`),
  settleEvent: write('UPDATE events SET state = ?, state_at = ?, change = ?, warnings = ?, route = ? WHERE seq = ?'),

  nextWaitEnds: query<{ at: number | null }>(`
    SELECT min(due_at) AS at FROM event_lanes INDEXED BY event_lanes_waiting WHERE state = 'waiting'`),
} as const;

export const REJECTED = {
  insert: write(`
    INSERT INTO rejected (rejected_id, received_at, source, status, key_id, details) VALUES (?, ?, ?, ?, ?, ?)`),
  newest: query<RejectedRow>(`
    SELECT rejected_id AS rejectedId, received_at AS receivedAt, source, status, key_id AS keyId, details FROM rejected
    WHERE rejected_id > 0 ORDER BY rejected_id DESC LIMIT (0 + ?)`),
  trim: write('DELETE FROM rejected WHERE rejected_id <= ?'),
} as const;
