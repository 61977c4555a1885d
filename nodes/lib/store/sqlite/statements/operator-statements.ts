/** Every statement of the operators' commands: on holds, on what is put aside, copied and planned anew, and on the journal. */
import type { MessageEffect, MessageKind } from '../../../surgery/index.ts';
import type { CommandName, SubjectKind } from '../../operator.ts';
import type { MessageState } from '../../outbox.ts';
import { query, write } from '../sql.ts';
import type { WrittenEventState } from './inbox-statements.ts';
import type { LaneState } from './outbox-statements.ts';

export type HoldKind = 'case' | 're-plan' | 'message' | 'endpoint';

export interface HoldRow {
  kind: HoldKind;
  subject: number | string;
  heldAt: number;
  heldBy: string;
  reason: string;
}

export type Resolution = 'done-by-hand' | 'not-done' | 'arrived';

/** A message with what its lane and its event say of it. */
export interface OperatedMessage {
  messageId: number;
  eventSeq: number;
  step: number;
  laneId: number;
  state: MessageState;
  attempts: number;
  refusals: number;
  kind: MessageKind;
  effect: MessageEffect;
  controlId: string;
  hospital: string;
  endpoint: string;
  linkIdentifier: string;
  holdsBefore: string | null;
  resolution: Resolution | null;
  copyOf: number | null;
  eventState: WrittenEventState;
  caseNo: number;
  caseId: string;
  /** Of the lane, while the message is its head. */
  laneState: LaneState | null;
}

export interface OperatedEvent {
  seq: number;
  eventId: string;
  caseNo: number;
  caseId: string;
  version: number;
  state: WrittenEventState;
  change: string | null;
  problemCode: string | null;
  warnings: string | null;
}

export interface JournalRow {
  journalId: number;
  at: number;
  operator: string;
  command: CommandName;
  subjectKind: SubjectKind;
  subject: string;
  caseId: string | null;
  reason: string;
  result: 'done' | 'already-done' | 'refused';
  code: string | null;
  state: string | null;
  details: string;
}

const MESSAGE = `
  SELECT m.message_id AS messageId, m.event_seq AS eventSeq, m.step, m.lane_id AS laneId, m.state, m.attempts, m.refusals, m.kind, m.effect,
    m.control_id AS controlId, m.hospital, m.endpoint, m.link_identifier AS linkIdentifier, m.holds_before AS holdsBefore, m.resolution,
    m.copy_of AS copyOf, e.state AS eventState, e.case_no AS caseNo, c.case_id AS caseId, l.state AS laneState`;
const EVENT = `
  SELECT e.seq, e.event_id AS eventId, e.case_no AS caseNo, c.case_id AS caseId, e.version, e.state, e.change, e.problem_code AS problemCode,
    e.warnings`;
const LINE = `
  SELECT journal_id AS journalId, at, operator, command, subject_kind AS subjectKind, subject, case_id AS caseId, reason, result, code, state,
    details`;

export const HOLDS = {
  all: query<HoldRow>('SELECT kind, subject, held_at AS heldAt, held_by AS heldBy, reason FROM holds'),
  find: query<HoldRow>(
    'SELECT kind, subject, held_at AS heldAt, held_by AS heldBy, reason FROM holds WHERE kind = ? AND subject = ?',
  ),
  insert: write('INSERT INTO holds (kind, subject, held_at, held_by, reason) VALUES (?, ?, ?, ?, ?)'),
  remove: write('DELETE FROM holds WHERE kind = ? AND subject = ?'),
  // Events and messages wait outside their lines while the case is on hold.
  parkEvents: write(`UPDATE event_lanes SET state = 'parked', due_at = NULL WHERE case_no = ?`),
  eventsParked: query<{ caseNo: number }>(
    `SELECT case_no AS caseNo FROM event_lanes WHERE case_no = ? AND state = 'parked'`,
  ),
  parkMessages: write(`UPDATE message_lanes SET state = 'parked', not_before = NULL WHERE lane_id = ?`),
  unparkMessages: write(`UPDATE message_lanes SET state = 'ready' WHERE lane_id = ?`),
  messagesParked: query<{ laneId: number; endpoint: string }>(`
    SELECT l.lane_id AS laneId, l.endpoint FROM events AS e CROSS JOIN messages AS m ON m.event_seq = e.seq
      CROSS JOIN message_lanes AS l ON l.lane_id = m.lane_id
    WHERE e.case_no = ? AND l.head_id = m.message_id AND l.state = 'parked'`),
} as const;

