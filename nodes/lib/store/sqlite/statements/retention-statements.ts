/** Every statement that finds and removes what has been kept long enough. The lists go by key or index and are bounded. */
import type { MessageState } from '../../outbox.ts';
import { query, write } from '../sql.ts';
import type { WrittenEventState } from './inbox-statements.ts';

export interface ContentRow {
  rowNo: number;
  /** 1: its time is over, and its case is finished. */
  isOver: 0 | 1;
}

export interface SealedContent {
  rowNo: number;
  content: Uint8Array;
}

export interface OldEvent {
  seq: number;
  state: WrittenEventState;
  acceptedAt: number;
  isOver: 0 | 1;
}

const OPEN = `('accepted', 'sent', 'held', 'stuck')`;
/** Parameters 2 and 3: what got its final state before that time is over, the second for what had been held. */
const IS_OVER = `
  e.state NOT IN ${OPEN} AND e.state_at < iif(e.was_held, ?3, ?2)
    AND NOT EXISTS (SELECT 1 FROM events AS o WHERE o.case_no = e.case_no AND o.state IN ${OPEN})
    AND NOT EXISTS (SELECT 1 FROM holds WHERE kind IN ('case', 're-plan') AND subject = e.case_no)`;

export const RETENTION = {
  eventContents: query<ContentRow>(`
    SELECT c.seq AS rowNo, ${IS_OVER} AS isOver
    FROM event_contents AS c INDEXED BY event_contents_of_key CROSS JOIN events AS e ON e.seq = c.seq
    WHERE c.key_id = ?1 AND c.seq > ?4 ORDER BY c.seq LIMIT (0 + ?5)`),
  messageContents: query<ContentRow>(`
    SELECT c.message_id AS rowNo, ${IS_OVER} AS isOver
    FROM message_contents AS c INDEXED BY message_contents_of_key CROSS JOIN messages AS m ON m.message_id = c.message_id
      CROSS JOIN events AS e ON e.seq = m.event_seq
    WHERE c.key_id = ?1 AND c.message_id > ?4 ORDER BY c.message_id LIMIT (0 + ?5)`),
  removeEventContent: write('DELETE FROM event_contents WHERE seq = ?'),
  removeMessageContent: write('DELETE FROM message_contents WHERE message_id = ?'),

  eventContentsOfKey: query<SealedContent>(
    'SELECT seq AS rowNo, content FROM event_contents WHERE key_id = ? AND seq > ? ORDER BY seq LIMIT (0 + ?)',
  ),
  messageContentsOfKey: query<SealedContent>(`
    SELECT message_id AS rowNo, content FROM message_contents WHERE key_id = ? AND message_id > ? ORDER BY message_id LIMIT (0 + ?)`),
  resealEventContent: write('UPDATE event_contents SET key_id = ?, content = ? WHERE seq = ?'),
  resealMessageContent: write('UPDATE message_contents SET key_id = ?, content = ? WHERE message_id = ?'),

  rejections: query<{ rowNo: number }>(`
    SELECT rejected_id AS rowNo FROM rejected INDEXED BY rejected_of_key
    WHERE key_id = ? AND rejected_id > ? ORDER BY rejected_id LIMIT (0 + ?)`),
  removeRejection: write('DELETE FROM rejected WHERE rejected_id = ?'),

  // An event keeps its row as long as its content, or that of one of its messages, is there.
  events: query<OldEvent>(`
    SELECT e.seq, e.state, e.accepted_at AS acceptedAt, (
      e.accepted_at < ?2 AND ${IS_OVER}
        AND NOT EXISTS (SELECT 1 FROM event_contents AS c WHERE c.seq = e.seq)
        AND NOT EXISTS (
          SELECT 1 FROM messages AS m CROSS JOIN message_contents AS c ON c.message_id = m.message_id WHERE m.event_seq = e.seq)
    ) AS isOver
    FROM events AS e WHERE e.seq > ?1 ORDER BY e.seq LIMIT (0 + ?4)`),
  newest: query<{ seq: number | null; messageId: number | null }>(
    'SELECT (SELECT max(seq) FROM events) AS seq, (SELECT max(message_id) FROM messages) AS messageId',
  ),
  messagesOfEvent: query<{ messageId: number; endpoint: string; state: MessageState }>(
    'SELECT message_id AS messageId, endpoint, state FROM messages WHERE event_seq = ?',
  ),
  removeAttempts: write('DELETE FROM attempts WHERE message_id = ?'),
  removeMessages: write('DELETE FROM messages WHERE event_seq = ?'),
  removeEvent: write('DELETE FROM events WHERE seq = ?'),

  ledgers: query<ContentRow>(`
    SELECT k.case_no AS rowNo, k.ends_at < ?2 AND NOT EXISTS (SELECT 1 FROM events AS e WHERE e.case_no = k.case_no) AS isOver
    FROM case_ledgers AS k INDEXED BY case_ledgers_of_key WHERE k.key_id = ?1 AND k.case_no > ?3 ORDER BY k.case_no LIMIT (0 + ?4)`),
  removeLinks: write('DELETE FROM links WHERE case_no = ?'),
  removeCaseLink: write('DELETE FROM case_links WHERE case_no = ?'),
  removeLinkHistory: write('DELETE FROM link_history WHERE case_no = ?'),
  removeLedger: write('DELETE FROM case_ledgers WHERE case_no = ?'),
  removeCase: write('DELETE FROM cases WHERE case_no = ?'),

  feedMessages: query<{ rowNo: number; isOver: 0 | 1 }>(`
    SELECT feed_id AS rowNo, received_at < ?1 AS isOver FROM feed_messages WHERE feed_id > ?2 ORDER BY feed_id LIMIT (0 + ?3)`),
  removeFeedMessage: write('DELETE FROM feed_messages WHERE feed_id = ?'),

  keyInUse: query<{ used: number }>(`
    SELECT 1 AS used FROM data_keys AS k WHERE k.key_id = ? AND (
      EXISTS (SELECT 1 FROM event_contents WHERE key_id = k.key_id) OR EXISTS (SELECT 1 FROM message_contents WHERE key_id = k.key_id)
      OR EXISTS (SELECT 1 FROM rejected WHERE key_id = k.key_id) OR EXISTS (SELECT 1 FROM case_ledgers WHERE key_id = k.key_id))`),
  truncateLog: query<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)'),
} as const;
