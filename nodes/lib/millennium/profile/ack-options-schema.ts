/** Options about acknowledgements: the named choices and the site's own rows of the decision table. */
import type { AckOptions } from '../ack-options.ts';
import { ACK_RULE_ROWS, NO_ANSWER_ROWS } from '../ack-rule-table.ts';
import { ACK_MODES } from '../ack-mode.ts';
import { ACK_CODES } from '../ack-rules.ts';
import { choice, custom, type JsonSchema } from './options.ts';

export const ackMode = choice(
  'MSH-15 and MSH-16: both empty (one reply AA, AE or AR); AL and NE (commit acknowledgement on the same connection); AL and AL (the application answers by a message of its own).',
  ACK_MODES,
);

const retry: JsonSchema = {
  type: 'object',
  properties: {
    kind: { enum: ['backoff', 'slow'] },
    delayMs: { type: 'integer', minimum: 1000, maximum: 86_400_000 },
    limit: { type: 'integer', minimum: 0, maximum: 1000 },
    then: { const: 'hold' },
  },
  required: ['kind', 'limit', 'then'],
  if: { properties: { kind: { const: 'slow' } } },
  then: { required: ['delayMs'] },
  additionalProperties: false,
};

/** `committed` is left out: it is for the table to say, where an application acknowledgement has been asked for. */
const decision: JsonSchema = {
  type: 'object',
  properties: {
    class: { enum: ['accepted', 'transient', 'permanent'] },
    warning: { const: true },
    stop: { const: true },
    retry,
  },
  required: ['class'],
  if: { properties: { class: { const: 'transient' } } },
  then: { required: ['retry'] },
  additionalProperties: false,
};

/** No answer is never success. */
const noAnswerDecision: JsonSchema = {
  type: 'object',
  properties: { class: { enum: ['uncertain', 'permanent'] }, retry },
  required: ['class'],
  additionalProperties: false,
};

const decisions: JsonSchema = {
  description: 'Another decision for rows of the decision table, by the code of the row.',
  type: 'object',
  properties: Object.fromEntries([
    ...ACK_RULE_ROWS.map(({ code, reason }) => [code, { ...decision, description: reason }]),
    ...NO_ANSWER_ROWS.map(({ code, reason }) => [code, { ...noAnswerDecision, description: reason }]),
  ]),
  additionalProperties: false,
};

const condition: JsonSchema = {
  type: 'object',
  properties: {
    mode: { enum: [...ACK_MODES, 'enhanced', 'any'] },
    ackCode: { enum: [...ACK_CODES, 'unknown', 'any'] },
    errorCode: { type: 'string', minLength: 1, maxLength: 60 },
    effect: { enum: ['create', 'update', 'cancel', 'no-show'] },
    triggerEvent: { type: 'string', pattern: '^[AS]\\d\\d$' },
    warningsOnly: { const: true },
  },
  required: ['mode', 'ackCode', 'errorCode'],
  additionalProperties: false,
};

const rule: JsonSchema = {
  type: 'object',
  properties: {
    code: { type: 'string', minLength: 1, maxLength: 60 },
    when: condition,
    decision,
    reason: { type: 'string', maxLength: 200 },
    source: { type: 'string', maxLength: 200 },
  },
  required: ['code', 'when', 'decision', 'reason', 'source'],
  additionalProperties: false,
};

export const ack = custom<AckOptions>(
  {
    description: 'How acknowledgements are understood where this hospital differs from the decision table.',
    type: 'object',
    properties: {
      retryAE: { description: 'An AE without an error code is tried again.', type: 'boolean' },
      unknownKeyOnCancel: { description: 'AE 204 on a cancellation.', enum: ['accepted', 'held'] },
      duplicateKeyOnCreate: { description: 'AE 205 on a creation.', enum: ['accepted', 'held'] },
      decisions,
      overrides: { description: 'Rows that win over the decision table.', type: 'array', items: rule, maxItems: 200 },
    },
    additionalProperties: false,
  },
  {},
);
