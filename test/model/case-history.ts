/** The history of one operation in Orbit: what happened to it, and the event sent for each step. */
import type { WireEvent } from '../../nodes/lib/orbit/wire-event.ts';
import { bookedEvent, cancelledEvent, enteredInErrorEvent, noShowEvent, testPerson } from '../support/orbit-events.ts';
import { SITES, type CareType } from './sites.ts';
import type { SeededChoices } from '../support/seeded-choices.ts';

export interface CaseHistory {
  caseId: string;
  /** In the order of their versions; a version may be missing for ever. */
  events: readonly WireEvent[];
  /** Encounters of admitted patients, known to the receiver beforehand. */
  admissions: readonly { visitNumber: string; patientId: string }[];
}

type Booking = Required<
  Pick<
    WireEvent,
    | 'hospital'
    | 'clinic'
    | 'room'
    | 'patient'
    | 'care'
    | 'time'
    | 'priority'
    | 'procedures'
    | 'diagnoses'
    | 'staff'
    | 'note'
  >
>;

type Step = (booking: Booking, choices: SeededChoices, caseId: string) => Booking;

const WARDS = ['KIR302', 'KIR303', 'ORT51'];
const BEDS = ['1', '12', null];
const ROOMS = ['OP1', 'OP2', 'OP3', 'OP14'];
const SURGEONS = ['SE2321000131-P000000123456', 'SE2321000131-P000000123459', 'SE2321000131-P00000012345A'];
const PROCEDURES = ['NFB49', 'NGB49', 'JDF10', 'KBV02'];
const DIAGNOSES = ['M16.1', 'M17.0', 'E66.0'];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2027, 0, 4);

/** @param number makes the case id and, with it, the patient */
export function makeHistory(number: number, choices: SeededChoices): CaseHistory {
  const caseId = `OP2027${String(number).padStart(6, '0')}`;
  const events: WireEvent[] = [];
  const admissions: { visitNumber: string; patientId: string }[] = [];
  let booking = firstBooking(number, choices);
  let version = 0;
  const record = (event: WireEvent): void => {
    events.push(event);
    const { care, patient } = event;
    if (care?.alreadyAdmitted === true && typeof care.encounterId === 'string' && patient !== undefined) {
      admissions.push({ visitNumber: care.encounterId, patientId: patient.id });
    }
  };
  const identity = (): Pick<WireEvent, 'eventId' | 'caseId' | 'version' | 'hospital'> => ({
    eventId: `${caseId}-${String(version)}`,
    caseId,
    version,
    hospital: booking.hospital,
  });
  for (let left = 1 + choices.below(7); left > 0; left -= 1) {
    version += choices.happens(0.07) ? 2 : 1;
    const happening = events.length === 0 ? 'book' : choices.weighted(HAPPENINGS);
    if (happening === 'end') {
      record(choices.one([cancelledEvent, cancelledEvent, noShowEvent, enteredInErrorEvent])(identity()));
      continue;
    }
    if (happening !== 'book') booking = STEPS[happening](booking, choices, caseId);
    record(bookedEvent({ ...booking, ...identity(), eventType: choices.one(LABELS) }));
  }
  return { caseId, events, admissions };
}

/** What Orbit calls a step says nothing: the difference does. */
const LABELS = ['booked', 'rebooked', 'modified'] as const;

const HAPPENINGS = {
  book: 1,
  change: 6,
  rebook: 5,
  care: 2,
  move: 1.5,
  patient: 0.7,
  admit: 1,
  watch: 0.5,
  end: 4,
} as const;

const STEPS: Readonly<Record<Exclude<keyof typeof HAPPENINGS, 'end' | 'book'>, Step>> = {
  change: (booking, choices) => choices.one(CHANGES)(booking, choices),
  rebook: (booking, choices) => ({ ...booking, ...timesOf(choices, booking.care), priority: 'elective' }),
  care: (booking, choices) => ({ ...booking, care: careOf(choices, booking.time.start) }),
  move: (booking, choices) => ({ ...booking, hospital: choices.one(SITES).hospital }),
  patient: (booking, choices) => ({ ...notIn(booking), patient: testPerson(50_000 + choices.below(9_000)) }),
  admit: (booking, choices, caseId) => ({
    ...booking,
    care: {
      ...booking.care,
      alreadyAdmitted: true,
      encounterId: `E-${caseId.slice(-6)}-${booking.patient.id.slice(-4)}-${String(choices.below(2))}`,
    },
  }),
  watch: (booking) => ({ ...booking, priority: 'watch' }),
};

