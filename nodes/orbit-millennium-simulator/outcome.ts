/** What the simulated system makes of a well-formed message: changes, or a refusal. */
import type { Hl7Message } from './hl7-message.ts';
import type { TimeZoneRule } from './hl7-time.ts';
import type { Changes, HeldRecords } from './records.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { SystemRules } from './system-rules.ts';

/** `nothingToCancel`: the message was accepted without effect. */
export type Outcome = { ok: true; changes: Changes; nothingToCancel?: true } | { ok: false; refusal: Refusal };

export interface DecisionContext {
  readonly message: Hl7Message;
  readonly held: HeldRecords;
  readonly rules: SystemRules;
  readonly zone: TimeZoneRule;
  readonly patientId: string;
  readonly visitNumber: string;
}

export function change(changes: Changes): Outcome {
  return { ok: true, changes };
}

export function refused(refusal: Refusal): Outcome {
  return { ok: false, refusal };
}

/** IHE PAM (ITI-31): a cancellation with nothing to cancel is discarded without an error. */
export function nothingToCancel(rules: SystemRules, what: string): Outcome {
  if (rules.strictCancels) return refused(refuse('204', `there is no ${what} to cancel`, 'PV1', 19));
  return { ok: true, changes: {}, nothingToCancel: true };
}
