/** Every statement of the return feed. */
import type { LinkFlag } from '../../../surgery/index.ts';
import { query, write } from '../sql.ts';

export interface LinkedCase {
  caseNo: number;
  caseId: string;
  link: string | null;
}

export interface HistoryRow {
  at: number;
  source: string;
  controlId: string;
  triggerEvent: string;
  flag: LinkFlag | null;
  link: string;
}

const CASE = 'c.case_no AS caseNo, c.case_id AS caseId, k.link';
const KNOWN = 'LEFT JOIN case_links AS k ON k.case_no = c.case_no';

export const FEED = {
  take: write('INSERT OR IGNORE INTO feed_messages (source, control_id, told_at, received_at) VALUES (?, ?, ?, ?)'),
  byCaseId: query<LinkedCase>(`SELECT ${CASE} FROM cases AS c ${KNOWN} WHERE c.case_id = ?`),
  /** By a number of ours, which the receiver has accepted. */
  bySentVisit: query<LinkedCase>(`
    SELECT ${CASE} FROM links AS l CROSS JOIN cases AS c ON c.case_no = l.case_no ${KNOWN} WHERE l.kind = 'encounter' AND l.identifier = ?`),
  byToldVisit: query<LinkedCase>(`
    SELECT ${CASE} FROM case_links AS k CROSS JOIN cases AS c ON c.case_no = k.case_no WHERE k.visit_number = ?`),
  byPerson: query<LinkedCase>(`
    SELECT ${CASE} FROM case_links AS k CROSS JOIN cases AS c ON c.case_no = k.case_no WHERE k.person = ?`),
  byEncounterPerson: query<LinkedCase>(`
    SELECT ${CASE} FROM case_links AS k CROSS JOIN cases AS c ON c.case_no = k.case_no WHERE k.encounter_person = ?`),
  write: write(`
    INSERT INTO case_links (case_no, person, encounter_person, visit_number, link) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (case_no) DO UPDATE SET person = excluded.person, encounter_person = excluded.encounter_person,
      visit_number = excluded.visit_number, link = excluded.link`),
  note: write(`
    INSERT INTO link_history (case_no, at, source, control_id, trigger_event, flag, link) VALUES (?, ?, ?, ?, ?, ?, ?)`),
  history: query<HistoryRow>(`
    SELECT h.at, h.source, h.control_id AS controlId, h.trigger_event AS triggerEvent, h.flag, h.link
    FROM cases AS c CROSS JOIN link_history AS h ON h.case_no = c.case_no WHERE c.case_id = ? ORDER BY h.entry_id DESC LIMIT (0 + ?)`),
  flagged: query<{ caseId: string; flag: LinkFlag; at: number; triggerEvent: string; controlId: string }>(`
    SELECT c.case_id AS caseId, h.flag, h.at, h.trigger_event AS triggerEvent, h.control_id AS controlId
    FROM link_history AS h INDEXED BY link_history_flagged CROSS JOIN cases AS c ON c.case_no = h.case_no
    WHERE h.flag IS NOT NULL ORDER BY h.entry_id DESC LIMIT (0 + ?)`),
} as const;
