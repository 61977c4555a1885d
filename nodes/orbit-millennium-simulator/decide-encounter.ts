/** What ADT A04, A05, A08, A11 and A38 do to an encounter. */
import { change, nothingToCancel, refused, type DecisionContext, type Outcome } from './outcome.ts';
import { readEncounter } from './read-encounter.ts';
import { readPatient } from './read-patient.ts';
import type { Changes, EncounterRecord, EncounterStatus } from './records.ts';
import { refuse, type Refusal } from './refusal.ts';

/** The encounter of the message when it is there to be worked on; unknown, cancelled or another patient's is an unknown key. */
export function findActiveEncounter(context: DecisionContext): { encounter: EncounterRecord } | { refusal: Refusal } {
  const encounter = context.held.encounter(context.visitNumber);
  if (encounter === undefined) return { refusal: refuse('204', 'the visit number is not known', 'PV1', 19) };
  if (encounter.status === 'cancelled') return { refusal: refuse('204', 'the encounter is cancelled', 'PV1', 19) };
  if (encounter.patientId !== context.patientId)
    return { refusal: refuse('204', 'the encounter belongs to another patient', 'PID', 3) };
  return { encounter };
}

/** An encounter of a visit that was not registered: opened by the appointment, or known to have been opened by the system. */
export function openedChanges(context: DecisionContext, origin: 'appointment' | 'system'): Changes {
  const changes = encounterChanges(context, origin === 'system' ? 'admitted' : 'preadmitted', undefined);
  return changes.encounter === undefined ? changes : { ...changes, encounter: { ...changes.encounter, origin } };
}

/** The patient as the message tells them. */
export function patientChange(context: DecisionContext): Changes {
  const patient = readPatient(context.message, context.held.patient(context.patientId));
  return patient === undefined ? {} : { patient };
}

/** Patient and encounter as the message tells them. */
export function encounterChanges(
  context: DecisionContext,
  status: EncounterStatus,
  before: EncounterRecord | undefined,
): Changes {
  return { ...patientChange(context), encounter: readEncounter(context.message, context.zone, status, before) };
}

export function preadmit(context: DecisionContext): Outcome {
  const before = context.held.encounter(context.visitNumber);
  if (before === undefined || before.status === 'cancelled')
    return change(encounterChanges(context, 'preadmitted', undefined));
  if (context.rules.acceptRepeatedPreadmit && before.status === 'preadmitted') return update(context);
  return refused(refuse('205', `the encounter is ${before.status} already`, 'PV1', 19));
}

export function register(context: DecisionContext): Outcome {
  const before = context.held.encounter(context.visitNumber);
  if (before === undefined || before.status === 'cancelled')
    return change(encounterChanges(context, 'registered', undefined));
  if (before.status !== 'preadmitted')
    return refused(refuse('205', `the encounter is ${before.status} already`, 'PV1', 19));
  const found = findActiveEncounter(context);
  return 'refusal' in found ? refused(found.refusal) : change(encounterChanges(context, 'registered', before));
}

export function update(context: DecisionContext): Outcome {
  const found = findActiveEncounter(context);
  if ('encounter' in found) return change(encounterChanges(context, found.encounter.status, found.encounter));
  const isUnknown = context.held.encounter(context.visitNumber) === undefined;
  if (isUnknown && context.rules.acceptUnknownEncounters) return change(openedChanges(context, 'system'));
  return refused(found.refusal);
}

/** A38 takes back a pre-admission, A11 a registration; what the system has gone on with is no longer the sender's to cancel. */
export function cancelEncounter(context: DecisionContext, cancellable: 'preadmitted' | 'registered'): Outcome {
  const before = context.held.encounter(context.visitNumber);
  if (before === undefined || before.status === 'cancelled') return nothingToCancel(context.rules, 'encounter');
  if (before.patientId !== context.patientId)
    return refused(refuse('204', 'the encounter belongs to another patient', 'PID', 3));
  if (before.status === cancellable) return change({ encounter: { ...before, status: 'cancelled' } });
  if (before.status === 'preadmitted') return nothingToCancel(context.rules, 'registration');
  return refused(refuse('103', `the encounter is ${before.status}`, 'PV1', 19));
}
