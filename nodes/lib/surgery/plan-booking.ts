/** A case that is to be: which objects it needs at the receiver, given what is there, and in which order they come. */
import { planAppointment, cancelAppointment } from './plan-appointment.ts';
import { planBed, releaseBed } from './plan-bed.ts';
import { cancelEncounter, opensNewEncounter, planEncounter, useNextVisitNumber } from './plan-encounter.ts';
import type { PlanInProgress } from './plan-in-progress.ts';

export function planBooking(plan: PlanInProgress): void {
  if (plan.after.care.alreadyAdmitted) planForAdmitted(plan);
  else if (isTakenOver(plan)) planAppointment(plan);
  else planForExpected(plan);
}

/** The receiver has admitted the patient and told us; Orbit, which never said so itself, does not know yet. */
function isTakenOver({ ledger: { encounter, appointment, snapshot } }: PlanInProgress): boolean {
  return encounter.name === 'adopted' && appointment === 'booked' && snapshot?.care.alreadyAdmitted === false;
}

/** The patient is not in yet: an encounter of ours, a bed if one is wanted, the appointment. */
function planForExpected(plan: PlanInProgress): void {
  if (opensNewEncounter(plan)) {
    if (plan.options.rebookAppointment === 'S15+S12') cancelAppointment(plan, 'S15', plan.previous);
    releaseBed(plan, plan.previous);
    cancelEncounter(plan, plan.previous);
    useNextVisitNumber(plan);
  }
  planEncounter(plan);
  const steps = opensEncounterByAppointment(plan) ? [planAppointment, planBed] : [planBed, planAppointment];
  for (const step of steps) step(plan);
}

/** Where the receiver makes the encounter from the appointment, the bed has nothing to belong to before it. */
function opensEncounterByAppointment({ ledger, bookedUnder, visitNumber }: PlanInProgress): boolean {
  return ledger.encounter.name === 'none' && (ledger.appointment !== 'booked' || bookedUnder !== visitNumber);
}

/** The patient is in: no encounter and no bed of ours, and the appointment points to the encounter there is. */
function planForAdmitted(plan: PlanInProgress): void {
  const { encounter: own, bed } = plan.ledger;
  const ownNumber = plan.visitNumber;
  const visitNumber = plan.after.care.encounterId ?? ownNumber;
  const isOpenedByAppointment = own.name === 'none' && plan.bookedUnder !== visitNumber;
  if (isOpenedByAppointment) endOpenedByAppointment(plan);
  plan.adopt(visitNumber);
  planAppointment(plan);
  if (own.name === 'adopted' || isOpenedByAppointment) return;
  if (visitNumber === ownNumber) {
    // The pre-admission has become the admission, and the reserved bed the patient's bed.
    if (own.name === 'registered') plan.warn({ code: 'admitted-encounter-kept', visitNumber });
    return;
  }
  // Our pre-registration was never used: it must not stay behind.
  const adopted = plan.ledger.encounter;
  plan.hold({ encounter: own, bed });
  releaseBed(plan, plan.previous);
  cancelEncounter(plan, plan.previous);
  plan.hold({ encounter: adopted });
}

/** An encounter that came with the appointment goes only when the appointment does: moved to another one it would stay behind. */
function endOpenedByAppointment(plan: PlanInProgress): void {
  cancelAppointment(plan, 'S15', plan.previous);
  releaseBed(plan, plan.previous);
}
