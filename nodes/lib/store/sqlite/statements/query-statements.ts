/** Every statement of the read models. */
import type { EventState } from '../../inbox.ts';
import type { MessageState } from '../../outbox.ts';
import type { Link } from '../../queries.ts';
import { query, write } from '../sql.ts';
import type { Lane } from './outbox-statements.ts';

export interface EventRow {
  seq: number;
  eventId: string;
  caseId: string;
  version: number;
  state: Exclude<EventState, 'processing'>;
  change: string | null;
  problemCode: string | null;
  problemText: string | null;
  warnings: string | null;
  acceptedAt: number;
  laneState: 'ready' | 'waiting' | 'processing' | 'blocked' | null;
}

export interface MessageRow {
  kind: string;
  messageType: string;
  controlId: string;
  state: MessageState;
  attempts: number;
  laneState: Lane['state'] | null;
  ackCode: string | null;
  errorCode: string | null;
  text: string | null;
}

const EVENT = `
  SELECT e.seq, e.event_id AS eventId, c.case_id AS caseId, e.version, e.state, e.change, e.problem_code AS problemCode,
    e.problem_text AS problemText, e.warnings, e.accepted_at AS acceptedAt, l.state AS laneState`;

export const QUERIES = {
  event: query<EventRow>(`${EVENT}
    FROM events AS e CROSS JOIN cases AS c ON c.case_no = e.case_no LEFT JOIN event_lanes AS l ON l.case_no = e.case_no AND l.head_seq = e.seq
    WHERE e.event_id = ?`),
  eventsOfCase: query<EventRow>(`${EVENT}
    FROM cases AS c CROSS JOIN events AS e ON e.case_no = c.case_no LEFT JOIN event_lanes AS l ON l.case_no = c.case_no AND l.head_seq = e.seq
    WHERE c.case_id = ? ORDER BY e.version, e.seq`),
  messages: query<MessageRow>(`
    SELECT m.kind, m.message_type AS messageType, m.control_id AS controlId, m.state, m.attempts, l.state AS laneState,
      a.ack_code AS ackCode, a.error_code AS errorCode, a.text
    FROM messages AS m LEFT JOIN message_lanes AS l ON l.lane_id = m.lane_id AND l.head_id = m.message_id
      LEFT JOIN attempts AS a ON a.message_id = m.message_id AND a.attempt = m.attempts
    WHERE m.event_seq = ? ORDER BY m.step`),
  ledger: query<{ ledger: string }>(`
    SELECT k.ledger FROM cases AS c CROSS JOIN case_ledgers AS k ON k.case_no = c.case_no WHERE c.case_id = ?`),
  links: query<Omit<Link, 'updatedAt'> & { updatedAt: number }>(`
    SELECT l.kind, l.identifier, l.state, l.updated_at AS updatedAt
    FROM cases AS c CROSS JOIN links AS l ON l.case_no = c.case_no WHERE c.case_id = ? ORDER BY l.kind, l.identifier`),

  oldestEvent: query<{ at: number }>(`
    SELECT e.accepted_at AS at FROM event_lanes AS l CROSS JOIN events AS e ON e.seq = l.head_seq
    WHERE l.state = ? ORDER BY l.head_seq LIMIT 1`),
  oldestMessage: query<{ at: number }>(`
    SELECT m.created_at AS at FROM message_lanes AS l CROSS JOIN messages AS m ON m.message_id = l.head_id
    WHERE l.endpoint = ? AND l.state = ? ORDER BY l.head_id LIMIT 1`),

  engine: query<{ version: string }>('SELECT sqlite_version() AS version'),
  touchProbe: write('UPDATE probe SET written = written + 1 WHERE only_row = 1'),
  readProbe: query<{ written: number }>('SELECT written FROM probe WHERE only_row = 1'),
} as const;
