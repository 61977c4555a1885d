/** The ledger after an event with nothing to send: only the version moves on, and never backwards. */
import { emptyLedger, type CaseLedger } from './case-ledger.ts';
import type { SurgicalEvent } from './surgical-case.ts';

/** A case never seen before gets a ledger with nothing in it, so that an older version arriving later is known to be late. */
export function settleUnchanged(before: CaseLedger | undefined, event: SurgicalEvent): CaseLedger {
  const ledger = before ?? emptyLedger(event.caseId, event.hospital);
  return { ...ledger, version: Math.max(ledger.version, event.version) };
}
