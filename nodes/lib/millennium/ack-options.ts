/** The named choices a hospital makes about acknowledgements, turned into rows that stand before the decision table. */
import type { AckMode, AckRule, AckRules, RetryRule } from './ack-rules.ts';
import { ACK_RULE_ROWS, BACKOFF } from './ack-rule-table.ts';

export interface AckOptions {
  /** Default `original`. */
  mode?: AckMode;
  /** AE without an error code is tried again with back-off instead of held. Default false. */
  retryAE?: boolean;
  /** AE 204 on a cancellation: nothing to cancel is taken for done. Default `accepted`. */
  unknownKeyOnCancel?: 'accepted' | 'held';
  /** AE 205 on a creation: the object of an earlier attempt is taken for done. Default `accepted`. */
  duplicateKeyOnCreate?: 'accepted' | 'held';
  /** Rows of the site's own; they win over every option. */
  overrides?: readonly AckRule[];
}

const SITE = 'hospital profile';

/** The rules of a hospital: its own rows, the rows its options stand for, then the table. */
export function ackRules(options: AckOptions = {}): AckRules {
  const rows: AckRule[] = [...(options.overrides ?? [])];
  if (options.retryAE === true) rows.push(retryUnexplainedError(BACKOFF));
  if (options.unknownKeyOnCancel === 'held') rows.push(HOLD_UNKNOWN_KEY_ON_CANCEL);
  if (options.duplicateKeyOnCreate === 'held') rows.push(HOLD_DUPLICATE_KEY_ON_CREATE);
  return { ...(options.mode === undefined ? {} : { mode: options.mode }), rows: ACK_RULE_ROWS, overrides: rows };
}

function retryUnexplainedError(retry: RetryRule): AckRule {
  return {
    code: 'ae-unexplained-retried',
    when: { mode: 'both', ackCode: 'AE', errorCode: 'none' },
    decision: { class: 'transient', retry },
    reason: 'The receiver of this hospital answers AE while it is busy.',
    source: SITE,
  };
}

const HOLD_UNKNOWN_KEY_ON_CANCEL: AckRule = {
  code: 'ae-unknown-key-on-cancel-held',
  when: { mode: 'both', ackCode: 'AE', errorCode: '204', effect: 'cancel' },
  decision: { class: 'permanent' },
  reason: 'At this hospital a person looks at cancellations of what the receiver does not know.',
  source: SITE,
};

const HOLD_DUPLICATE_KEY_ON_CREATE: AckRule = {
  code: 'ae-duplicate-key-on-create-held',
  when: { mode: 'both', ackCode: 'AE', errorCode: '205', effect: 'create' },
  decision: { class: 'permanent' },
  reason: 'At this hospital a person looks at creations of what the receiver has already.',
  source: SITE,
};
