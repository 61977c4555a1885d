/** Plans the messages that lead the receiver from what it holds to what the case wants, in the order they must arrive. */
import { anythingExists, emptyLedger, type CaseLedger } from './case-ledger.ts';
import type { EffectiveChange } from './change.ts';
import { planBooking } from './plan-booking.ts';
import { planNoShow, removeEverything } from './plan-ending.ts';
import { PlanInProgress } from './plan-in-progress.ts';
import type { PlanOptions } from './plan-options.ts';
import type { MessagePlan } from './planned-message.ts';

export interface PlanContext {
  current: PlanOptions;
  /** Options of the hospital the case is leaving; the same as `current` otherwise. */
  previous: PlanOptions;
}

/**
 * Pure and total: the same change to the same ledger gives the same plan.
 * @param change as `compareCase` has found it against `before`
 */
export function planMessages(
  change: EffectiveChange,
  before: CaseLedger | undefined,
  { current, previous }: PlanContext,
): MessagePlan {
  const { caseId, hospital } = change.after;
  const ledger = before ?? emptyLedger(caseId, hospital);
  const isElsewhere = ledger.hospital !== hospital;
  const plan = new PlanInProgress(change, ledger, isElsewhere ? previous : current);
  if (change.gapAfter !== undefined) {
    plan.warn({ code: 'version-gap', lastVersion: change.gapAfter, version: change.version });
  }
  switch (change.kind) {
    case 'cancellation':
      removeEverything(plan);
      break;
    case 'entered-in-error':
      removeEverything(plan, plan.options.enteredInError);
      break;
    case 'no-show':
      planNoShow(plan);
      break;
    case 'booking':
    case 'rebooking':
    case 'modification':
    case 'moved':
      if (isElsewhere) leaveHospital(plan, current);
      planBooking(plan);
      break;
  }
  return plan.finish();
}

/** Everything away at the old hospital, under its own options, before anything is made at the new one. */
function leaveHospital(plan: PlanInProgress, options: PlanOptions): void {
  const { alreadyAdmitted, encounterId } = plan.after.care;
  // The patient came in on our pre-registration, and used the bed: neither is ours to take back any more.
  if (alreadyAdmitted && encounterId === plan.visitNumber) plan.adopt(encounterId);
  if (anythingExists(plan.ledger)) removeEverything(plan);
  plan.arriveAt(plan.after.hospital, options);
}
