/** What every row of the decision table must lead to, written by hand from the interface specification; the table is held to it, not the other way round. */
import type { AckMode } from '../../nodes/lib/millennium/index.ts';
import type { MessageEffect } from '../../nodes/lib/surgery/index.ts';

/**
 * - `done`, `done-with-warning`: sent once, the case goes on. `held`: sent once, the case waits. `stopped`: held, and the hospital stops
 * - `backed-off`: sent again with back-off, at most ten times more. `slow`: sent again at long intervals, at most five times more
 * - `committed`: sent once and never again; the case waits for the application
 */
export type Outcome = 'done' | 'done-with-warning' | 'held' | 'stopped' | 'backed-off' | 'slow' | 'committed';

export interface Expectation {
  outcome: Outcome;
  /** Where the row is not for every mode its condition allows, because an earlier one goes before. */
  modes?: readonly AckMode[];
  /** Of the message; a creation unless told. */
  effects?: readonly MessageEffect[];
  /** Error codes to try a row with that takes any. */
  errors?: readonly string[];
  /** What is written in MSA-1 for a row that takes unknown codes. */
  written?: readonly string[];
}

const held: Expectation = { outcome: 'held' };
const stopped: Expectation = { outcome: 'stopped' };
const backedOff: Expectation = { outcome: 'backed-off' };
const NOT_FULL: readonly AckMode[] = ['original', 'enhanced-commit'];
const NOT_CREATE: readonly MessageEffect[] = ['update', 'cancel', 'no-show'];
const NOT_CANCEL: readonly MessageEffect[] = ['create', 'update', 'no-show'];
/** A code the table does not have, one of another coding system, and one that must not be kept. */
const FOREIGN = ['999', 'CERNER:12', '191212121212'];

export const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  'aa-accepted': { outcome: 'done' },
  'aa-accepted-with-warning': { outcome: 'done-with-warning' },
  'aa-with-error': { outcome: 'held', errors: ['101', '207', ...FOREIGN] },
  'ca-accepted': { outcome: 'done', modes: NOT_FULL },
  'ca-accepted-with-warning': { outcome: 'done-with-warning', modes: NOT_FULL },
  'ca-committed': { outcome: 'committed' },
  'ca-with-error': { outcome: 'held', errors: ['101', '207', ...FOREIGN] },

  'ae-segment-sequence': held,
  'ae-required-field-missing': held,
  'ae-data-type': held,
  'ae-table-value': held,
  'ae-message-type': stopped,
  'ae-trigger-event': stopped,
  'ae-processing-id': stopped,
  'ae-version': stopped,
  'ae-unknown-key-on-cancel': { outcome: 'done-with-warning' },
  'ae-unknown-key': { outcome: 'slow', effects: NOT_CANCEL },
  'ae-duplicate-key-on-create': { outcome: 'done-with-warning' },
  'ae-duplicate-key': { outcome: 'held', effects: NOT_CREATE },
  'ae-record-locked': backedOff,
  'ae-internal-error': backedOff,
  'ae-unexplained': held,
  'ae-other': { outcome: 'held', errors: FOREIGN },

  'ar-segment-sequence': held,
  'ar-required-field-missing': held,
  'ar-data-type': held,
  'ar-table-value': held,
  'ar-message-type': stopped,
  'ar-trigger-event': stopped,
  'ar-processing-id': stopped,
  'ar-version': stopped,
  'ar-unknown-key': { outcome: 'slow', effects: ['create', 'cancel'] },
  'ar-duplicate-key': { outcome: 'held', effects: ['create', 'update'] },
  'ar-record-locked': backedOff,
  'ar-internal-error': backedOff,
  'ar-unexplained': backedOff,
  'ar-other': { outcome: 'backed-off', errors: FOREIGN },

  'ce-message-type': stopped,
  'ce-trigger-event': stopped,
  'ce-processing-id': stopped,
  'ce-version': stopped,
  'ce-unknown-key-on-cancel': { outcome: 'done-with-warning' },
  'ce-unknown-key': { outcome: 'slow', effects: NOT_CANCEL },
  'ce-duplicate-key-on-create': { outcome: 'done-with-warning' },
  'ce-record-locked': backedOff,
  'ce-internal-error': backedOff,
  'ce-other': { outcome: 'held', errors: ['100', '101', '103', ...FOREIGN] },

  'cr-message-type': stopped,
  'cr-trigger-event': stopped,
  'cr-processing-id': stopped,
  'cr-version': stopped,
  'cr-unexplained': stopped,
  'cr-other': { outcome: 'held', errors: ['101', '207', ...FOREIGN] },

  'ack-code-unknown': { outcome: 'held', errors: ['101', ...FOREIGN], written: ['XX', '', 'OK', 'A A'] },
};

/** Table 0357 of the standard: the only words of a reply a person gets to see. */
export const TABLE_0357: Readonly<Record<string, string>> = {
  '100': 'Segment sequence error',
  '101': 'Required field missing',
  '102': 'Data type error',
  '103': 'Table value not found',
  '200': 'Unsupported message type',
  '201': 'Unsupported event code',
  '202': 'Unsupported processing id',
  '203': 'Unsupported version id',
  '204': 'Unknown key identifier',
  '205': 'Duplicate key identifier',
  '206': 'Application record locked',
  '207': 'Application internal error',
};
