/** The sender and the simulator read HL7 separately: what the one writes, in every version and with every option of a profile, the other has to take. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildMessage,
  encodeMessage,
  parseProfile,
  PRESETS,
  type HospitalProfile,
} from '../../nodes/lib/millennium/index.ts';
import { parseOrbitEvent } from '../../nodes/lib/orbit/index.ts';
import { compareCase, planMessages, type CaseLedger, type SurgicalEvent } from '../../nodes/lib/surgery/index.ts';
import type { SystemRules } from '../../nodes/orbit-millennium-simulator/system-rules.ts';
import { Desk } from './desk.ts';

interface Wire {
  [field: string]: unknown;
  caseId: string;
  hospital: string;
  care: object;
  time: object;
}

const SAMPLES = ['booked-inpatient', 'booked-day-surgery'] as const;
const sample = (name: (typeof SAMPLES)[number]): Wire =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../fixtures/events/${name}.json`), 'utf8')) as Wire;

/** A long life of one case: every kind of change, cancelled and booked again, missed, and entered in error. */
function lifeOf(base: Wire): object[] {
  const event = (eventType: string, changes: object = {}): object => ({ ...base, eventType, ...changes });
  const time = { ...base.time, start: '2026-06-10T09:00:00+02:00', end: '2026-06-10T11:30:00+02:00' };
  const care = { ...base.care, admissionAt: '2026-06-09T14:00:00+02:00', dischargeAt: '2026-06-12T12:00:00+02:00' };
  return [
    event('booked'),
    event('modified', { room: 'OP9', note: 'x & y | ^ ~ \\ Åsa\nnext line' }),
    event('rebooked', { time, care }),
    event('modified', { time, care, staff: [], diagnoses: [] }),
    event('modified', { time, care: { type: 'day-surgery', bedWanted: false } }),
    event('modified', { time, care }),
    event('cancelled', { reason: { code: '7a', codeSystem: 'SPOR', text: 'Akut sjukdom hos patient' } }),
    event('booked'),
    event('no-show'),
    event('booked'),
    event('entered-in-error'),
  ].map((wire, index) => ({ ...wire, eventId: `life-${String(index)}`, version: index + 1 }));
}

function profileOf(hospital: string, options: object): HospitalProfile {
  const parsed = parseProfile({ hospital, ...options });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.profile;
}

function readEvent(wire: object): SurgicalEvent {
  const parsed = parseOrbitEvent(wire);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.event;
}

/** Tells the desk everything a life makes the sender send, and asserts that all of it is taken. */
function liveThrough(base: Wire, options: object, desk: Desk): void {
  const profile = profileOf(base.hospital, options);
  let ledger: CaseLedger | undefined;
  let now = Date.parse('2026-01-01T08:00:00Z');
  for (const wire of lifeOf(base)) {
    const event = readEvent(wire);
    const change = compareCase(ledger, event, { waitForGap: false });
    if (change.kind === 'unchanged' || change.kind === 'wait') continue;
    const plan = planMessages(change, ledger, { current: profile.plan, previous: profile.plan });
    ledger = plan.after;
    now += 60_000;
    for (const planned of plan.messages) {
      const built = buildMessage(planned, { event, profile, now: new Date(now) });
      assert.ok(built.ok, JSON.stringify(built));
      const encoded = encodeMessage(built.message.hl7, profile);
      assert.ok(encoded.ok, JSON.stringify(encoded));
      const { ackCode, raw } = desk.tell(encoded.content);
      assert.ok(
        ['AA', 'CA'].includes(ackCode),
        `${planned.triggerEvent} of version ${String(event.version)}: ${raw.join()}`,
      );
    }
  }
}

