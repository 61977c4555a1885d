/** One operating day at two hospitals, told as Orbit would tell it: invented people, with birth numbers 980–999 that are never given to anyone. */

export interface SampleDay {
  /** Wire events in the order in which Orbit sends them; a duplicate and a stale one among them. */
  events: readonly SampleEvent[];
}

export interface SampleEvent {
  eventId: string;
  caseId: string;
  version: number;
  eventType: string;
  hospital: string;
  [field: string]: unknown;
}

interface Booking {
  number: number;
  hospital: 'SU-MOLNDAL' | 'SAS-BORAS';
  careType: 'inpatient' | 'day-surgery';
  room: string;
  startHour: number;
  minutes: number;
  ward: string;
  priority: 'elective' | 'acute' | 'watch';
  procedureIndex: number;
  surgeonIndex: number;
}

const HOSPITALS = {
  'SU-MOLNDAL': {
    clinic: 'ORT',
    operatingDepartment: 'MOPC',
    rooms: ['OP1', 'OP2', 'OP3', 'OP4', 'OP5'],
    wards: ['KIR302', 'KIR303'],
  },
  'SAS-BORAS': { clinic: 'OGON', operatingDepartment: 'DAGOP', rooms: ['D1', 'D2', 'D3'], wards: ['K52'] },
} as const;

const PROCEDURES = [
  {
    code: 'NFB49',
    text: 'Primär total höftprotes, cementfri',
    diagnosis: { code: 'M16.1', text: 'Annan primär koxartros' },
  },
  {
    code: 'NGB49',
    text: 'Primär total knäprotes, cementerad',
    diagnosis: { code: 'M17.1', text: 'Annan primär gonartros' },
  },
  {
    code: 'CJE20',
    text: 'Fakoemulsifikation med implantation av konstlins',
    diagnosis: { code: 'H25.9', text: 'Senil katarakt, ospecificerad' },
  },
  {
    code: 'JKA21',
    text: 'Laparoskopisk kolecystektomi',
    diagnosis: { code: 'K80.2', text: 'Gallblåsesten utan kolecystit' },
  },
] as const;

const SURGEONS = [
  { role: 'surgeon', hsaId: 'SE2321000131-P000000123456', family: 'Åström', given: 'Örjan' },
  { role: 'surgeon', hsaId: 'SE2321000131-P000000223456', family: 'Söder', given: 'Märta' },
  { role: 'surgeon', hsaId: 'SE2321000131-P000000323456', family: "O'Brännström", given: 'Zoë' },
] as const;
const ANAESTHETIST = {
  role: 'anaesthetist',
  hsaId: 'SE2321000131-P000000123457',
  family: 'Öberg',
  given: 'Åsa',
} as const;
const PLANNER = { hsaId: 'SE2321000131-P000000123458', family: 'Planerare', given: 'Eva' } as const;

/** @param today calendar date `YYYY-MM-DD`; the operations are a fortnight later */
export function makeOperatingDay(today: string): SampleDay {
  const bookings = Array.from({ length: 34 }, (_, index) => makeBooking(index + 1));
  const first = bookings.map((booking) => event(today, booking, 1, 'booked'));
  const later = STORIES.flatMap(({ cases, tell }) =>
    cases.flatMap((number) => tell(today, bookingOf(bookings, number))),
  );
  return { events: [...first, ...later] };
}

function bookingOf(bookings: readonly Booking[], number: number): Booking {
  const booking = bookings[number - 1];
  if (booking === undefined) throw new RangeError(`no sample case ${String(number)}`);
  return booking;
}

function makeBooking(number: number): Booking {
  const hospital = number % 3 === 0 ? 'SAS-BORAS' : 'SU-MOLNDAL';
  const { rooms, wards } = HOSPITALS[hospital];
  return {
    number,
    hospital,
    careType: hospital === 'SAS-BORAS' && number % 2 === 1 ? 'day-surgery' : 'inpatient',
    room: rooms[number % rooms.length] ?? rooms[0],
    startHour: 7 + (number % 8),
    minutes: 45 + (number % 5) * 30,
    ward: wards[number % wards.length] ?? wards[0],
    priority: number === 19 ? 'watch' : number % 7 === 0 ? 'acute' : 'elective',
    procedureIndex: number % PROCEDURES.length,
    surgeonIndex: number % SURGEONS.length,
  };
}

interface Story {
  cases: readonly number[];
  tell: (today: string, booking: Booking) => SampleEvent[];
}

const REASON_RESCHEDULED = { code: '1a', codeSystem: 'SPOR', text: 'Akut operation prioriteras', late: false };
const REASON_ILL = { code: '7a', codeSystem: 'SPOR', text: 'Akut sjukdom hos patient', late: true };

