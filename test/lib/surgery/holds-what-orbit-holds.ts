/** Asserts that the miniature receiver holds what the newest event of a case says, and nothing of before. */
import assert from 'node:assert/strict';
import type { PlanOptions, SurgicalCase, SurgicalEvent } from '../../../nodes/lib/surgery/index.ts';
import type { MiniatureReceiver } from './miniature-receiver.ts';
import type { OptionsOf } from './tell-case.ts';

/** What Orbit wants is what the event says that has come furthest, and nothing before it. */
export function assertHolds(
  receiver: MiniatureReceiver,
  { eventType, case: wanted }: SurgicalEvent,
  optionsOf: OptionsOf,
): void {
  const isEnding = eventType === 'cancelled' || eventType === 'no-show' || eventType === 'entered-in-error';
  if (!isEnding && wanted !== undefined && wanted.priority !== 'watch') {
    assertBooked(receiver, wanted, optionsOf(wanted.hospital));
    return;
  }
  assert.notEqual(receiver.appointment?.state, 'booked');
  assert.equal(receiver.beds.size, 0);
  const kept = receiver.expectedBySender.length;
  assert.ok(eventType === 'no-show' ? kept <= 1 : kept === 0, `${String(kept)} encounters left behind`);
}

function assertBooked(receiver: MiniatureReceiver, wanted: SurgicalCase, options: PlanOptions): void {
  const { appointment, encounters, expectedBySender } = receiver;
  assert.ok(appointment !== undefined);
  const { visitNumber, told } = appointment;
  const encounter = encounters.get(visitNumber);
  assert.equal(appointment.state, 'booked');
  assert.deepEqual(
    { ...told, care: { ...told.care, encounterId: '' } },
    { ...wanted, care: { ...wanted.care, encounterId: '' } },
  );
  assert.equal(encounter?.state, wanted.care.alreadyAdmitted ? 'in' : 'expected');
  if (wanted.care.alreadyAdmitted) {
    assert.equal(visitNumber, wanted.care.encounterId ?? visitNumber);
    assert.equal(expectedBySender.length, 0);
  } else if (options.encounterEvent.inpatient !== 'none') {
    assert.deepEqual(
      expectedBySender.map(([number]) => number),
      [visitNumber],
    );
    assert.deepEqual(encounterFacts(encounter.told), encounterFacts(wanted));
  }
  const bed = receiver.beds.get(visitNumber);
  const needsBed = options.bedBooking === 'A14' && needsPlace(wanted, options.bedWhen);
  assert.equal(receiver.beds.size, needsBed ? 1 : 0);
  assert.deepEqual(bed && bedFacts(bed), needsBed ? bedFacts(wanted) : undefined);
}

function needsPlace({ care }: SurgicalCase, bedWhen: PlanOptions['bedWhen']): boolean {
  const served = {
    inpatient: ['inpatient'],
    'inpatient-and-day': ['inpatient', 'day-surgery'],
    wanted: [care.type as string],
  };
  const hasPlace = care.ward !== undefined || care.bed !== undefined;
  return !care.alreadyAdmitted && care.bedWanted && hasPlace && served[bedWhen].includes(care.type);
}

function encounterFacts({
  patient,
  care,
  time,
  priority,
  procedures,
  diagnoses,
  staff,
  clinic,
}: SurgicalCase): unknown {
  const { type, ward, accommodation, admissionAt, dischargeAt } = care;
  return {
    patient,
    type,
    ward,
    accommodation,
    admissionAt,
    dischargeAt,
    start: time.start,
    priority,
    procedures,
    diagnoses,
    staff,
    clinic,
  };
}

function bedFacts({ patient, care, time }: SurgicalCase): unknown {
  const { ward, bed, accommodation, admissionAt, dischargeAt } = care;
  return { patient, ward, bed, accommodation, from: admissionAt ?? time.start, dischargeAt };
}
