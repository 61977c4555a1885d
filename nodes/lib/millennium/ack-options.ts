/** The choices a hospital makes about acknowledgements, turned into the rules it goes by: other decisions for rows of the table, and rows of its own before it. */
import type { AckDecision, AckRule, AckRules, NoAnswerDecision, NoAnswerRule } from './ack-rules.ts';
import { ACK_RULE_ROWS, NO_ANSWER_ROWS } from './ack-rule-table.ts';
import { BACKOFF } from './ack-table-words.ts';

type Decisions = Readonly<Record<string, AckDecision | NoAnswerDecision>>;

export interface AckOptions {
  /** AE without an error code is tried again with back-off instead of held. Default false. */
  retryAE?: boolean;
  /** 204 on a cancellation: nothing to cancel is taken for done. Default `accepted`. */
  unknownKeyOnCancel?: 'accepted' | 'held';
  /** 205 on a creation: the object of an earlier attempt is taken for done. Default `accepted`. */
  duplicateKeyOnCreate?: 'accepted' | 'held';
  /** Another decision for rows of the table, by their codes; they win over the options above. */
  decisions?: Decisions;
  /** Rows of the site's own; they win over everything. */
  overrides?: readonly AckRule[];
}

const SITE = 'hospital profile';
const HELD: AckDecision = { class: 'permanent' };

export function ackRules(options: AckOptions = {}): AckRules {
  const decisions = { ...namedDecisions(options), ...options.decisions };
  return {
    rows: ACK_RULE_ROWS.map((rule) => decided(rule, decisions)),
    overrides: options.overrides ?? [],
    noAnswer: NO_ANSWER_ROWS.map((rule) => decided(rule, decisions)),
  };
}

function namedDecisions({ retryAE, unknownKeyOnCancel, duplicateKeyOnCreate }: AckOptions): Decisions {
  return {
    ...(retryAE === true ? { 'ae-unexplained': { class: 'transient', retry: BACKOFF } } : {}),
    ...(unknownKeyOnCancel === 'held' ? { 'ae-unknown-key-on-cancel': HELD, 'ce-unknown-key-on-cancel': HELD } : {}),
    ...(duplicateKeyOnCreate === 'held'
      ? { 'ae-duplicate-key-on-create': HELD, 'ce-duplicate-key-on-create': HELD }
      : {}),
  };
}

function decided<Rule extends AckRule | NoAnswerRule>(rule: Rule, decisions: Decisions): Rule {
  if (!Object.hasOwn(decisions, rule.code)) return rule;
  // The profile's schema lets through, for each row, the decisions of its kind only.
  return { ...rule, decision: decisions[rule.code] as Rule['decision'], source: SITE };
}
