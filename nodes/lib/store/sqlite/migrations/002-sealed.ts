/** Schema 2: what tells of a patient is sealed, each record under the data key it names; what is needed to know when it may be removed. */

/**
 * The rows of schema 1 wait in tables of their own until they have been sealed (seal-plain-rows.ts), which takes those tables away.
 *
 * A record names its key by reference, so that no key can be dropped while it is needed, and by an index, so that this is known at once: the
 * keys of a day follow each other in rising rows, so that the index grows at its end only.
 */
export const SEALED = `
CREATE TABLE data_keys (
  key_id INTEGER PRIMARY KEY,
  purpose TEXT NOT NULL,
  period TEXT NOT NULL,
  master_id TEXT NOT NULL,
  wrapped BLOB NOT NULL
) STRICT;

ALTER TABLE event_contents RENAME TO plain_event_contents;
CREATE TABLE event_contents (
  seq INTEGER PRIMARY KEY REFERENCES events (seq),
  key_id INTEGER NOT NULL REFERENCES data_keys (key_id),
  content BLOB NOT NULL
) STRICT;
CREATE INDEX event_contents_of_key ON event_contents (key_id);

ALTER TABLE message_contents RENAME TO plain_message_contents;
CREATE TABLE message_contents (
  message_id INTEGER PRIMARY KEY REFERENCES messages (message_id),
  key_id INTEGER NOT NULL REFERENCES data_keys (key_id),
  content BLOB NOT NULL
) STRICT;
CREATE INDEX message_contents_of_key ON message_contents (key_id);

ALTER TABLE case_ledgers RENAME TO plain_case_ledgers;
CREATE TABLE case_ledgers (
  case_no INTEGER PRIMARY KEY REFERENCES cases (case_no),
  replaceable_seq INTEGER,
  ends_at INTEGER NOT NULL,
  key_id INTEGER NOT NULL REFERENCES data_keys (key_id),
  ledger BLOB NOT NULL,
  before_ledger BLOB
) STRICT;
CREATE INDEX case_ledgers_of_key ON case_ledgers (key_id);

ALTER TABLE rejected RENAME TO plain_rejected;
CREATE TABLE rejected (
  rejected_id INTEGER PRIMARY KEY,
  received_at INTEGER NOT NULL,
  source TEXT NOT NULL,
  status INTEGER NOT NULL,
  key_id INTEGER NOT NULL REFERENCES data_keys (key_id),
  details BLOB NOT NULL
) STRICT;
CREATE INDEX rejected_of_key ON rejected (key_id);

ALTER TABLE events ADD COLUMN was_held INTEGER NOT NULL DEFAULT 0;
UPDATE events SET was_held = 1 WHERE state = 'held' OR state = 'stuck';
`;