export const OPERATOR = {
  message: query<OperatedMessage>(`${MESSAGE}
    FROM messages AS m CROSS JOIN events AS e ON e.seq = m.event_seq CROSS JOIN cases AS c ON c.case_no = e.case_no
      LEFT JOIN message_lanes AS l ON l.lane_id = m.lane_id AND l.head_id = m.message_id
    WHERE m.control_id = ?`),
  messagesOfCase: query<OperatedMessage>(`${MESSAGE}
    FROM cases AS c CROSS JOIN events AS e ON e.case_no = c.case_no CROSS JOIN messages AS m ON m.event_seq = e.seq
      LEFT JOIN message_lanes AS l ON l.lane_id = m.lane_id AND l.head_id = m.message_id
    WHERE c.case_no = ? ORDER BY e.version, e.seq, m.step`),
  event: query<OperatedEvent>(`${EVENT}
    FROM events AS e CROSS JOIN cases AS c ON c.case_no = e.case_no WHERE e.event_id = ?`),
  eventOfSeq: query<OperatedEvent>(`${EVENT}
    FROM events AS e CROSS JOIN cases AS c ON c.case_no = e.case_no WHERE e.seq = ?`),
  eventsNewestFirst: query<OperatedEvent>(`${EVENT}
    FROM cases AS c CROSS JOIN events AS e ON e.case_no = c.case_no WHERE c.case_no = ? ORDER BY e.version DESC, e.seq DESC`),
  case: query<{ caseNo: number }>('SELECT case_no AS caseNo FROM cases WHERE case_id = ?'),
  endpoint: query<{ endpoint: string }>('SELECT endpoint FROM message_counts WHERE endpoint = ?'),
  wasUncertain: query<{ attempt: number }>(
    `SELECT attempt FROM attempts WHERE message_id = ? AND class = 'uncertain' LIMIT 1`,
  ),
  copyOf: query<{ controlId: string; state: MessageState }>(
    'SELECT control_id AS controlId, state FROM messages WHERE copy_of = ?',
  ),
  eventContent: query<{ keyId: number; content: Uint8Array }>(
    'SELECT key_id AS keyId, content FROM event_contents WHERE seq = ?',
  ),
  messageContent: query<{ keyId: number; content: Uint8Array }>(
    'SELECT key_id AS keyId, content FROM message_contents WHERE message_id = ?',
  ),
  lastStep: query<{ step: number | null }>('SELECT max(step) AS step FROM messages WHERE event_seq = ?'),
  laneOfEvents: query<{ state: string }>('SELECT state FROM event_lanes WHERE case_no = ?'),

  queueMessage: write(`UPDATE messages SET state = 'queued', refusals = 0 WHERE message_id = ?`),
  holdMessage: write(`UPDATE messages SET state = 'held' WHERE message_id = ?`),
  putAside: write('UPDATE messages SET state = ?, resolution = ? WHERE message_id = ?'),
  putEventAside: write(
    `UPDATE events SET state = 'unchanged', state_at = ?, change = 'discarded', problem_code = NULL, problem_text = NULL, warnings = ? WHERE seq = ?`,
  ),
  endEvent: write('UPDATE events SET state = ?, state_at = ?, warnings = ? WHERE seq = ?'),
  runAgain: write(`
    UPDATE events SET state = 'accepted', state_at = ?, problem_code = NULL, problem_text = NULL, lost_dispatches = 0 WHERE seq = ?`),
  becomeCopy: write(`
    UPDATE messages SET control_id = ?, state = 'queued', attempts = 0, refusals = 0, copy_of = ? WHERE message_id = ?`),
  // What went out under the old control id stays as a row of its own.
  keepOriginal: write(`
    INSERT INTO messages (message_id, event_seq, step, lane_id, state, attempts, refusals, kind, effect, message_type, trigger_event, control_id,
      hospital, endpoint, link_identifier, created_at, holds_before, resolution, copy_of)
    SELECT ?1, event_seq, ?2, lane_id, 'superseded', ?5, ?6, kind, effect, message_type, trigger_event, ?3, hospital, endpoint, link_identifier,
      created_at, holds_before, NULL, ?7 FROM messages WHERE message_id = ?4`),
  moveAttempts: write('UPDATE attempts SET message_id = ? WHERE message_id = ?'),
  insertCopy: write(`
    INSERT INTO messages (message_id, event_seq, step, lane_id, state, kind, effect, message_type, trigger_event, control_id, hospital, endpoint,
      link_identifier, created_at, holds_before, copy_of)
    SELECT ?1, event_seq, ?2, ?3, 'queued', kind, effect, message_type, trigger_event, ?4, hospital, endpoint, link_identifier, ?5, ?6, ?7
    FROM messages WHERE message_id = ?7`),
  resealContent: write('UPDATE message_contents SET key_id = ?, content = ? WHERE message_id = ?'),
} as const;

