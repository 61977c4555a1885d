/** The rows of the decision table for CE and CR: what refuses the commit. */
import type { AckRule } from './ack-rules.ts';
import {
  ACK,
  CANCELLED_ALREADY,
  ERRORS,
  MADE_EARLIER,
  MAY_ARRIVE,
  PASSES,
  VALIDATION,
  CONFIGURATION,
  excused,
  held,
  retried,
  retriedSlowly,
  row,
  stopped,
} from './ack-table-words.ts';

/** Where no application acknowledgement is asked for, a receiver that judges before it commits has only the commit to say it with. */
const COMMIT_ONLY = { mode: 'enhanced-commit' } as const;

export const COMMIT_ROWS: readonly AckRule[] = [
  stopped('ce-message-type', 'CE', '200'),
  stopped('ce-trigger-event', 'CE', '201'),
  stopped('ce-processing-id', 'CE', '202'),
  stopped('ce-version', 'CE', '203'),
  excused('ce-unknown-key-on-cancel', 'CE', '204', 'cancel', CANCELLED_ALREADY, COMMIT_ONLY),
  retriedSlowly('ce-unknown-key', 'CE', '204', MAY_ARRIVE, ERRORS, COMMIT_ONLY),
  excused('ce-duplicate-key-on-create', 'CE', '205', 'create', MADE_EARLIER, COMMIT_ONLY),
  retried('ce-record-locked', 'CE', '206', PASSES, ERRORS),
  retried('ce-internal-error', 'CE', '207', PASSES, ERRORS),
  held(
    'ce-other',
    'CE',
    'any',
    'The receiver could not take the message for a reason of its content or sequence.',
    ACK,
  ),

  stopped('cr-message-type', 'CR', '200'),
  stopped('cr-trigger-event', 'CR', '201'),
  stopped('cr-processing-id', 'CR', '202'),
  stopped('cr-version', 'CR', '203'),
  row('cr-unexplained', 'CR', 'none', { class: 'permanent', stop: true }, CONFIGURATION, VALIDATION),
  held(
    'cr-other',
    'CR',
    'any',
    'CR is for MSH-9, MSH-11 and MSH-12 alone; with another condition a person looks.',
    ACK,
  ),
];
