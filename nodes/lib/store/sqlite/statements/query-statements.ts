/** Every statement of the read models. */
import type { MessageState } from '../../outbox.ts';
import type { Link } from '../../queries.ts';
import { query, write } from '../sql.ts';
import type { WrittenEventState } from './inbox-statements.ts';
import type { LaneState } from './outbox-statements.ts';

export interface EventRow {
  seq: number;
  eventId: string;
  caseId: string;
  version: number;
  state: WrittenEventState;
  change: string | null;
  problemCode: string | null;
  problemText: string | null;
  warnings: string | null;
  route: string | null;
  acceptedAt: number;
  laneState: 'ready' | 'waiting' | 'parked' | 'processing' | 'blocked' | null;
}

export interface MessageRow {
  kind: string;
  messageType: string;
  controlId: string;
  state: MessageState;
  attempts: number;
  laneState: LaneState | null;
  ackCode: string | null;
  errorCode: string | null;
  text: string | null;
}

export type LinkRow = Omit<Link, 'updatedAt'> & { updatedAt: number };

const EVENT = `
  SELECT e.seq, e.event_id AS eventId, c.case_id AS caseId, e.version, e.state, e.change, e.problem_code AS problemCode,
    e.problem_text AS problemText, e.warnings, e.route, e.accepted_at AS acceptedAt, l.state AS laneState`;

export const QUERIES = {
  newestContent: query<{ seq: number; keyId: number; content: Uint8Array }>(
    `SELECT seq, key_id AS keyId, content FROM event_contents WHERE seq = (SELECT max(seq) FROM event_contents)`,
  ),
  event: query<EventRow>(`${EVENT}
    FROM events AS e CROSS JOIN cases AS c ON c.case_no = e.case_no
      LEFT JOIN event_lanes AS l ON l.case_no = e.case_no AND l.head_seq = e.seq
    WHERE e.event_id = ?`),
  eventsOfCase: query<EventRow>(`${EVENT}
    FROM cases AS c CROSS JOIN events AS e ON e.case_no = c.case_no
      LEFT JOIN event_lanes AS l ON l.case_no = c.case_no AND l.head_seq = e.seq
    WHERE c.case_id = ? ORDER BY e.version, e.seq`),
  messages: query<MessageRow>(`
    SELECT m.kind, m.message_type AS messageType, m.control_id AS controlId, m.state, m.attempts, l.state AS laneState,
      a.ack_code AS ackCode, a.error_code AS errorCode, a.text
    FROM messages AS m LEFT JOIN message_lanes AS l ON l.lane_id = m.lane_id AND l.head_id = m.message_id
      LEFT JOIN attempts AS a ON a.message_id = m.message_id AND a.attempt = m.attempts
    WHERE m.event_seq = ? ORDER BY m.step`),
  ledger: query<{ caseNo: number; keyId: number; ledger: Uint8Array }>(`
    SELECT k.case_no AS caseNo, k.key_id AS keyId, k.ledger
    FROM cases AS c CROSS JOIN case_ledgers AS k ON k.case_no = c.case_no WHERE c.case_id = ?`),
  links: query<LinkRow>(`
    SELECT l.kind, l.identifier, l.state, l.updated_at AS updatedAt
    FROM cases AS c CROSS JOIN links AS l ON l.case_no = c.case_no WHERE c.case_id = ? ORDER BY l.kind, l.identifier`),
  expectedLinks: query<LinkRow>(`
    SELECT m.kind, m.link_identifier AS identifier, 'pending' AS state, m.created_at AS updatedAt
    FROM cases AS c CROSS JOIN events AS e ON e.case_no = c.case_no CROSS JOIN messages AS m ON m.event_seq = e.seq
    WHERE c.case_id = ? AND m.effect = 'create' AND (m.state = 'queued' OR m.state = 'committed' OR m.state = 'held') ORDER BY e.version, e.seq, m.step`),

  oldestReadyEvent: query<{ seq: number | null }>(`
    SELECT min(head_seq) AS seq FROM event_lanes INDEXED BY event_lanes_ready WHERE state = 'ready'`),
  oldestWaitingEvent: query<{ seq: number | null }>(`
    SELECT min(head_seq) AS seq FROM event_lanes INDEXED BY event_lanes_waiting_heads WHERE state = 'waiting'`),
  acceptedAt: query<{ at: number }>('SELECT accepted_at AS at FROM events WHERE seq = ?'),
  oldestReadyMessage: query<{ messageId: number | null }>(`
    SELECT min(head_id) AS messageId FROM message_lanes INDEXED BY message_lanes_ready WHERE endpoint = ? AND state = 'ready'`),
  oldestWaitingMessage: query<{ messageId: number | null }>(`
    SELECT min(head_id) AS messageId FROM message_lanes INDEXED BY message_lanes_waiting_heads WHERE endpoint = ? AND state = 'waiting'`),
  oldestCommittedMessage: query<{ messageId: number | null }>(`
    SELECT min(head_id) AS messageId FROM message_lanes INDEXED BY message_lanes_committed_heads WHERE endpoint = ? AND state = 'committed'`),
  createdAt: query<{ at: number }>('SELECT created_at AS at FROM messages WHERE message_id = ?'),

  engine: query<{ version: string }>('SELECT sqlite_version() AS version'),
  touchProbe: write('UPDATE probe SET written = written + 1 WHERE only_row = 1'),
  readProbe: query<{ written: number }>('SELECT written FROM probe WHERE only_row = 1'),
} as const;
