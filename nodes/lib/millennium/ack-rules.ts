/** Decides what a negative, positive or unknown acknowledgement means for the message: the first matching rule wins, and without a rule a person decides. */
import type { MessageEffect } from '../surgery/index.ts';
import { ACK_RULE_ROWS } from './ack-rule-table.ts';

/** Original: MSH-15 and MSH-16 empty, one reply (AA AE AR). Enhanced: a commit acknowledgement (CA CE CR) is asked for. HL7 v2 §2.8.2, §2.8.3. */
export type AckMode = 'original' | 'enhanced';

export const ACK_CODES = ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'] as const;
export type AckCode = (typeof ACK_CODES)[number];

/** How a refusal that may pass by itself is tried again. `limit` counts the repetitions; the refusal after the last one is held. */
export type RetryRule =
  { kind: 'backoff'; limit: number; then: 'hold' } | { kind: 'slow'; delayMs: number; limit: number; then: 'hold' };

export interface AckCondition {
  mode: AckMode | 'both';
  /** MSA-1. */
  ackCode: AckCode | 'any';
  /** Table 0357; `none` where the reply names no error or code 0; a code of another coding system as `<system>:<code>`. */
  errorCode: string;
  /** Only for messages that do this to their object. */
  effect?: MessageEffect;
  /** Only for this MSH-9.2. */
  triggerEvent?: string;
  /** Only for replies that bring information or warnings (ERR-4, table 0516: I, W) and name no error. */
  warningsOnly?: true;
}

export type AckDecision =
  { class: 'accepted'; warning?: true } | { class: 'transient'; retry: RetryRule } | { class: 'permanent' };

/** One row of the decision table: when it applies, what it decides, and why. */
export interface AckRule {
  /** Stable; shown to the operator and kept with the attempt. */
  code: string;
  when: AckCondition;
  decision: AckDecision;
  reason: string;
  source: string;
}

export interface AckRules {
  /** Original when absent. */
  mode?: AckMode;
  rows: readonly AckRule[];
  /** The site's own rows; looked at first. */
  overrides: readonly AckRule[];
}

export const DEFAULT_ACK_RULES: AckRules = { rows: ACK_RULE_ROWS, overrides: [] };

/** What one reply says, in the terms of the table. */
export interface AckFacts {
  /** MSA-1 in capitals, whatever it is. */
  ackCode: string;
  errorCode: string;
  warningsOnly: boolean;
  effect: MessageEffect;
  triggerEvent: string;
}

/** The first rule that applies, the site's rows before the table; undefined when none does: then the message is held. */
export function findAckRule(rules: AckRules, facts: AckFacts): AckRule | undefined {
  const mode = rules.mode ?? 'original';
  return (
    rules.overrides.find((rule) => applies(rule.when, facts, mode)) ??
    rules.rows.find((rule) => applies(rule.when, facts, mode))
  );
}

function applies(when: AckCondition, facts: AckFacts, mode: AckMode): boolean {
  return (
    (when.ackCode === facts.ackCode || when.ackCode === 'any') &&
    (when.errorCode === facts.errorCode || when.errorCode === 'any') &&
    (when.effect === undefined || when.effect === facts.effect) &&
    (when.triggerEvent === undefined || when.triggerEvent === facts.triggerEvent) &&
    (when.warningsOnly === undefined || facts.warningsOnly) &&
    (when.mode === 'both' || when.mode === mode)
  );
}
