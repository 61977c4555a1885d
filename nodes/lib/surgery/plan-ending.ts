/** The end of a booking: everything away in the reverse of the order it came, or kept as far as a missed visit is kept. */
import { missAppointment, cancelAppointment } from './plan-appointment.ts';
import { releaseBed } from './plan-bed.ts';
import { cancelEncounter } from './plan-encounter.ts';
import type { PlanInProgress } from './plan-in-progress.ts';

/** Appointment, bed, encounter: so the first two still find the encounter they belong to. Said in the words last sent. */
export function removeEverything(plan: PlanInProgress, cancelBy: 'S15' | 'S17' = 'S15'): void {
  cancelAppointment(plan, cancelBy);
  releaseBed(plan);
  cancelEncounter(plan);
}

/** The bed is free for others; the encounter stays, for a missed visit is registered and may be charged. */
export function planNoShow(plan: PlanInProgress): void {
  const { bed, tellAll } = plan.ledger;
  missAppointment(plan);
  releaseBed(plan);
  if (plan.options.noShowEncounter === 'A38') cancelEncounter(plan);
  else if (bed === 'reserved' || tellAll !== undefined) freeBedInEncounter(plan);
}

/** Where the bed stands in the encounter, the encounter that stays is told without it; its ward is no reservation. */
function freeBedInEncounter(plan: PlanInProgress): void {
  const subject = plan.previousOf('encounter');
  const { bed, ...care } = subject.care;
  const isInEncounter = plan.options.bedBooking === 'A05-PV1-3' && bed !== undefined;
  if (!isInEncounter || plan.ledger.encounter.name !== 'registered') return;
  const withoutBed = { ...subject, care: { ...care, bedWanted: false } };
  plan.send({ kind: 'encounter', triggerEvent: 'A08', effect: 'update', subject: withoutBed });
}
