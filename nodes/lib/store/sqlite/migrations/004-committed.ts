/** Schema 4: messages the receiver has committed and whose application acknowledgement is awaited; their lanes wait for it until a time. */
export const COMMITTED = `
ALTER TABLE message_counts ADD COLUMN committed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN committed_at INTEGER;
CREATE INDEX message_lanes_committed ON message_lanes (endpoint, not_before) WHERE state = 'committed';
CREATE INDEX message_lanes_committed_heads ON message_lanes (endpoint, head_id) WHERE state = 'committed';
`;
