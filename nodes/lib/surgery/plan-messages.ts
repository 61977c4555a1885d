/** Plans the messages that lead the receiver from what it holds to what the case wants, in the order they must arrive. */
import { anythingExists, emptyLedger, type CaseLedger } from './case-ledger.ts';
import type { EffectiveChange } from './change.ts';
import { releaseStrandedBed } from './plan-bed.ts';
import { planBooking } from './plan-booking.ts';
import { useNextVisitNumber } from './plan-encounter.ts';
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
      releaseStrandedBed(plan);
      leaveWhatCannotBeUpdated(plan, current);
      planBooking(plan);
      break;
  }
  return plan.finish();
}

function leaveWhatCannotBeUpdated(plan: PlanInProgress, current: PlanOptions): void {
  if (plan.ledger.hospital !== plan.after.hospital) leaveHospital(plan, current);
  else if (isForAnotherPatient(plan)) leavePatient(plan);
}

/** Everything away at the old hospital, under its own options, before anything is made at the new one. */
function leaveHospital(plan: PlanInProgress, options: PlanOptions): void {
  const { alreadyAdmitted, encounterId } = plan.after.care;
  if (alreadyAdmitted && encounterId === plan.visitNumber) handOver(plan);
  if (anythingExists(plan.ledger)) removeEverything(plan);
  plan.arriveAt(plan.after.hospital, options);
}

function isForAnotherPatient({ previous: { patient: before }, after: { patient: now } }: PlanInProgress): boolean {
  return before.idType !== now.idType || before.id !== now.id;
}

/**
 * Everything away under the identifier it was sent with, and then anew with a visit number of its own: no update carries a visit from one
 * patient to another (A08 keeps PID-3; a merge of persons, A40, is told by the receiver's own patient index).
 */
function leavePatient(plan: PlanInProgress): void {
  const { alreadyAdmitted, encounterId = plan.visitNumber } = plan.after.care;
  if (alreadyAdmitted && encounterId === plan.visitNumber) handOver(plan);
  if (anythingExists(plan.ledger)) removeEverything(plan);
  if (plan.ledger.encounter.name === 'none') useNextVisitNumber(plan);
}

/** The patient came in on our pre-registration, and used the bed: neither is ours to take back any more. */
function handOver(plan: PlanInProgress): void {
  plan.adopt(plan.visitNumber);
}
