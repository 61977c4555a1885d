/** The decision table for acknowledgements as data: MSA-1 and table 0357 to what becomes of the message. Holds no logic. */
import type { MessageEffect } from '../surgery/index.ts';
import type { AckCode, AckDecision, AckRule, RetryRule } from './ack-rules.ts';

/** Ten repetitions, 2 s growing to 60 s, take some seven minutes: longer than a record lock or a restart, short enough for a person to be told. */
export const BACKOFF: RetryRule = { kind: 'backoff', limit: 10, then: 'hold' };
/** The patient or the encounter may reach the receiver by another way after our message. */
export const SLOW: RetryRule = { kind: 'slow', delayMs: 120_000, limit: 5, then: 'hold' };

const ACCEPTED: AckDecision = { class: 'accepted' };
const ACCEPTED_WITH_WARNING: AckDecision = { class: 'accepted', warning: true };
const PERMANENT: AckDecision = { class: 'permanent' };
const RETRY: AckDecision = { class: 'transient', retry: BACKOFF };

const ACK = 'HL7 v2 §2.8.2, §2.8.3, table 0008';
const VALIDATION = 'HL7 v2 §2.8.2 (protocol validation), table 0357';
const ERRORS = 'HL7 v2 ERR segment, table 0357';
const SEVERITY = 'HL7 v2 ERR-4, table 0516';

type Extra = { effect?: MessageEffect; warningsOnly?: true };

function row(
  code: string,
  ackCode: AckCode,
  errorCode: string,
  decision: AckDecision,
  reason: string,
  source: string,
  extra: Extra = {},
): AckRule {
  return { code, when: { mode: 'both', ackCode, errorCode, ...extra }, decision, reason, source };
}

const SAME_BYTES = 'The same bytes will fail again.';
const CONFIGURATION = 'A setting on one of the two sides is wrong; nothing of this kind will pass.';
const PASSES = 'The receiver is locked or in trouble for the moment.';
const BOTH_MODES = 'AA and CA are taken for success in both modes: engines in between answer either.';
const CONTRADICTION = 'An accepting code with an error beside it contradicts itself; success is never assumed.';

/** First matching row wins. */
export const ACK_RULE_ROWS: readonly AckRule[] = [
  row('aa-accepted-with-warning', 'AA', 'none', ACCEPTED_WITH_WARNING, 'ERR-4 I and W are not errors.', SEVERITY, {
    warningsOnly: true,
  }),
  row('aa-accepted', 'AA', 'none', ACCEPTED, BOTH_MODES, ACK),
  row('aa-with-error', 'AA', 'any', PERMANENT, CONTRADICTION, ACK),
  row('ca-accepted-with-warning', 'CA', 'none', ACCEPTED_WITH_WARNING, 'ERR-4 I and W are not errors.', SEVERITY, {
    warningsOnly: true,
  }),
  row('ca-accepted', 'CA', 'none', ACCEPTED, BOTH_MODES, ACK),
  row('ca-with-error', 'CA', 'any', PERMANENT, CONTRADICTION, ACK),

  row('ae-segment-sequence', 'AE', '100', PERMANENT, SAME_BYTES, ERRORS),
  row('ae-required-field-missing', 'AE', '101', PERMANENT, SAME_BYTES, ERRORS),
  row('ae-data-type', 'AE', '102', PERMANENT, SAME_BYTES, ERRORS),
  row('ae-table-value', 'AE', '103', PERMANENT, SAME_BYTES, ERRORS),
  row(
    'ae-unknown-key-on-cancel',
    'AE',
    '204',
    ACCEPTED_WITH_WARNING,
    'What the receiver does not know is cancelled already.',
    ERRORS,
    { effect: 'cancel' },
  ),
  row(
    'ae-unknown-key',
    'AE',
    '204',
    { class: 'transient', retry: SLOW },
    'The patient or encounter may arrive there later by another way.',
    ERRORS,
  ),
  row(
    'ae-duplicate-key-on-create',
    'AE',
    '205',
    ACCEPTED_WITH_WARNING,
    'An earlier attempt of this message made the object; its answer was lost.',
    ERRORS,
    { effect: 'create' },
  ),
  row('ae-duplicate-key', 'AE', '205', PERMANENT, 'A change that collides with another key needs a person.', ERRORS),
  row('ae-record-locked', 'AE', '206', RETRY, PASSES, ERRORS),
  row('ae-internal-error', 'AE', '207', RETRY, PASSES, ERRORS),
  row(
    'ae-unexplained',
    'AE',
    'none',
    PERMANENT,
    'AE means a fault of content; the engines in use do not repeat it by themselves.',
    ACK,
  ),

  row('ar-message-type', 'AR', '200', PERMANENT, CONFIGURATION, VALIDATION),
  row('ar-trigger-event', 'AR', '201', PERMANENT, CONFIGURATION, VALIDATION),
  row('ar-processing-id', 'AR', '202', PERMANENT, CONFIGURATION, VALIDATION),
  row('ar-version', 'AR', '203', PERMANENT, CONFIGURATION, VALIDATION),
  row('ar-record-locked', 'AR', '206', RETRY, PASSES, ERRORS),
  row('ar-internal-error', 'AR', '207', RETRY, PASSES, ERRORS),
  row(
    'ar-unexplained',
    'AR',
    'none',
    RETRY,
    'AR is a rejection for reasons outside content and format; the same message may pass later.',
    ACK,
  ),

  row('ce-internal-error', 'CE', '207', RETRY, PASSES, ERRORS),
  row(
    'ce-other',
    'CE',
    'any',
    PERMANENT,
    'The receiver could not take the message for a reason of its content or sequence.',
    ACK,
  ),

  row('cr-message-type', 'CR', '200', PERMANENT, CONFIGURATION, VALIDATION),
  row('cr-trigger-event', 'CR', '201', PERMANENT, CONFIGURATION, VALIDATION),
  row('cr-processing-id', 'CR', '202', PERMANENT, CONFIGURATION, VALIDATION),
  row('cr-version', 'CR', '203', PERMANENT, CONFIGURATION, VALIDATION),
  row(
    'cr-unexplained',
    'CR',
    'none',
    PERMANENT,
    'CR is the answer to an MSH-9, MSH-11 or MSH-12 that the receiver does not take.',
    VALIDATION,
  ),
];
