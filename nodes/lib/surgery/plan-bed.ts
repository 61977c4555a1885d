/** The bed place of a case: reserved, moved and released, by messages of its own or silently where another message carries it. */
import { bedPlaceOf, inPlaceOf } from './bed-place.ts';
import type { Aspect } from './change.ts';
import type { PlanInProgress } from './plan-in-progress.ts';
import type { SurgicalCase } from './surgical-case.ts';

const TOLD_BY_BED: ReadonlySet<Aspect> = new Set<Aspect>([
  'patient',
  'admission',
  'discharge',
  'ward',
  'bed',
  'accommodation',
]);

export function planBed(plan: PlanInProgress): void {
  const place = bedPlaceOf(plan.after, plan.options);
  if (place === 'unplaced') plan.warn({ code: 'no-ward-for-bed' });
  if (place !== 'placed') releaseBed(plan, inPlaceOf(plan.after, plan.previousOf('bed')));
  else if (plan.ledger.bed === 'reserved') updateReservation(plan);
  else reserve(plan);
}

/** Takes the reservation back, as it was last told unless told otherwise. The one of an admitted patient was used up when they came. */
export function releaseBed(plan: PlanInProgress, subject = plan.previousOf('bed')): void {
  const { bed, encounter } = plan.ledger;
  if (bed === 'reserved' && encounter.name !== 'adopted') sendOwn(plan, 'A27', 'cancel', subject);
  plan.hold({ bed: 'none' });
}

/** Where a plan was broken off after the appointment went, and the encounter it had opened with it, the bed is still to go. */
export function releaseStrandedBed(plan: PlanInProgress): void {
  const { encounter, appointment } = plan.ledger;
  if (encounter.name === 'none' && appointment !== 'booked') releaseBed(plan);
}

function reserve(plan: PlanInProgress): void {
  sendOwn(plan, 'A14', 'create', plan.after);
  plan.hold({ bed: 'reserved' });
}

function updateReservation(plan: PlanInProgress): void {
  if (!changesReservation(plan)) return;
  if (plan.change.kind !== 'rebooking' || plan.options.rebookBed === 'A14') {
    // A repeated A14 is never a conflict (IHE PAM, ITI-31): it replaces the reservation.
    sendOwn(plan, 'A14', 'update', plan.after);
    return;
  }
  releaseBed(plan, inPlaceOf(plan.after, plan.previousOf('bed')));
  reserve(plan);
}

function changesReservation({ change: { aspects }, after }: PlanInProgress): boolean {
  // Where no admission is planned the bed is held from the day of the operation.
  const isHeldFromStart = after.care.admissionAt === undefined;
  return aspects.some((aspect) => TOLD_BY_BED.has(aspect)) || (isHeldFromStart && aspects.includes('start'));
}

function sendOwn(
  plan: PlanInProgress,
  triggerEvent: 'A14' | 'A27',
  effect: 'create' | 'update' | 'cancel',
  subject: SurgicalCase,
): void {
  if (plan.options.bedBooking === 'A14') plan.send({ kind: 'bed', triggerEvent, effect, subject });
}
