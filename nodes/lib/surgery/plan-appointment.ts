/** The appointment of a case: booked, rescheduled, changed, cancelled or missed. */
import { placeGivenUp } from './bed-place.ts';
import type { PlanInProgress } from './plan-in-progress.ts';
import type { PlannedMessage } from './planned-message.ts';

/** The appointment as it is to be; under the visit number the plan has come to, unless another is given. */
export function planAppointment(plan: PlanInProgress, visitNumber = plan.visitNumber): void {
  const isNewStart = plan.change.aspects.includes('start');
  if (isNewStart && plan.options.rebookAppointment === 'S15+S12') cancelAppointment(plan, 'S15');
  if (plan.ledger.appointment !== 'booked') {
    plan.send({ kind: 'appointment', triggerEvent: 'S12', effect: 'create', subject: plan.after, visitNumber });
    plan.hold({ appointment: 'booked' });
    return;
  }
  plan.send({
    kind: 'appointment',
    triggerEvent: isNewStart ? 'S13' : 'S14',
    effect: 'update',
    subject: plan.after,
    visitNumber,
    ...removedSince(plan),
  });
}

/** A visit that was missed cannot be cancelled as well. */
export function cancelAppointment(plan: PlanInProgress, triggerEvent: 'S15' | 'S17'): void {
  if (plan.ledger.appointment !== 'booked') return;
  const visitNumber = plan.bookedUnder;
  const subject = plan.previousOf('appointment');
  plan.send({ kind: 'appointment', triggerEvent, effect: 'cancel', subject, visitNumber });
  plan.hold({ appointment: 'none' });
}

export function missAppointment(plan: PlanInProgress): void {
  if (plan.ledger.appointment !== 'booked') return;
  const visitNumber = plan.bookedUnder;
  const subject = plan.previousOf('appointment');
  plan.send({ kind: 'appointment', triggerEvent: 'S26', effect: 'no-show', subject, visitNumber });
  plan.hold({ appointment: 'no-show' });
}

/** Staff are told apart by person and role, procedures by code, a bed place by ward and bed: that is how a receiver finds the resource to take away. */
function removedSince(plan: PlanInProgress): Pick<PlannedMessage, 'removed'> {
  const { after, options } = plan;
  const before = plan.previousOf('appointment');
  const staff = before.staff.filter(
    (member) => !after.staff.some(({ hsaId, role }) => hsaId === member.hsaId && role === member.role),
  );
  const procedures = before.procedures.filter(({ code }) => !after.procedures.some((kept) => kept.code === code));
  const bed = options.bedBooking === 'SIU-AIL' ? placeGivenUp(before, after, options) : undefined;
  if (staff.length + procedures.length === 0 && bed === undefined) return {};
  return { removed: { staff, procedures, ...(bed === undefined ? {} : { bed }) } };
}
