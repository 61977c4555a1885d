/** Schema 3: what operators have done, what they hold, and what each message finds held at the receiver when its turn comes. */

/** The journal is only ever added to: also somebody with a database tool is told so. */
export const OPERATOR = `
ALTER TABLE messages ADD COLUMN holds_before TEXT;
ALTER TABLE messages ADD COLUMN resolution TEXT;
ALTER TABLE messages ADD COLUMN copy_of INTEGER;
CREATE INDEX messages_copied ON messages (copy_of) WHERE copy_of IS NOT NULL;

CREATE TABLE holds (
  kind TEXT NOT NULL,
  subject ANY NOT NULL,
  held_at INTEGER NOT NULL,
  held_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_journal (
  journal_id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  operator TEXT NOT NULL,
  command TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  case_id TEXT,
  reason TEXT NOT NULL,
  command_id TEXT UNIQUE,
  result TEXT NOT NULL,
  code TEXT,
  state TEXT,
  details TEXT NOT NULL
) STRICT;
CREATE INDEX operator_journal_of_case ON operator_journal (case_id, journal_id) WHERE case_id IS NOT NULL;
CREATE TRIGGER operator_journal_kept BEFORE DELETE ON operator_journal BEGIN
  SELECT RAISE(ABORT, 'the journal of the operators is only added to');
END;
CREATE TRIGGER operator_journal_unchanged BEFORE UPDATE ON operator_journal BEGIN
  SELECT RAISE(ABORT, 'the journal of the operators is only added to');
END;

CREATE INDEX events_stopped ON events (seq) WHERE problem_code IS NOT NULL;
CREATE INDEX message_lanes_held ON message_lanes (head_id) WHERE state = 'held';
`;