const STORIES: readonly Story[] = [
  {
    cases: [1, 2, 3, 4],
    tell: (today, b) => [
      event(today, { ...b, startHour: b.startHour + 1 }, 2, 'rebooked', { reason: REASON_RESCHEDULED }),
    ],
  },
  {
    cases: [5, 6],
    tell: (today, b) => [
      event(today, { ...b, room: b.room.replace(/\d/, (digit) => (digit === '1' ? '2' : '1')) }, 2, 'modified'),
    ],
  },
  {
    cases: [7],
    tell: (today, b) => [event(today, { ...b, surgeonIndex: (b.surgeonIndex + 1) % SURGEONS.length }, 2, 'modified')],
  },
  { cases: [8], tell: (today, b) => [event(today, { ...b, minutes: b.minutes + 30 }, 2, 'modified')] },
  { cases: [9, 10, 11], tell: (today, b) => [shortEvent(today, b, 2, 'cancelled', REASON_ILL)] },
  {
    cases: [12],
    tell: (today, b) => [shortEvent(today, b, 2, 'no-show', { code: 'UTEBLIV', text: 'Patienten uteblev' })],
  },
  { cases: [13], tell: (today, b) => [shortEvent(today, b, 2, 'cancelled', REASON_ILL), event(today, b, 3, 'booked')] },
  // The older version arrives after the newer one: it must change nothing.
  {
    cases: [14],
    tell: (today, b) => [
      event(today, { ...b, startHour: b.startHour + 2 }, 3, 'rebooked', { reason: REASON_RESCHEDULED }),
      event(today, { ...b, startHour: b.startHour + 1 }, 2, 'rebooked', { reason: REASON_RESCHEDULED }),
    ],
  },
  { cases: [15], tell: (today, b) => [event(today, b, 1, 'booked')] },
  { cases: [16], tell: (today, b) => [event(today, { ...b, careType: 'day-surgery' }, 2, 'modified')] },
  { cases: [21], tell: (today, b) => [event(today, { ...b, careType: 'inpatient' }, 2, 'modified')] },
  {
    cases: [18],
    tell: (today, b) => [shortEvent(today, b, 2, 'entered-in-error', { code: 'FEL', text: 'Felregistrerad' })],
  },
  {
    cases: [20],
    tell: (today, b) => [event(today, { ...b, hospital: 'SAS-BORAS', room: 'D2', ward: 'K52' }, 2, 'modified')],
  },
  {
    cases: [22],
    tell: (today, b) => [
      event(today, { ...b, ward: 'KIR303' }, 2, 'modified'),
      event(today, { ...b, ward: 'KIR303', startHour: b.startHour + 1 }, 3, 'rebooked', { reason: REASON_RESCHEDULED }),
      shortEvent(today, b, 4, 'cancelled', REASON_ILL),
    ],
  },
];

function identity(today: string, { number, hospital }: Booking, version: number, eventType: string): SampleEvent {
  const serial = String(number).padStart(4, '0');
  return {
    schema: 'orbit.surgical-event/1',
    eventId: `5a3b1e00-0000-4000-8000-${serial}${String(version).padStart(8, '0')}`,
    eventType,
    occurredAt: `${today}T${String(6 + version).padStart(2, '0')}:${String(number % 60).padStart(2, '0')}:00Z`,
    caseId: `OP${today.slice(0, 4)}90${serial}`,
    version,
    hospital,
    bookedBy: PLANNER,
  };
}

function shortEvent(today: string, booking: Booking, version: number, eventType: string, reason: object): SampleEvent {
  return { ...identity(today, booking, version, eventType), reason };
}

function event(today: string, booking: Booking, version: number, eventType: string, extra: object = {}): SampleEvent {
  const { clinic, operatingDepartment } = HOSPITALS[booking.hospital];
  const { diagnosis, ...procedure } = PROCEDURES[booking.procedureIndex] ?? PROCEDURES[0];
  const day = addDays(today, 14);
  const start = `${day}T${String(booking.startHour).padStart(2, '0')}:00:00Z`;
  const inpatient = booking.careType === 'inpatient';
  return {
    ...identity(today, booking, version, eventType),
    patient: patient(booking.number),
    clinic,
    operatingDepartment,
    room: booking.room,
    care: {
      type: booking.careType,
      bedWanted: inpatient,
      ...(inpatient
        ? {
            admissionAt: `${addDays(day, -1)}T13:00:00Z`,
            dischargeAt: `${addDays(day, 3)}T11:00:00Z`,
            ward: booking.ward,
          }
        : {}),
    },
    time: {
      start,
      end: new Date(Date.parse(start) + booking.minutes * 60_000).toISOString().replace('.000Z', 'Z'),
      setupMin: 20,
      knifeMin: booking.minutes - 30,
      cleanupMin: 15,
    },
    priority: booking.priority,
    procedures: [{ ...procedure, main: true, laterality: booking.number % 2 === 0 ? 'left' : 'right' }],
    diagnoses: [{ ...diagnosis, main: true }],
    staff: [SURGEONS[booking.surgeonIndex] ?? SURGEONS[0], ANAESTHETIST],
    asa: 1 + (booking.number % 3),
    ...extra,
  };
}

const FAMILIES = ['Tolvansson', 'Exempelsson', 'Provberg', 'Testlund', 'Övningsdal', 'Låtsasgren'] as const;
const GIVEN = ['Tolvan', 'Exa', 'Provia', 'Testor', 'Östen', 'Åke'] as const;

function patient(number: number): object {
  const birthDate = `19${String(30 + number)}-0${String(1 + (number % 9))}-1${String(number % 10)}`;
  const birthNumber = 980 + (number % 20);
  const digits = `${birthDate.slice(2).replaceAll('-', '')}${String(birthNumber)}`;
  return {
    idType: 'personnummer',
    id: `19${digits}${String(luhnDigit(digits))}`,
    family: FAMILIES[number % FAMILIES.length],
    given: GIVEN[number % GIVEN.length],
    birthDate,
    sex: birthNumber % 2 === 1 ? 'male' : 'female',
    protected: number === 17,
  };
}

/** The check digit of a personnummer: weights 2, 1, 2 … over the nine digits before it. */
function luhnDigit(digits: string): number {
  let sum = 0;
  for (const [index, digit] of [...digits].entries()) {
    const product = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += product > 9 ? product - 9 : product;
  }
  return (10 - (sum % 10)) % 10;
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
