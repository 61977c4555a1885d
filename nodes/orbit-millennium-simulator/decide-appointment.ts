/** What SIU S12 to S17 and S26 do to an appointment. */
import { readAppointmentTimes, type AppointmentTimes } from './appointment-times.ts';
import { findActiveEncounter, openedChanges, patientChange } from './decide-encounter.ts';
import type { SiuTrigger } from './message-structures.ts';
import { change, refused, type DecisionContext, type Outcome } from './outcome.ts';
import { readAppointment, readAppointmentId, readBedPlace } from './read-appointment.ts';
import type { AppointmentRecord, AppointmentStatus, Changes } from './records.ts';
import { refuse } from './refusal.ts';

const STATUS_AFTER: Readonly<Record<SiuTrigger, AppointmentStatus>> = {
  S12: 'Booked',
  S13: 'Booked',
  S14: 'Booked',
  S15: 'Cancelled',
  S16: 'Discontinued',
  S17: 'Deleted',
  S26: 'Noshow',
};

export function decideAppointment(context: DecisionContext, trigger: SiuTrigger): Outcome {
  const read = readAppointmentTimes(context.message, context.zone);
  if (!read.ok) return refused(read.refusal);
  const held = context.held.appointment(readAppointmentId(context.message));
  if (trigger === 'S12') return book(context, read.times, held);
  if (held?.status !== 'Booked') return refused(refuse('204', 'there is no such appointment', 'SCH', 2));
  const status = STATUS_AFTER[trigger];
  return status === 'Booked' ? reschedule(context, read.times, held) : close(context, read.times, held, status);
}

function book(context: DecisionContext, times: AppointmentTimes, held: AppointmentRecord | undefined): Outcome {
  if (context.visitNumber === '') return refused(refuse('101', 'the visit of the appointment is missing', 'PV1', 19));
  if (held?.status === 'Booked') return refused(refuse('205', 'the appointment is booked already', 'SCH', 2));
  // The identifier of a deleted appointment is spent (HL7 v2 §10.4.6).
  if (held?.status === 'Deleted') return refused(refuse('205', 'the appointment was deleted', 'SCH', 2));
  return put(context, times, undefined, openEncounter(context));
}

function reschedule(context: DecisionContext, times: AppointmentTimes, held: AppointmentRecord): Outcome {
  return put(context, times, held, context.visitNumber === '' ? change({}) : openEncounter(context));
}

/** The encounter the appointment belongs to, opened by the appointment itself where the site works so. */
function openEncounter(context: DecisionContext): Outcome {
  const found = findActiveEncounter(context);
  if ('encounter' in found) return change(patientChange(context));
  const { encounterFromSiu, acceptUnknownEncounters } = context.rules;
  const before = context.held.encounter(context.visitNumber);
  if (encounterFromSiu && (before === undefined || before.status === 'cancelled'))
    return change(openedChanges(context, 'appointment'));
  if (acceptUnknownEncounters && before === undefined) return change(openedChanges(context, 'system'));
  return refused(found.refusal);
}

function put(
  context: DecisionContext,
  times: AppointmentTimes,
  held: AppointmentRecord | undefined,
  encounter: Outcome,
): Outcome {
  if (!encounter.ok) return encounter;
  const appointment = readAppointment(context.message, times, 'Booked', held);
  return change({
    ...encounter.changes,
    appointment,
    ...bedLeft(context, held, appointment),
    ...bedChange(context, appointment.visitNumber, true),
  });
}

/** A bed place that came with the appointment goes along to its new visit, or is given up with the old one. */
function bedLeft(context: DecisionContext, held: AppointmentRecord | undefined, now: AppointmentRecord): Changes {
  if (held === undefined || held.visitNumber === now.visitNumber) return {};
  const carried = readBedPlace(context.message, context.zone, true, now.visitNumber);
  const before = context.held.bed(held.visitNumber);
  return carried === undefined || before === undefined ? {} : { bedLeft: { ...before, status: 'released' } };
}

function close(
  context: DecisionContext,
  times: AppointmentTimes,
  held: AppointmentRecord,
  status: AppointmentStatus,
): Outcome {
  if (context.visitNumber !== '' && context.visitNumber !== held.visitNumber) {
    return refused(refuse('204', 'the appointment belongs to another visit', 'PV1', 19));
  }
  const { eventReason, notes } = readAppointment(context.message, times, status, held);
  return change({
    appointment: { ...held, status, eventReason, notes },
    ...bedChange(context, held.visitNumber, false),
    ...encounterClose(context, held.visitNumber, status),
  });
}

/** An encounter that came with the appointment goes with it; a missed visit stays on record. */
function encounterClose(context: DecisionContext, visitNumber: string, status: AppointmentStatus): Changes {
  const encounter = context.held.encounter(visitNumber);
  const isItsOwn = encounter?.origin === 'appointment' && encounter.status === 'preadmitted';
  return isItsOwn && status !== 'Noshow' ? { encounter: { ...encounter, status: 'cancelled' } } : {};
}

function bedChange(context: DecisionContext, visitNumber: string, isOpen: boolean): Changes {
  const bed = readBedPlace(context.message, context.zone, isOpen, visitNumber);
  const isKnown = bed?.status === 'reserved' || context.held.bed(visitNumber) !== undefined;
  return bed === undefined || !isKnown ? {} : { bed };
}
