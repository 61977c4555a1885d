/** Every statement on the rows of schema 1 that are not yet sealed. They are few kinds, and gone after the first opening. */
import { query, write } from '../sql.ts';

export interface PlainEvent {
  seq: number;
  content: string;
  contentHash: string;
  acceptedAt: number;
}

export interface PlainLedger {
  caseNo: number;
  replaceableSeq: number | null;
  ledger: string;
  beforeLedger: string | null;
  settledAt: number;
}

export interface PlainRejection {
  rejectedId: number;
  receivedAt: number;
  source: string;
  status: number;
  eventId: string | null;
  caseId: string | null;
  issues: string;
}

export const PLAIN = {
  tables: query<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'plain_*'`),
  anyCase: query<{ caseNo: number }>('SELECT case_no AS caseNo FROM cases LIMIT 1'),
  events: query<PlainEvent>(`
    SELECT p.seq, p.content, e.content_hash AS contentHash, e.accepted_at AS acceptedAt
    FROM plain_event_contents AS p CROSS JOIN events AS e ON e.seq = p.seq ORDER BY p.seq LIMIT (0 + ?)`),
  setContentHash: write('UPDATE events SET content_hash = ? WHERE seq = ?'),
  removeEvent: write('DELETE FROM plain_event_contents WHERE seq = ?'),
  messages: query<{ messageId: number; content: Uint8Array; createdAt: number }>(`
    SELECT p.message_id AS messageId, p.content, m.created_at AS createdAt
    FROM plain_message_contents AS p CROSS JOIN messages AS m ON m.message_id = p.message_id ORDER BY p.message_id LIMIT (0 + ?)`),
  removeMessage: write('DELETE FROM plain_message_contents WHERE message_id = ?'),
  ledgers: query<PlainLedger>(`
    SELECT p.case_no AS caseNo, p.replaceable_seq AS replaceableSeq, p.ledger, p.before_ledger AS beforeLedger,
      (SELECT max(e.state_at) FROM events AS e WHERE e.case_no = p.case_no) AS settledAt
    FROM plain_case_ledgers AS p ORDER BY p.case_no LIMIT (0 + ?)`),
  removeLedger: write('DELETE FROM plain_case_ledgers WHERE case_no = ?'),
  rejections: query<PlainRejection>(`
    SELECT rejected_id AS rejectedId, received_at AS receivedAt, source, status, event_id AS eventId, case_id AS caseId, issues
    FROM plain_rejected ORDER BY rejected_id LIMIT (0 + ?)`),
  removeRejection: write('DELETE FROM plain_rejected WHERE rejected_id = ?'),
} as const;
