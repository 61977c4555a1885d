/** The end of a booking: everything away in the reverse of the order it came, or kept as far as a missed visit is kept. */
import { missAppointment, cancelAppointment } from './plan-appointment.ts';
import { releaseBed } from './plan-bed.ts';
import { cancelEncounter } from './plan-encounter.ts';
import type { PlanInProgress } from './plan-in-progress.ts';
import type { SurgicalCase } from './surgical-case.ts';

/** Appointment, bed, encounter: so the first two still find the encounter they belong to. Said in the words last sent. */
export function removeEverything(plan: PlanInProgress, cancelBy: 'S15' | 'S17' = 'S15'): void {
  const subject = plan.previous;
  cancelAppointment(plan, cancelBy, subject);
  releaseBed(plan, subject);
  cancelEncounter(plan, subject);
}

/** The bed is free for others; the encounter stays, for a missed visit is registered and may be charged. */
export function planNoShow(plan: PlanInProgress): void {
  const subject = plan.previous;
  const wasReserved = plan.ledger.bed === 'reserved';
  missAppointment(plan, subject);
  releaseBed(plan, subject);
  if (plan.options.noShowEncounter === 'A38') cancelEncounter(plan, subject);
  else if (wasReserved) freeBedInEncounter(plan, subject);
}

/** Where the bed stands in the encounter, the encounter that stays is told without it; its ward is no reservation. */
function freeBedInEncounter(plan: PlanInProgress, subject: SurgicalCase): void {
  const { bed, ...care } = subject.care;
  const isInEncounter = plan.options.bedBooking === 'A05-PV1-3' && bed !== undefined;
  if (!isInEncounter || plan.ledger.encounter.name !== 'registered') return;
  const withoutBed = { ...subject, care: { ...care, bedWanted: false } };
  plan.send({ kind: 'encounter', triggerEvent: 'A08', effect: 'update', subject: withoutBed });
}
