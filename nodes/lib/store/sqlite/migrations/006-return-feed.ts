/** Schema 6: what Millennium has told of each case, how it came to that, and which of its messages have been taken. */
export const RETURN_FEED = `
CREATE TABLE case_links (
  case_no INTEGER PRIMARY KEY REFERENCES cases (case_no),
  person TEXT,
  encounter_person TEXT,
  visit_number TEXT,
  link TEXT NOT NULL
) STRICT;
CREATE INDEX case_links_of_person ON case_links (person) WHERE person IS NOT NULL;
CREATE INDEX case_links_of_encounter_person ON case_links (encounter_person) WHERE encounter_person IS NOT NULL;
CREATE INDEX case_links_of_visit ON case_links (visit_number) WHERE visit_number IS NOT NULL;
CREATE INDEX links_of_identifier ON links (kind, identifier);

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
CREATE INDEX link_history_of_case ON link_history (case_no, entry_id);
CREATE INDEX link_history_flagged ON link_history (entry_id) WHERE flag IS NOT NULL;

CREATE TABLE feed_messages (
  feed_id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  control_id TEXT NOT NULL,
  told_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  UNIQUE (source, control_id, told_at)
) STRICT;
`;
