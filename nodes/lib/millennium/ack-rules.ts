/** Decides what a negative, positive or unknown acknowledgement means for the message: the first matching rule wins, and without a rule a person decides. */
import type { MessageEffect } from '../surgery/index.ts';
import type { AckMode } from './ack-mode.ts';
import { ACK_RULE_ROWS, NO_ANSWER_ROWS } from './ack-rule-table.ts';

export const ACK_CODES = ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'] as const;
export type AckCode = (typeof ACK_CODES)[number];

/** How a refusal that may pass by itself is tried again. `limit` counts the repetitions; the refusal after the last one is held. */
export type RetryRule =
  { kind: 'backoff'; limit: number; then: 'hold' } | { kind: 'slow'; delayMs: number; limit: number; then: 'hold' };

export interface AckCondition {
  /** What the message asked for (MSH-15, MSH-16); `enhanced` is either of the two enhanced modes. */
  mode: AckMode | 'enhanced' | 'any';
  /** MSA-1; `unknown`: none of table 0008. */
  ackCode: AckCode | 'any' | 'unknown';
  /** Table 0357; `none` where the reply names no error or code 0; a code of another coding system as `<system>:<code>`. */
  errorCode: string;
  /** Only for messages that do this to their object. */
  effect?: MessageEffect;
  /** Only for this MSH-9.2. */
  triggerEvent?: string;
  /** Only for replies that bring information or warnings (ERR-4, table 0516: I, W) and name no error. */
  warningsOnly?: true;
}

/**
 * - `accepted`: done. `committed`: the receiver has taken it into its care; what its application says comes later
 * - `transient`: the same bytes may pass later
 * - `permanent`: a person decides. `stop`: no message of this hospital will pass before a setting is changed
 */
export type AckDecision =
  | { class: 'accepted'; warning?: true }
  | { class: 'committed' }
  | { class: 'transient'; retry: RetryRule }
  | { class: 'permanent'; stop?: true };

/** One row of the decision table: when it applies, what it decides, and why. */
export interface AckRule {
  /** Stable; shown to the operator and kept with the attempt. */
  code: string;
  when: AckCondition;
  decision: AckDecision;
  reason: string;
  source: string;
}

/**
 * What came instead of an acknowledgement that can be used.
 * - `commit-nak`: the receiver's transport did not take the message (MLLP release 2)
 * - `ack-timeout`: nothing. `write-timeout`: not all of it could be written. `connection-lost-after-write`, `reply-too-large`, `transport-failed`: the connection ended first
 * - `ack-unmatched`: acknowledgements of other messages only (MSA-2)
 * - `ack-unaddressed`: MSA-2 empty. `ack-unreadable`: no MSA. `ack-without-header`: an MSA of ours in what is no HL7 message
 * - `no-application-ack`: committed, and the application never said what it made of it
 */
export const NO_ANSWER_CODES = [
  'commit-nak',
  'write-timeout',
  'ack-timeout',
  'connection-lost-after-write',
  'reply-too-large',
  'transport-failed',
  'ack-unmatched',
  'ack-unaddressed',
  'ack-unreadable',
  'ack-without-header',
  'no-application-ack',
] as const;
export type NoAnswerCode = (typeof NO_ANSWER_CODES)[number];

/**
 * Never success. `uncertain`: nobody knows whether the message arrived; sent again, as often as `retry` allows or without a limit.
 * `transient`: it did not arrive.
 */
export type NoAnswerDecision =
  { class: 'uncertain'; retry?: RetryRule } | { class: 'transient'; retry: RetryRule } | { class: 'permanent' };

export interface NoAnswerRule {
  code: NoAnswerCode;
  decision: NoAnswerDecision;
  reason: string;
  source: string;
}

export interface AckRules {
  rows: readonly AckRule[];
  /** The site's own rows; looked at first. */
  overrides: readonly AckRule[];
  noAnswer: readonly NoAnswerRule[];
}

export const DEFAULT_ACK_RULES: AckRules = { rows: ACK_RULE_ROWS, overrides: [], noAnswer: NO_ANSWER_ROWS };

/** What one reply says, in the terms of the table. */
export interface AckFacts {
  mode: AckMode;
  /** MSA-1 in capitals, whatever it is. */
  ackCode: string;
  errorCode: string;
  warningsOnly: boolean;
  effect: MessageEffect;
  triggerEvent: string;
}

/** The first rule that applies, the site's rows before the table; undefined when none does: then the message is held. */
export function findAckRule({ overrides, rows }: AckRules, facts: AckFacts): AckRule | undefined {
  return overrides.find(({ when }) => applies(when, facts)) ?? rows.find(({ when }) => applies(when, facts));
}

/** What becomes of a message that got no answer. A failure of the transport without a row is like any other of its kind: the outcome is unknown. */
export function noAnswerDecision({ noAnswer }: AckRules, code: string): NoAnswerDecision {
  return noAnswer.find((rule) => rule.code === code)?.decision ?? { class: 'uncertain' };
}

function applies(when: AckCondition, facts: AckFacts): boolean {
  return (
    isCode(when.ackCode, facts.ackCode) &&
    (when.errorCode === facts.errorCode || when.errorCode === 'any') &&
    (when.effect === undefined || when.effect === facts.effect) &&
    (when.triggerEvent === undefined || when.triggerEvent === facts.triggerEvent) &&
    (when.warningsOnly === undefined || when.warningsOnly === facts.warningsOnly) &&
    isMode(when.mode, facts.mode)
  );
}

function isCode(wanted: AckCondition['ackCode'], ackCode: string): boolean {
  if (wanted === 'unknown') return !ACK_CODES.some((code) => code === ackCode);
  return wanted === 'any' || wanted === ackCode;
}

function isMode(wanted: AckCondition['mode'], mode: AckMode): boolean {
  return wanted === 'any' || wanted === mode || (wanted === 'enhanced' && mode !== 'original');
}
