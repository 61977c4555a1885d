CREATE TRIGGER operator_journal_kept BEFORE DELETE ON operator_journal BEGIN
  SELECT RAISE(ABORT, 'the journal of the operators is only added to');
END;

CREATE TRIGGER operator_journal_unchanged BEFORE UPDATE ON operator_journal BEGIN
  SELECT RAISE(ABORT, 'the journal of the operators is only added to');
END;

CREATE TABLE attempts (
  message_id INTEGER NOT NULL REFERENCES messages (message_id),
  attempt INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  class TEXT NOT NULL,
  code TEXT NOT NULL,
  ack_code TEXT,
  error_code TEXT,
  text TEXT, committed_at INTEGER,
  PRIMARY KEY (message_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_ledgers (
  case_no INTEGER PRIMARY KEY REFERENCES cases (case_no),
  replaceable_seq INTEGER,
  ends_at INTEGER NOT NULL,
  key_id INTEGER NOT NULL REFERENCES data_keys (key_id),
  ledger BLOB NOT NULL,
  before_ledger BLOB
) STRICT;

CREATE TABLE case_links (
  case_no INTEGER PRIMARY KEY REFERENCES cases (case_no),
  person TEXT,
  encounter_person TEXT,
  visit_number TEXT,
  link TEXT NOT NULL
) STRICT;

CREATE TABLE cases (
  case_no INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE data_keys (
  key_id INTEGER PRIMARY KEY,
  purpose TEXT NOT NULL,
  period TEXT NOT NULL,
  master_id TEXT NOT NULL,
  wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE event_contents (
  seq INTEGER PRIMARY KEY REFERENCES events (seq),
  key_id INTEGER NOT NULL REFERENCES data_keys (key_id),
  content BLOB NOT NULL
) STRICT;

CREATE TABLE event_counts (
  only_row INTEGER PRIMARY KEY,
  accepted INTEGER NOT NULL,
  processing INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  completed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  held INTEGER NOT NULL,
  stuck INTEGER NOT NULL
) STRICT;

CREATE TABLE event_lanes (
  case_no INTEGER PRIMARY KEY REFERENCES cases (case_no),
  head_seq INTEGER NOT NULL,
  head_version INTEGER NOT NULL,
  state TEXT NOT NULL,
  due_at INTEGER
) STRICT;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,
  case_no INTEGER NOT NULL REFERENCES cases (case_no),
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  state_at INTEGER NOT NULL,
  lost_dispatches INTEGER NOT NULL DEFAULT 0,
  change TEXT,
  problem_code TEXT,
  problem_text TEXT,
  warnings TEXT
, was_held INTEGER NOT NULL DEFAULT 0, route TEXT) STRICT;

CREATE TABLE feed_messages (
  feed_id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  control_id TEXT NOT NULL,
  told_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  UNIQUE (source, control_id, told_at)
) STRICT;

CREATE TABLE holds (
  kind TEXT NOT NULL,
  subject ANY NOT NULL,
  held_at INTEGER NOT NULL,
  held_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE link_history (
  entry_id INTEGER PRIMARY KEY,
  case_no INTEGER NOT NULL REFERENCES cases (case_no),
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  control_id TEXT NOT NULL,
  trigger_event TEXT NOT NULL,
  flag TEXT,
  link TEXT NOT NULL
) STRICT;

CREATE TABLE links (
  case_no INTEGER NOT NULL REFERENCES cases (case_no),
  kind TEXT NOT NULL,
  identifier TEXT NOT NULL,
  state TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (case_no, kind, identifier)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_contents (
  message_id INTEGER PRIMARY KEY REFERENCES messages (message_id),
  key_id INTEGER NOT NULL REFERENCES data_keys (key_id),
  content BLOB NOT NULL
) STRICT;

CREATE TABLE message_counts (
  endpoint TEXT PRIMARY KEY,
  queued INTEGER NOT NULL,
  claimed INTEGER NOT NULL,
  in_flight INTEGER NOT NULL,
  acknowledged INTEGER NOT NULL,
  held INTEGER NOT NULL,
  discarded INTEGER NOT NULL,
  superseded INTEGER NOT NULL
, committed INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE TABLE message_lanes (
  lane_id INTEGER PRIMARY KEY,
  ordering_key TEXT NOT NULL UNIQUE,
  head_id INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  state TEXT NOT NULL,
  not_before INTEGER,
  in_flight_at INTEGER
) STRICT;

CREATE TABLE messages (
  message_id INTEGER PRIMARY KEY,
  event_seq INTEGER NOT NULL REFERENCES events (seq),
  step INTEGER NOT NULL,
  lane_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  refusals INTEGER NOT NULL DEFAULT 0,
  kind TEXT NOT NULL,
  effect TEXT NOT NULL,
  message_type TEXT NOT NULL,
  trigger_event TEXT NOT NULL,
  control_id TEXT NOT NULL UNIQUE,
  hospital TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  link_identifier TEXT NOT NULL,
  created_at INTEGER NOT NULL, holds_before TEXT, resolution TEXT, copy_of INTEGER,
  UNIQUE (event_seq, step)
) STRICT;

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

CREATE TABLE probe (
  only_row INTEGER PRIMARY KEY,
  written INTEGER NOT NULL
) STRICT;

CREATE TABLE rejected (
  rejected_id INTEGER PRIMARY KEY,
  received_at INTEGER NOT NULL,
  source TEXT NOT NULL,
  status INTEGER NOT NULL,
  key_id INTEGER NOT NULL REFERENCES data_keys (key_id),
  details BLOB NOT NULL
) STRICT;

CREATE INDEX case_ledgers_of_key ON case_ledgers (key_id);

CREATE INDEX case_links_of_encounter_person ON case_links (encounter_person) WHERE encounter_person IS NOT NULL;

CREATE INDEX case_links_of_person ON case_links (person) WHERE person IS NOT NULL;

CREATE INDEX case_links_of_visit ON case_links (visit_number) WHERE visit_number IS NOT NULL;

CREATE INDEX event_contents_of_key ON event_contents (key_id);

CREATE INDEX event_lanes_ready ON event_lanes (head_seq) WHERE state = 'ready';

CREATE INDEX event_lanes_waiting ON event_lanes (due_at) WHERE state = 'waiting';

CREATE INDEX event_lanes_waiting_heads ON event_lanes (head_seq) WHERE state = 'waiting';

CREATE INDEX events_of_case ON events (case_no, version, seq);

CREATE INDEX events_pending ON events (case_no, version, seq) WHERE state = 'accepted';

CREATE INDEX events_stopped ON events (seq) WHERE problem_code IS NOT NULL;

CREATE INDEX events_with_problem ON events (problem_code) WHERE problem_code IS NOT NULL;

CREATE INDEX link_history_flagged ON link_history (entry_id) WHERE flag IS NOT NULL;

CREATE INDEX link_history_of_case ON link_history (case_no, entry_id);

CREATE INDEX links_of_identifier ON links (kind, identifier);

CREATE INDEX message_contents_of_key ON message_contents (key_id);

CREATE INDEX message_lanes_committed ON message_lanes (endpoint, not_before) WHERE state = 'committed';

CREATE INDEX message_lanes_committed_heads ON message_lanes (endpoint, head_id) WHERE state = 'committed';

CREATE INDEX message_lanes_held ON message_lanes (head_id) WHERE state = 'held';

CREATE INDEX message_lanes_ready ON message_lanes (endpoint, head_id) WHERE state = 'ready';

CREATE INDEX message_lanes_waiting ON message_lanes (endpoint, not_before) WHERE state = 'waiting';

CREATE INDEX message_lanes_waiting_heads ON message_lanes (endpoint, head_id) WHERE state = 'waiting';

CREATE INDEX messages_copied ON messages (copy_of) WHERE copy_of IS NOT NULL;

CREATE INDEX messages_queued ON messages (lane_id, message_id) WHERE state = 'queued';

CREATE INDEX operator_journal_of_case ON operator_journal (case_id, journal_id) WHERE case_id IS NOT NULL;

CREATE INDEX rejected_of_key ON rejected (key_id);
