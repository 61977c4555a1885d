/** The rows of the decision table for AE and AR: the same wherever they come, in reply or later as a message of their own. */
import type { AckRule } from './ack-rules.ts';
import {
  ACK,
  CANCELLED_ALREADY,
  ERRORS,
  MADE_EARLIER,
  MAY_ARRIVE,
  NOT_IN_TABLE,
  PASSES,
  SAME_BYTES,
  excused,
  held,
  retried,
  retriedSlowly,
  stopped,
} from './ack-table-words.ts';

const COLLIDES = 'A change that collides with another key needs a person.';
const UNEXPLAINED_ERROR = 'AE means a fault of content; the engines in use do not repeat it by themselves.';
const REJECTED = 'AR is a rejection for reasons outside content and format; the same message may pass later.';

export const APPLICATION_ROWS: readonly AckRule[] = [
  held('ae-segment-sequence', 'AE', '100', SAME_BYTES, ERRORS),
  held('ae-required-field-missing', 'AE', '101', SAME_BYTES, ERRORS),
  held('ae-data-type', 'AE', '102', SAME_BYTES, ERRORS),
  held('ae-table-value', 'AE', '103', SAME_BYTES, ERRORS),
  stopped('ae-message-type', 'AE', '200'),
  stopped('ae-trigger-event', 'AE', '201'),
  stopped('ae-processing-id', 'AE', '202'),
  stopped('ae-version', 'AE', '203'),
  excused('ae-unknown-key-on-cancel', 'AE', '204', 'cancel', CANCELLED_ALREADY),
  retriedSlowly('ae-unknown-key', 'AE', '204', MAY_ARRIVE, ERRORS),
  excused('ae-duplicate-key-on-create', 'AE', '205', 'create', MADE_EARLIER),
  held('ae-duplicate-key', 'AE', '205', COLLIDES, ERRORS),
  retried('ae-record-locked', 'AE', '206', PASSES, ERRORS),
  retried('ae-internal-error', 'AE', '207', PASSES, ERRORS),
  held('ae-unexplained', 'AE', 'none', UNEXPLAINED_ERROR, ACK),
  held('ae-other', 'AE', 'any', NOT_IN_TABLE, ERRORS),

  held('ar-segment-sequence', 'AR', '100', SAME_BYTES, ERRORS),
  held('ar-required-field-missing', 'AR', '101', SAME_BYTES, ERRORS),
  held('ar-data-type', 'AR', '102', SAME_BYTES, ERRORS),
  held('ar-table-value', 'AR', '103', SAME_BYTES, ERRORS),
  stopped('ar-message-type', 'AR', '200'),
  stopped('ar-trigger-event', 'AR', '201'),
  stopped('ar-processing-id', 'AR', '202'),
  stopped('ar-version', 'AR', '203'),
  retriedSlowly('ar-unknown-key', 'AR', '204', MAY_ARRIVE, ERRORS),
  held('ar-duplicate-key', 'AR', '205', COLLIDES, ERRORS),
  retried('ar-record-locked', 'AR', '206', PASSES, ERRORS),
  retried('ar-internal-error', 'AR', '207', PASSES, ERRORS),
  retried('ar-unexplained', 'AR', 'none', REJECTED, ACK),
  retried('ar-other', 'AR', 'any', `${REJECTED} What its condition means is not known here.`, ACK),
];
