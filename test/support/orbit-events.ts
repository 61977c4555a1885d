/** Events as Orbit would send them and invented people to send them for: the same arguments always give the same event. */
import assert from 'node:assert/strict';
import { parseOrbitEvent } from '../../nodes/lib/orbit/index.ts';
import type { WireEvent } from '../../nodes/lib/orbit/wire-event.ts';
import type { SurgicalEvent } from '../../nodes/lib/surgery/index.ts';

export type WirePatient = NonNullable<WireEvent['patient']>;
type WireCare = NonNullable<WireEvent['care']>;
type WireTime = NonNullable<WireEvent['time']>;

/** `patient`, `care` and `time` change field by field; everything else is replaced whole. */
export type EventChanges = Partial<Omit<WireEvent, 'patient' | 'care' | 'time'>> & {
  patient?: Partial<WirePatient>;
  care?: Partial<WireCare>;
  time?: Partial<WireTime>;
};

/** A booked hip replacement of an inpatient with everything filled in; version 1. */
export function bookedEvent(changes: EventChanges = {}): WireEvent {
  return changed(wholeEvent('booked', 1), changes);
}

/** The same case a week later in another room, with the reason; version 2. */
export function rebookedEvent(changes: EventChanges = {}): WireEvent {
  const event: WireEvent = {
    ...changed(wholeEvent('rebooked', 2), {
      occurredAt: '2026-11-05T09:02:11+01:00',
      room: 'OP5',
      care: { admissionAt: '2026-11-16T14:00:00+01:00', dischargeAt: '2026-11-19T12:00:00+01:00' },
      time: { start: '2026-11-17T08:00:00+01:00', end: '2026-11-17T10:30:00+01:00' },
    }),
    reason: { code: '1a', codeSystem: 'SPOR', text: 'Akut operation prioriteras', late: false },
  };
  return changed(event, changes);
}

/** The same case in another room at the same time; version 2. */
export function modifiedEvent(changes: EventChanges = {}): WireEvent {
  return changed(
    { ...wholeEvent('modified', 2), occurredAt: '2026-11-05T09:02:11+01:00', room: 'OP4', note: 'Annan sal' },
    changes,
  );
}

/** The booked case as day surgery: no bed, no stay. */
export function daySurgeryEvent(changes: EventChanges = {}): WireEvent {
  return changed({ ...wholeEvent('booked', 1), care: { type: 'day-surgery', bedWanted: false } }, changes);
}

/** The identity of the case and the reason only; version 2. */
export function cancelledEvent(changes: EventChanges = {}): WireEvent {
  return endingEvent('cancelled', changes);
}

export function noShowEvent(changes: EventChanges = {}): WireEvent {
  return endingEvent('no-show', changes);
}

export function enteredInErrorEvent(changes: EventChanges = {}): WireEvent {
  return endingEvent('entered-in-error', changes);
}

/** The event as the domain sees it; fails the test when the event is not accepted. */
export function canonical(event: unknown): SurgicalEvent {
  const parsed = parseOrbitEvent(event);
  assert.ok(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.issues));
  return parsed.event;
}

const FIRST_BIRTH = Date.UTC(1890, 0, 1);
const BIRTHDAYS = 9_496; // 1890-01-01 up to and with 1915-12-31
const STEP = 4_801; // shares no factor with BIRTHDAYS: neighbouring seeds get distant days
const FAMILIES = [
  'Testsson',
  'Åkerprov',
  'Örntest',
  'Påhittsdotter',
  'Exempel',
  'Övningsson',
  'Fiktivberg',
  'Låtsasström',
];
const GIVEN_OF_MEN = ['Tolvan', 'Åke', 'Björn', 'Östen', 'Nils-Erik'];
const GIVEN_OF_WOMEN = ['Tolvina', 'Åsa', 'Märta', 'Örjana', 'Anna-Lena'];

/**
 * An invented person born 1890–1915 with a right personnummer out of the birth numbers kept for tests (980–999).
 * @param seed any whole number from 0; 189,920 of them in a row are different people
 */