function assertTaken(options: object, rules: Partial<SystemRules> = {}): void {
  for (const name of SAMPLES) {
    const base = sample(name);
    const desk = new Desk(rules);
    liveThrough(base, options, desk);
    const { appointments, encounters, beds } = desk.state.view();
    assert.deepEqual(desk.anomalies, [], name);
    assert.equal(appointments.length, 1);
    assert.ok(
      appointments.every(({ status }) => status === 'Cancelled' || status === 'Deleted'),
      name,
    );
    assert.ok(
      encounters.every(({ status }) => status === 'cancelled'),
      name,
    );
    assert.ok(
      beds.every(({ status }) => status === 'released'),
      name,
    );
  }
}

const VERSIONS = ['2.3', '2.3.1', '2.4', '2.5', '2.5.1'] as const;
const inVersion = (version: string, options: object): object => ({
  ...options,
  hl7Version: version,
  onUnencodable: 'transliterate',
  ...(version === '2.3' ? { charset: '8859/1' } : {}),
});

describe('what the sender writes is taken by the simulator', () => {
  for (const version of VERSIONS) {
    for (const [name, preset] of Object.entries(PRESETS)) {
      it(`in ${version}, as ${name}`, () => assertTaken(inVersion(version, preset)));
    }
  }

  const options: [object, Partial<SystemRules>?][] = [
    [{ offset: 'never' }],
    [{ bedLocationField: 'PV1-3' }],
    [{ bedLocationField: 'PV1-42' }],
    [{ patientClassPreadmit: 'P' }],
    [{ visitNumberPlacement: 'PV1-19+PV1-50' }],
    [{ visitNumberPlacement: 'PV1-50' }],
    [{ visitNumberPlacement: 'PV1-5' }],
    [{ appointmentIdPlacement: 'filler' }],
    [{ appointmentIdPlacement: 'placer' }],
    [{ appointmentTypeField: 'SCH-7' }],
    [{ appointmentTypeField: 'both' }],
    [{ personnelSegment: 'AIG' }],
    [{ personnelSegment: 'both' }],
    [{ resourceGrouping: 'single' }],
    [{ resourceAction: 'D-on-cancel' }],
    [{ resourceAction: 'none' }, { optionalActionCodes: true }],
    [{ durationUnit: 'MINUTES' }],
    [{ eventOccurred: 'start' }],
    [{ pid3Format: '10dash' }],
    [{ charset: '8859/1', onUnencodable: 'transliterate' }],
    [{ ackMode: 'enhanced-commit' }],
    [{ ackMode: 'enhanced-full' }],
    [{ plan: { encounterEvent: { inpatient: 'A04', 'day-surgery': 'A04', outpatient: 'A04' } } }],
    [
      { plan: { encounterEvent: { inpatient: 'none', 'day-surgery': 'none', outpatient: 'none' }, bedBooking: 'off' } },
      { encounterFromSiu: true },
    ],
    [{ plan: { bedBooking: 'A05-PV1-3' } }],
    [{ plan: { bedBooking: 'SIU-AIL' } }],
    [{ plan: { bedBooking: 'off' } }],
    [{ plan: { bedWhen: 'wanted' } }],
    [{ plan: { bedWhen: 'inpatient-and-day' } }],
    [{ plan: { rebookEncounter: 'A05' } }, { acceptRepeatedPreadmit: true }],
    [{ plan: { rebookEncounter: 'A38+A05' } }],
    [{ plan: { rebookBed: 'A27+A14' } }],
    [{ plan: { rebookAppointment: 'S15+S12' } }],
    [{ plan: { noShowEncounter: 'A38' } }],
    [{ plan: { enteredInError: 'S17' } }],
    [{ plan: { visitNumberPrefix: 'OB' } }],
  ];
  for (const [option, rules] of options) it(`with ${JSON.stringify(option)}`, () => assertTaken(option, rules));

  const extras = [
    'sendOperator',
    'sendScheduleId',
    'sendLaterality',
    'sendNotes',
    'protectionIndicator',
    'zsu',
    'obxMeta',
  ];
  for (const version of VERSIONS) {
    it(`in ${version}, with every extra field`, () =>
      assertTaken(inVersion(version, Object.fromEntries(extras.map((extra) => [extra, true])))));
  }
});