const CHANGES: readonly ((booking: Booking, choices: SeededChoices) => Booking)[] = [
  (booking, choices) => ({ ...booking, room: choices.one(ROOMS) }),
  (booking, choices) => ({ ...booking, staff: staffOf(choices) }),
  (booking, choices) => ({ ...booking, procedures: proceduresOf(choices) }),
  (booking, choices) => ({ ...booking, diagnoses: [{ code: choices.one(DIAGNOSES), main: true }] }),
  (booking, choices) => ({ ...booking, note: choices.one(['Ring | före 08:00', 'Åter ^ nyckel', 'Inget']) }),
  (booking, choices) => ({ ...booking, care: { ...booking.care, ward: choices.one(WARDS) } }),
  (booking, choices) => ({ ...booking, care: { ...booking.care, bed: choices.one(BEDS) } }),
  (booking, choices) => ({
    ...booking,
    time: { ...booking.time, end: after(booking.time.start, 30 + 15 * choices.below(12)) },
  }),
  (booking) => ({ ...booking, priority: booking.priority === 'elective' ? 'acute' : 'elective' }),
  (booking) => booking,
  notIn,
];

/** A patient who is not in yet; what an earlier event said of an admission does not hold any more. */
function notIn(booking: Booking): Booking {
  return { ...booking, care: { ...booking.care, alreadyAdmitted: false, encounterId: null } };
}

function firstBooking(number: number, choices: SeededChoices): Booking {
  const times = timesOf(choices, undefined);
  return {
    hospital: choices.one(SITES).hospital,
    clinic: choices.one(['ORT', 'KIR']),
    room: choices.one(ROOMS),
    patient: testPerson(number),
    care: { ...careOf(choices, times.time.start), ...times.care },
    time: times.time,
    priority: 'elective',
    procedures: proceduresOf(choices),
    diagnoses: [{ code: choices.one(DIAGNOSES), main: true }],
    staff: staffOf(choices),
    note: 'Ring | före 08:00',
  };
}

function careOf(choices: SeededChoices, start: string): Booking['care'] {
  const type: CareType = choices.one(['inpatient', 'inpatient', 'inpatient', 'day-surgery', 'outpatient']);
  return {
    type,
    alreadyAdmitted: false,
    encounterId: null,
    bedWanted: type === 'inpatient' ? choices.happens(0.9) : choices.happens(0.2),
    ward: choices.one(WARDS),
    bed: choices.one(BEDS),
    accommodation: null,
    admissionAt: after(start, -18 * 60),
    dischargeAt: after(start, 3 * 24 * 60),
  };
}

/** A new time with the stay around it. */
function timesOf(
  choices: SeededChoices,
  care: Booking['care'] | undefined,
): { time: Booking['time']; care: Booking['care'] } {
  const day = FIRST_DAY + choices.below(60) * DAY_MS;
  const start = offsetTime(day + (7 * 60 + 5 * choices.below(96)) * MINUTE_MS);
  return {
    time: { start, end: after(start, 45 + 15 * choices.below(10)) },
    care: { type: 'inpatient', ...care, admissionAt: after(start, -18 * 60), dischargeAt: after(start, 3 * 24 * 60) },
  };
}

function proceduresOf(choices: SeededChoices): Booking['procedures'] {
  const main = choices.one(PROCEDURES);
  const other = choices.one(PROCEDURES);
  const codes = choices.happens(0.3) && other !== main ? [main, other] : [main];
  return codes.map((code, index) => ({ code, main: index === 0 }));
}

function staffOf(choices: SeededChoices): Booking['staff'] {
  const surgeon = { role: 'surgeon' as const, hsaId: choices.one(SURGEONS), family: 'Åström', given: 'Örjan' };
  const nurse = { role: 'theatre-nurse' as const, hsaId: 'SE2321000131-P000000777777' };
  return choices.happens(0.4) ? [surgeon, nurse] : [surgeon];
}

function after(time: string, minutes: number): string {
  return offsetTime(Date.parse(time) + minutes * MINUTE_MS);
}

/** All days of the model are in winter. */
function offsetTime(instant: number): string {
  return `${new Date(instant + 60 * MINUTE_MS).toISOString().slice(0, 19)}+01:00`;
}
