/** The encounter of a case: registered, updated, cancelled, or left to the receiver once the patient is in. */
import { bedPlaceOf } from './bed-place.ts';
import type { Aspect } from './change.ts';
import type { PlanInProgress } from './plan-in-progress.ts';
import type { PlanOptions } from './plan-options.ts';
import type { SurgicalCase } from './surgical-case.ts';
import { nextVisitCount, ownVisitNumber } from './visit-number.ts';

/** What must have changed for the encounter to be told; room, staff, duration and remarks are the appointment's alone. */
const TOLD_BY_ENCOUNTER: ReadonlySet<Aspect> = new Set<Aspect>([
  'patient',
  'start',
  'admission',
  'discharge',
  'ward',
  'accommodation',
  'care-type',
  'clinic',
  'priority',
  'procedures',
  'diagnoses',
  'responsible',
  'anaesthesia',
]);

/** The encounter we make for a patient who is not in yet. */
export function planEncounter(plan: PlanInProgress): void {
  if (plan.ledger.encounter.name === 'registered') updateEncounter(plan, plan.ledger.encounter.createdBy);
  else registerEncounter(plan);
}

function registerEncounter(plan: PlanInProgress): void {
  plan.leaveAdopted();
  const createdBy = plan.options.encounterEvent[plan.after.care.type];
  if (createdBy === 'none') return;
  if (plan.leavesOpenedEncounter) useNextVisitNumber(plan);
  plan.hold({ visitCount: Math.max(1, plan.ledger.visitCount) });
  const visitNumber = ownVisitNumber(plan.ledger, plan.options);
  plan.send({ kind: 'encounter', triggerEvent: createdBy, effect: 'create', subject: plan.after, visitNumber });
  plan.hold({ encounter: { name: 'registered', visitNumber, createdBy } });
}

function updateEncounter(plan: PlanInProgress, createdBy: 'A05' | 'A04'): void {
  const isSentAgain = plan.change.kind === 'rebooking' && plan.options.rebookEncounter === 'A05';
  if (!isSentAgain && !changesEncounter(plan)) return;
  const triggerEvent = isSentAgain ? createdBy : 'A08';
  plan.send({ kind: 'encounter', triggerEvent, effect: 'update', subject: plan.after });
}

function changesEncounter(plan: PlanInProgress): boolean {
  const { change, after, options, ledger } = plan;
  if (ledger.snapshot === undefined) return true;
  // A missed visit has emptied the bed.
  const bedTold = change.kind === 'booking' ? undefined : bedInEncounter(plan.previous, options);
  return bedTold !== bedInEncounter(after, options) || change.aspects.some((aspect) => TOLD_BY_ENCOUNTER.has(aspect));
}

function bedInEncounter(subject: SurgicalCase, options: PlanOptions): string | undefined {
  const isTold = options.bedBooking === 'A05-PV1-3' && bedPlaceOf(subject, options) === 'placed';
  return isTold ? subject.care.bed : undefined;
}

/** Whether a rebooking is to have an encounter of its own. */
export function opensNewEncounter({ change, options, ledger }: PlanInProgress): boolean {
  return change.kind === 'rebooking' && options.rebookEncounter === 'A38+A05' && ledger.encounter.name === 'registered';
}

/** The next encounter of the case gets a number of its own. */
export function useNextVisitNumber(plan: PlanInProgress): void {
  plan.hold({ visitCount: nextVisitCount(plan.ledger) });
}

/** Cancels what we have registered; what the receiver has opened or taken over is kept, and said. */
export function cancelEncounter(plan: PlanInProgress): void {
  const { encounter } = plan.ledger;
  const subject = plan.previousOf('encounter');
  if (encounter.name === 'adopted') {
    plan.warn({ code: 'admitted-encounter-kept', visitNumber: encounter.visitNumber });
  }
  if (encounter.name !== 'registered') return;
  const { visitNumber, createdBy } = encounter;
  // "To cancel an A05 use A38" (HL7 v2 §3.3.11).
  const triggerEvent = createdBy === 'A04' ? 'A11' : 'A38';
  plan.send({ kind: 'encounter', triggerEvent, effect: 'cancel', subject, visitNumber });
  plan.hold({ encounter: { name: 'none' } });
}
