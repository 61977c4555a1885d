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
function isTakenOver({ ledger: { encounter, appointment, snapshot, tellAll } }: PlanInProgress): boolean {
  if (encounter.name !== 'adopted' || appointment !== 'booked' || tellAll?.admissionSaid === true) return false;
  return snapshot?.care.alreadyAdmitted === false;
}

/** The patient is not in yet: an encounter of ours, a bed if one is wanted, the appointment. */
function planForExpected(plan: PlanInProgress): void {
  if (opensNewEncounter(plan)) {
    if (plan.options.rebookAppointment === 'S15+S12') cancelAppointment(plan, 'S15');
    releaseBed(plan);
    cancelEncounter(plan);
    useNextVisitNumber(plan);
  }
  planEncounter(plan);
  if (opensEncounterByAppointment(plan)) {
    planAppointment(plan);
    planBed(plan);
  } else {
    planBed(plan);
    planAppointment(plan);
  }
}

/** Where the receiver makes the encounter from the appointment, the bed has nothing to belong to before it. */
function opensEncounterByAppointment({ ledger, bookedUnder, visitNumber }: PlanInProgress): boolean {
  return ledger.encounter.name === 'none' && (ledger.appointment !== 'booked' || bookedUnder !== visitNumber);
}

/** The patient is in: no encounter and no bed of ours, and the appointment points to the encounter there is. */
function planForAdmitted(plan: PlanInProgress): void {
  const { encounter: own } = plan.ledger;
  const ownNumber = plan.visitNumber;
  const visitNumber = plan.after.care.encounterId ?? ownNumber;
  if (own.name === 'registered' && visitNumber !== ownNumber) {
    planInsteadOfOwn(plan, visitNumber);
    return;
  }
  if (own.name === 'none' && plan.bookedUnder !== visitNumber) endOpenedByAppointment(plan);
  plan.adopt(visitNumber);
  planAppointment(plan);
  // The pre-admission has become the admission, and the reserved bed the patient's bed.
  if (own.name === 'registered') plan.warn({ code: 'admitted-encounter-kept', visitNumber });
}

/** Our pre-registration was never used: it must not stay behind once the appointment has left it. */
function planInsteadOfOwn(plan: PlanInProgress, visitNumber: string): void {
  planAppointment(plan, visitNumber);
  releaseBed(plan);
  cancelEncounter(plan);
  plan.adopt(visitNumber);
}

/** An encounter that came with the appointment goes only when the appointment does: moved to another one it would stay behind. */
function endOpenedByAppointment(plan: PlanInProgress): void {
  cancelAppointment(plan, 'S15');
  releaseBed(plan);
}
