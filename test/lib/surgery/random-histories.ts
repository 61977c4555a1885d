/** Random histories of one case, sites with random options, and the ways in which events can arrive. */
import fc from 'fast-check';
import type { PlanOptions, SurgicalCase, SurgicalEvent } from '../../../nodes/lib/surgery/index.ts';
import { bookedEvent, ELSEWHERE, endingEvent, HOSPITAL, surgicalCase } from './case-makers.ts';

const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined, freq: 3 });
const day = (number: number): string => `2026-11-${String(number).padStart(2, '0')}`;

const cares = fc
  .record(
    {
      type: fc.constantFrom('inpatient', 'inpatient', 'day-surgery', 'outpatient'),
      alreadyAdmitted: fc.constantFrom(false, false, false, true),
      bedWanted: fc.constantFrom(true, true, false),
      encounterId: fc.constantFrom('E77', 'E78', 'OP1'),
      ward: fc.constantFrom('KIR302', 'KIR303'),
      bed: fc.constantFrom('11', '12'),
      accommodation: fc.constantFrom('single'),
      admissionAt: fc.integer({ min: 1, max: 2 }).map((number) => `${day(number)}T14:00:00+01:00`),
      dischargeAt: fc.integer({ min: 20, max: 21 }).map((number) => `${day(number)}T12:00:00+01:00`),
    } as const,
    { requiredKeys: ['type', 'alreadyAdmitted', 'bedWanted'] },
  )
  // A number says nothing about a patient who is not in.
  .map(({ encounterId, ...care }) =>
    care.alreadyAdmitted && encounterId !== undefined ? { ...care, encounterId } : care,
  );

const surgeons = ['SE2321000131-P000000123456', 'SE2321000131-P000000999999'];

const cases: fc.Arbitrary<SurgicalCase> = fc
  .record({
    care: cares,
    startDay: fc.integer({ min: 10, max: 11 }),
    hours: fc.integer({ min: 1, max: 2 }),
    hospital: fc.constantFrom(HOSPITAL, HOSPITAL, HOSPITAL, ELSEWHERE),
    priority: fc.constantFrom('elective', 'elective', 'elective', 'acute', 'watch'),
    patientId: fc.constantFrom('191212121212', '191212121212', '189912299816'),
    room: maybe(fc.constantFrom('OP1', 'OP2')),
    diagnosis: fc.constantFrom('M16.0', 'M16.1'),
    procedures: fc.subarray(['NFB49', 'NGB49'], { minLength: 1 }),
    surgeon: fc.constantFrom(...surgeons),
    note: maybe(fc.constant('x')),
  } as const)
  .map(({ care, startDay, hours, patientId, room, diagnosis, procedures, surgeon, note, ...rest }) => {
    const { room: _room, care: _care, ...base } = surgicalCase();
    return {
      ...base,
      ...rest,
      care,
      patient: { ...base.patient, id: patientId },
      time: {
        start: `${day(startDay)}T08:00:00+01:00`,
        end: `${day(startDay)}T${String(8 + hours).padStart(2, '0')}:00:00+01:00`,
      },
      diagnoses: [{ code: diagnosis, main: true }],
      procedures: procedures.map((code, index) => ({ code, main: index === 0 })),
      staff: [{ role: 'surgeon', hsaId: surgeon }],
      ...(room === undefined ? {} : { room }),
      ...(note === undefined ? {} : { note }),
    };
  });

const bookings = fc.record({ after: cases, label: fc.constantFrom('booked', 'rebooked', 'modified') } as const);
const endings = fc.record({ label: fc.constantFrom('cancelled', 'no-show', 'entered-in-error') } as const);

/** Versions from 1 on, one of each. */
export const histories: fc.Arbitrary<SurgicalEvent[]> = fc
  .array(fc.oneof({ weight: 4, arbitrary: bookings }, { weight: 1, arbitrary: endings }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((entries) =>
    entries.map((entry, index) =>
      'after' in entry ? bookedEvent(index + 1, entry.after, entry.label) : endingEvent(index + 1, entry.label),
    ),
  );

/** Every event at least once, some more often, in any order. */
export const deliveries: fc.Arbitrary<{ events: SurgicalEvent[]; delivered: SurgicalEvent[] }> = histories.chain(
  (events) =>
    fc
      .array(fc.constantFrom(...events), { maxLength: 8 })
      .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }))
      .map((delivered) => ({ events, delivered })),
);

const registrations = fc.record({
  inpatient: fc.constantFrom('A05', 'A04'),
  'day-surgery': fc.constantFrom('A05', 'A04'),
  outpatient: fc.constantFrom('A05', 'A04'),
} as const);

export const planOptions: fc.Arbitrary<PlanOptions> = fc.record({
  encounterEvent: fc.oneof(
    { weight: 3, arbitrary: registrations },
    { weight: 1, arbitrary: fc.constant({ inpatient: 'none', 'day-surgery': 'none', outpatient: 'none' } as const) },
  ),
  bedBooking: fc.constantFrom('A14', 'A14', 'A14', 'A05-PV1-3', 'SIU-AIL', 'off'),
  bedWhen: fc.constantFrom('inpatient', 'inpatient-and-day', 'wanted'),
  rebookEncounter: fc.constantFrom('A08', 'A05', 'A38+A05'),
  rebookBed: fc.constantFrom('A14', 'A27+A14'),
  rebookAppointment: fc.constantFrom('S13', 'S15+S12'),
  noShowEncounter: fc.constantFrom('keep', 'A38'),
  enteredInError: fc.constantFrom('S15', 'S17'),
  visitNumberPrefix: fc.constantFrom('', 'V'),
} as const);
