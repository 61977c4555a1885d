/** The few decisions, sources and row forms the decision table is written with. */
import type { MessageEffect } from '../surgery/index.ts';
import type { AckCondition, AckDecision, AckRule, RetryRule } from './ack-rules.ts';

/** Ten repetitions, 2 s growing to 60 s, take some seven minutes: longer than a record lock or a restart, short enough for a person to be told. */
export const BACKOFF: RetryRule = { kind: 'backoff', limit: 10, then: 'hold' };
/** The patient or the encounter may reach the receiver by another way after our message. */
export const SLOW: RetryRule = { kind: 'slow', delayMs: 120_000, limit: 5, then: 'hold' };

export const ACK = 'HL7 v2 §2.8.2, §2.8.3, table 0008';
export const VALIDATION = 'HL7 v2 §2.8.2 (protocol validation), table 0357';
export const ERRORS = 'HL7 v2 ERR segment, table 0357';
export const SEVERITY = 'HL7 v2 ERR-4, table 0516';

export const SAME_BYTES = 'The same bytes will fail again.';
export const CONFIGURATION =
  'MSH-9, MSH-11 or MSH-12 is not taken: a setting on one of the two sides is wrong, and nothing like this will pass.';
export const PASSES = 'The receiver is locked or in trouble for the moment.';
export const MAY_ARRIVE = 'The patient or encounter may arrive there later by another way.';
export const CANCELLED_ALREADY = 'What the receiver does not know is cancelled already.';
export const MADE_EARLIER = 'An earlier attempt of this message made the object; its answer was lost.';
export const NOT_IN_TABLE =
  'A condition of another coding system or outside its place: what it means here, nobody has said.';

export type Extra = Pick<AckCondition, 'effect' | 'warningsOnly'> & { mode?: AckCondition['mode'] };

export function row(
  code: string,
  ackCode: AckCondition['ackCode'],
  errorCode: string,
  decision: AckDecision,
  reason: string,
  source: string,
  { mode = 'any', ...extra }: Extra = {},
): AckRule {
  return { code, when: { mode, ackCode, errorCode, ...extra }, decision, reason, source };
}

type Row = [
  code: string,
  ackCode: AckCondition['ackCode'],
  errorCode: string,
  reason: string,
  source: string,
  extra?: Extra,
];

export function held(...[code, ackCode, errorCode, reason, source, extra]: Row): AckRule {
  return row(code, ackCode, errorCode, { class: 'permanent' }, reason, source, extra);
}

/** Held, and the hospital's other messages wait as well. */
export function stopped(code: string, ackCode: AckCondition['ackCode'], errorCode: string): AckRule {
  return row(code, ackCode, errorCode, { class: 'permanent', stop: true }, CONFIGURATION, VALIDATION);
}

export function retried(...[code, ackCode, errorCode, reason, source, extra]: Row): AckRule {
  return row(code, ackCode, errorCode, { class: 'transient', retry: BACKOFF }, reason, source, extra);
}

export function retriedSlowly(...[code, ackCode, errorCode, reason, source, extra]: Row): AckRule {
  return row(code, ackCode, errorCode, { class: 'transient', retry: SLOW }, reason, source, extra);
}

/** Taken for done although the reply names a condition, for messages with one effect only. */
export function excused(
  code: string,
  ackCode: AckCondition['ackCode'],
  errorCode: string,
  effect: MessageEffect,
  reason: string,
  extra: Extra = {},
): AckRule {
  return row(code, ackCode, errorCode, { class: 'accepted', warning: true }, reason, ERRORS, { ...extra, effect });
}