export function testPerson(seed: number): WirePatient {
  const day = new Date(FIRST_BIRTH + ((seed * STEP) % BIRTHDAYS) * 86_400_000);
  const birthDate = day.toISOString().slice(0, 10);
  const serial = 980 + ((Math.floor(seed / BIRTHDAYS) + seed) % 20);
  const isMan = serial % 2 === 1;
  const given = isMan ? GIVEN_OF_MEN : GIVEN_OF_WOMEN;
  return {
    idType: 'personnummer',
    id: withCheckDigit(`${birthDate.replaceAll('-', '')}${String(serial)}`),
    family: FAMILIES[seed % FAMILIES.length] ?? 'Testsson',
    given: given[seed % given.length] ?? 'Tolvan',
    birthDate,
    sex: isMan ? 'male' : 'female',
    protected: false,
  };
}

/** Luhn over the last nine of eleven digits, written apart from the product's own so that a mistake there is seen. */
function withCheckDigit(elevenDigits: string): string {
  const products = [...elevenDigits.slice(2)].map((digit, index) => Number(digit) * (index % 2 === 0 ? 2 : 1));
  const sum = products.reduce((total, product) => total + Math.floor(product / 10) + (product % 10), 0);
  return `${elevenDigits}${String((10 - (sum % 10)) % 10)}`;
}

function wholeEvent(eventType: WireEvent['eventType'], version: number): WireEvent {
  return {
    ...identity(eventType, version),
    patient: {
      idType: 'personnummer',
      id: '191212121212',
      family: 'Tolvansson',
      given: 'Tolvan',
      birthDate: '1912-12-12',
      sex: 'male',
      protected: false,
    },
    clinic: 'ORT',
    operatingDepartment: 'MOPC',
    room: 'OP3',
    care: {
      type: 'inpatient',
      alreadyAdmitted: false,
      encounterId: null,
      admissionAt: '2026-11-09T14:00:00+01:00',
      dischargeAt: '2026-11-12T12:00:00+01:00',
      bedWanted: true,
      ward: 'KIR302',
      bed: null,
      accommodation: null,
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
      { role: 'surgeon', hsaId: 'SE2321000131-P000000123456', family: 'Åström', given: 'Örjan' },
      { role: 'anaesthetist', hsaId: 'SE2321000131-P000000123457', family: 'Öberg', given: 'Åsa' },
    ],
    anaesthesia: 'spinal',
    asa: 2,
    waitingListId: 'VL-88213',
    referralId: 'REM-55120',
    bookedBy: { hsaId: 'SE2321000131-P000000123458', family: 'Planerare', given: 'Eva' },
    note: 'Patienten önskar kontakt | ring före 08:00',
  };
}

function endingEvent(eventType: WireEvent['eventType'], changes: EventChanges): WireEvent {
  const reason = { code: '7a', codeSystem: 'SPOR', text: 'Akut sjukdom hos patient', late: true };
  return changed({ ...identity(eventType, 2), occurredAt: '2026-11-09T18:00:00+01:00', reason }, changes);
}

function identity(eventType: WireEvent['eventType'], version: number): WireEvent {
  return {
    schema: 'orbit.surgical-event/1',
    eventId: '',
    eventType,
    occurredAt: '2026-11-03T10:15:00+01:00',
    caseId: 'OP2026004711',
    version,
    hospital: 'SU-MOLNDAL',
  };
}

function changed(event: WireEvent, { patient, care, time, ...rest }: EventChanges): WireEvent {
  const next: WireEvent = {
    ...event,
    ...rest,
    ...(patient === undefined ? {} : { patient: { ...(event.patient ?? testPerson(0)), ...patient } }),
    ...(care === undefined ? {} : { care: { type: 'inpatient', ...event.care, ...care } }),
    ...(time === undefined ? {} : { time: { ...PLANNED, ...event.time, ...time } }),
  };
  // One event for each version of a case, unless a test names its own.
  return next.eventId === '' || next.eventId === idOf(event) ? { ...next, eventId: idOf(next) } : next;
}

const PLANNED: WireTime = { start: '2026-11-10T08:00:00+01:00', end: '2026-11-10T10:30:00+01:00' };

function idOf({ caseId, version, eventType }: WireEvent): string {
  return `${caseId}-${String(version)}-${eventType}`;
}
