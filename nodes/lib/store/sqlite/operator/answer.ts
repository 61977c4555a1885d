/** What a command says of its subject, before the journal has taken it down. */
import type { CommandDetails, Refusal } from '../../operator.ts';
import type { Transaction } from '../transaction.ts';

export type Answer =
  | { kind: 'done'; alreadyDone: boolean; caseId: string | null; state: string; details: CommandDetails }
  | { kind: 'refused'; code: Refusal; caseId: string | null; details: CommandDetails }
  | { kind: 'not-found' };

/** A transaction with the time of the order, its sender and the reason. */
export interface Ordered {
  transaction: Transaction;
  at: number;
  by: string;
  reason: string;
}

export const NOT_FOUND: Answer = { kind: 'not-found' };

export function done(caseId: string | null, state: string, details: CommandDetails = {}): Answer {
  return { kind: 'done', alreadyDone: false, caseId, state, details };
}

export function alreadyDone(caseId: string | null, state: string, details: CommandDetails = {}): Answer {
  return { kind: 'done', alreadyDone: true, caseId, state, details };
}

export function refused(code: Refusal, caseId: string | null, details: CommandDetails = {}): Answer {
  return { kind: 'refused', code, caseId, details };
}
