/** The decision table for acknowledgements as data, all of it: what every answer, and none, means for the message. Holds no logic. */
import type { AckRule } from './ack-rules.ts';
import { APPLICATION_ROWS } from './ack-table-application.ts';
import { COMMIT_ROWS } from './ack-table-commit.ts';
import { POSITIVE_ROWS } from './ack-table-positive.ts';
import { held, ACK } from './ack-table-words.ts';

export { NO_ANSWER_ROWS } from './ack-table-no-answer.ts';

/** First matching row wins. Together the rows match everything: what nobody has thought of is held by the last one. */
export const ACK_RULE_ROWS: readonly AckRule[] = [
  ...POSITIVE_ROWS,
  ...APPLICATION_ROWS,
  ...COMMIT_ROWS,
  held('ack-code-unknown', 'unknown', 'any', 'MSA-1 is empty or no code of table 0008; success is never assumed.', ACK),
];
