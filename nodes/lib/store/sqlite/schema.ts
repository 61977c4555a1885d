/** The schema as numbered steps, forward only. A step that has been released is never changed. */

export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  content TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  change TEXT,
  problem_code TEXT,
  problem_text TEXT,
  warnings TEXT,
  before_ledger TEXT,
  open_messages INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX events_waiting ON events (case_id, version, seq) WHERE state = 'accepted';
CREATE INDEX events_of_case ON events (case_id, seq);
CREATE INDEX events_with_problem ON events (problem_code) WHERE state IN ('held', 'stuck');

CREATE TABLE event_lanes (
  case_id TEXT PRIMARY KEY,
  event_seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  dispatch_count INTEGER NOT NULL DEFAULT 0,
  claim_token TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX event_lanes_due ON event_lanes (state, due_at, event_seq);

CREATE TABLE cases (
  case_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  ledger TEXT NOT NULL,
  last_sent_seq INTEGER,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  message_id INTEGER PRIMARY KEY,
  event_seq INTEGER NOT NULL REFERENCES events (seq),
  step INTEGER NOT NULL,
  case_id TEXT NOT NULL,
  ordering_key TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  kind TEXT NOT NULL,
  effect TEXT NOT NULL,
  message_type TEXT NOT NULL,
  trigger_event TEXT NOT NULL,
  control_id TEXT NOT NULL UNIQUE,
  hospital TEXT NOT NULL,
  link_identifier TEXT NOT NULL,
  content BLOB NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  refusals INTEGER NOT NULL DEFAULT 0,
  ack_code TEXT,
  error_code TEXT,
  text TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (event_seq, step)
) STRICT;
CREATE INDEX messages_waiting ON messages (ordering_key, message_id) WHERE state = 'queued';

CREATE TABLE message_lanes (
  ordering_key TEXT PRIMARY KEY,
  message_id INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  state TEXT NOT NULL,
  not_before INTEGER NOT NULL,
  claim_token TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX message_lanes_due ON message_lanes (endpoint, state, not_before, message_id);

CREATE TABLE attempts (
  message_id INTEGER NOT NULL REFERENCES messages (message_id),
  attempt INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  class TEXT NOT NULL,
  code TEXT NOT NULL,
  ack_code TEXT,
  error_code TEXT,
  text TEXT,
  PRIMARY KEY (message_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
  case_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  identifier TEXT NOT NULL,
  state TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (case_id, kind, identifier)
) STRICT, WITHOUT ROWID;

CREATE TABLE rejected (
  rejected_id INTEGER PRIMARY KEY,
  received_at INTEGER NOT NULL,
  source TEXT NOT NULL,
  status INTEGER NOT NULL,
  event_id TEXT,
  case_id TEXT,
  issues TEXT NOT NULL
) STRICT;

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
];
