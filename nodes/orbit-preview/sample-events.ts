/** Events of an invented person for the preview, as Orbit sends them; each with what was sent before about the same case. */

export interface SampleEvent {
  /** Key of the name in the locale files. */
  name: string;
  event: object;
  history: readonly object[];
}

const HSA = 'SE2321000131-P0000001234';
const BOOKED = {
  schema: 'orbit.surgical-event/1',
  eventId: 'preview-booked',
  eventType: 'booked',
  occurredAt: '2026-11-03T10:15:00+01:00',
  caseId: 'OP2026004711',
  version: 1,
  patient: {
    idType: 'personnummer',
    id: '191212121212',
    family: 'Tolvansson',
    given: 'Tolvan',
    birthDate: '1912-12-12',
    sex: 'male',
    protected: false,
  },
  hospital: 'SU-MOLNDAL',
  clinic: 'ORT',
  operatingDepartment: 'MOPC',
  room: 'OP3',
  care: {
    type: 'inpatient',
    alreadyAdmitted: false,
    admissionAt: '2026-11-09T14:00:00+01:00',
    dischargeAt: '2026-11-12T12:00:00+01:00',
    bedWanted: true,
    ward: 'KIR302',
  },
  time: {
    start: '2026-11-10T08:00:00+01:00',
    end: '2026-11-10T10:30:00+01:00',
    setupMin: 20,
    knifeMin: 95,
    cleanupMin: 15,
  },
  priority: 'elective',
  procedures: [{ code: 'NFB49', text: 'Primär total höftprotes, cementfri', main: true, laterality: 'right' }],
  diagnoses: [{ code: 'M16.1', text: 'Annan primär koxartros', main: true }],
  staff: [
    { role: 'surgeon', hsaId: `${HSA}56`, family: 'Åström', given: 'Örjan' },
    { role: 'anaesthetist', hsaId: `${HSA}57`, family: 'Öberg', given: 'Åsa' },
  ],
  anaesthesia: 'spinal',
  asa: 2,
  waitingListId: 'VL-88213',
  referralId: 'REM-55120',
  bookedBy: { hsaId: `${HSA}58`, family: 'Planerare', given: 'Eva' },
};

const REBOOKED = {
  ...BOOKED,
  eventId: 'preview-rebooked',
  eventType: 'rebooked',
  occurredAt: '2026-11-05T09:02:11+01:00',
  version: 2,
  room: 'OP5',
  care: { ...BOOKED.care, admissionAt: '2026-11-16T14:00:00+01:00', dischargeAt: '2026-11-19T12:00:00+01:00' },
  time: { ...BOOKED.time, start: '2026-11-17T08:00:00+01:00', end: '2026-11-17T10:30:00+01:00' },
  reason: { code: '1a', codeSystem: 'SPOR', text: 'Akut operation prioriteras', late: false },
};

const CANCELLED = {
  ...REBOOKED,
  eventId: 'preview-cancelled',
  eventType: 'cancelled',
  occurredAt: '2026-11-06T08:30:00+01:00',
  version: 3,
  reason: { code: '7a', codeSystem: 'SPOR', text: 'Akut sjukdom hos patient', late: false },
};

const DAY_SURGERY = {
  ...BOOKED,
  eventId: 'preview-day-surgery',
  caseId: 'OP2026004712',
  care: {
    type: 'day-surgery',
    alreadyAdmitted: false,
    admissionAt: '2026-11-10T07:00:00+01:00',
    dischargeAt: '2026-11-10T15:00:00+01:00',
    bedWanted: false,
    ward: 'DAGK1',
  },
};

export const SAMPLE_EVENTS: readonly SampleEvent[] = [
  { name: 'booked', event: BOOKED, history: [] },
  { name: 'day-surgery', event: DAY_SURGERY, history: [] },
  { name: 'rebooked', event: REBOOKED, history: [BOOKED] },
  { name: 'cancelled', event: CANCELLED, history: [BOOKED, REBOOKED] },
];