export const JOURNAL = {
  newest: query<{ journalId: number | null }>('SELECT max(journal_id) AS journalId FROM operator_journal'),
  insert: write(`
    INSERT INTO operator_journal (journal_id, at, operator, command, subject_kind, subject, case_id, reason, command_id, result, code, state, details)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  ofCommandId: query<JournalRow>(`${LINE} FROM operator_journal WHERE command_id = ?`),
  page: query<JournalRow>(`${LINE} FROM operator_journal WHERE journal_id < ? ORDER BY journal_id DESC LIMIT (0 + ?)`),
  pageOfCase: query<JournalRow>(`${LINE} FROM operator_journal INDEXED BY operator_journal_of_case
    WHERE case_id = ? AND journal_id < ? ORDER BY journal_id DESC LIMIT (0 + ?)`),
} as const;

export interface HeldMessageRow {
  messageId: number;
  controlId: string;
  eventId: string;
  caseId: string;
  hospital: string;
  endpoint: string;
  messageType: string;
  state: MessageState;
  attempts: number;
  stateAt: number;
  code: string | null;
  ackCode: string | null;
  errorCode: string | null;
  text: string | null;
}

export interface StoppedEventRow {
  seq: number;
  eventId: string;
  caseId: string;
  state: 'held' | 'stuck';
  stateAt: number;
  lostDispatches: number;
  code: string;
  text: string | null;
}

export interface TimelineEventRow {
  seq: number;
  eventId: string;
  version: number;
  state: WrittenEventState;
  change: string | null;
  problemCode: string | null;
  problemText: string | null;
  warnings: string | null;
  acceptedAt: number;
  stateAt: number;
  laneState: string | null;
}

export interface TimelineMessageRow {
  messageId: number;
  eventSeq: number;
  controlId: string;
  kind: string;
  messageType: string;
  hospital: string;
  endpoint: string;
  state: MessageState;
  laneState: LaneState | null;
  resolution: Resolution | null;
  copyOf: string | null;
  createdAt: number;
}

export interface AttemptRow {
  messageId: number;
  startedAt: number;
  finishedAt: number;
  class: string;
  code: string;
  ackCode: string | null;
  errorCode: string | null;
  text: string | null;
}

const HELD_MESSAGE = `
  SELECT m.message_id AS messageId, m.control_id AS controlId, e.event_id AS eventId, c.case_id AS caseId, m.hospital, m.endpoint,
    m.message_type AS messageType, m.state, m.attempts, e.state_at AS stateAt, a.code, a.ack_code AS ackCode, a.error_code AS errorCode, a.text`;

/** What waits for a person, and the whole story of a case. */
export const DESK = {
  heldHeads: query<{ messageId: number }>(`
    SELECT head_id AS messageId FROM message_lanes INDEXED BY message_lanes_held
    WHERE state = 'held' AND head_id > ? ORDER BY head_id LIMIT (0 + ?)`),
  heldMessage: query<HeldMessageRow>(`${HELD_MESSAGE}
    FROM messages AS m CROSS JOIN events AS e ON e.seq = m.event_seq CROSS JOIN cases AS c ON c.case_no = e.case_no
      LEFT JOIN attempts AS a ON a.message_id = m.message_id AND a.attempt = m.attempts
    WHERE m.message_id = ?`),
  stoppedEvents: query<StoppedEventRow>(`
    SELECT e.seq, e.event_id AS eventId, c.case_id AS caseId, e.state, e.state_at AS stateAt, e.lost_dispatches AS lostDispatches,
      e.problem_code AS code, e.problem_text AS text
    FROM events AS e INDEXED BY events_stopped CROSS JOIN cases AS c ON c.case_no = e.case_no
    WHERE e.problem_code IS NOT NULL AND e.seq > ? ORDER BY e.seq LIMIT (0 + ?)`),
  // In the order of the key: kinds follow each other, and within a kind the subjects.
  holds: query<HoldRow>(`
    SELECT kind, subject, held_at AS heldAt, held_by AS heldBy, reason FROM holds WHERE kind = ? AND subject > ? ORDER BY subject LIMIT (0 + ?)`),
  caseOfNumber: query<{ caseId: string }>('SELECT case_id AS caseId FROM cases WHERE case_no = ?'),

  events: query<TimelineEventRow>(`
    SELECT e.seq, e.event_id AS eventId, e.version, e.state, e.change, e.problem_code AS problemCode, e.problem_text AS problemText,
      e.warnings, e.accepted_at AS acceptedAt, e.state_at AS stateAt, l.state AS laneState
    FROM cases AS c CROSS JOIN events AS e ON e.case_no = c.case_no
      LEFT JOIN event_lanes AS l ON l.case_no = e.case_no AND l.head_seq = e.seq
    WHERE c.case_no = ? ORDER BY e.version, e.seq`),
  messages: query<TimelineMessageRow>(`
    SELECT m.message_id AS messageId, m.event_seq AS eventSeq, m.control_id AS controlId, m.kind, m.message_type AS messageType, m.hospital,
      m.endpoint, m.state, l.state AS laneState, m.resolution, o.control_id AS copyOf, m.created_at AS createdAt
    FROM cases AS c CROSS JOIN events AS e ON e.case_no = c.case_no CROSS JOIN messages AS m ON m.event_seq = e.seq
      LEFT JOIN message_lanes AS l ON l.lane_id = m.lane_id AND l.head_id = m.message_id
      LEFT JOIN messages AS o ON o.message_id = m.copy_of
    WHERE c.case_no = ? ORDER BY e.version, e.seq, m.step`),
  attempts: query<AttemptRow>(`
    SELECT message_id AS messageId, started_at AS startedAt, finished_at AS finishedAt, class, code, ack_code AS ackCode, error_code AS errorCode, text
    FROM attempts WHERE message_id = ? ORDER BY attempt`),
} as const;
