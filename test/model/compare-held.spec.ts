import assert from 'node:assert/strict';
import type { StateView } from '../../nodes/orbit-millennium-simulator/held-state.ts';
import { differencesOf } from './compare-held.ts';
import { historyOf } from './history-of.ts';
import { ModelledRegion } from './modelled-region.ts';
import { wantedOf, type Wanted } from './oracle.ts';
import { liveThrough } from './run-history.ts';

const CALM = { light: 0, heavy: 0, operator: 0 } as const;

/** One thing wrong with what the receiver holds; false when this state has nothing of the kind. */
type Tampering = (state: StateView) => boolean;

function firstOf<T>(records: readonly T[], is: (record: T) => boolean, tamper: (record: T) => void): boolean {
  const record = records.find(is);
  if (record !== undefined) tamper(record);
  return record !== undefined;
}

const booked = (state: StateView): StateView['appointments'] =>
  state.appointments.filter(({ status }) => status === 'Booked');
const reserved = (state: StateView): StateView['beds'] => state.beds.filter(({ status }) => status === 'reserved');
const ours = (state: StateView): StateView['encounters'] =>
  state.encounters.filter(({ origin, status }) => origin === 'registration' && status === 'preadmitted');
const any = (): boolean => true;
const WRONG = '2027-05-05T05:05:00+02:00';

const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  'a visit is missing': (state) =>
    firstOf(booked(state), any, (record) => state.appointments.splice(state.appointments.indexOf(record), 1)),
  'a visit is cancelled': (state) => firstOf(booked(state), any, (record) => (record.status = 'Cancelled')),
  'a cancelled visit is booked': (state) =>
    firstOf(
      state.appointments,
      ({ status }) => status === 'Cancelled',
      (record) => (record.status = 'Booked'),
    ),
  'a visit is at another time': (state) => firstOf(booked(state), any, (record) => (record.start = WRONG)),
  'a visit is longer': (state) => firstOf(booked(state), any, (record) => (record.minutes += 5)),
  'a visit is in another room': (state) => firstOf(booked(state), any, (record) => (record.room = 'OP99')),
  'a visit is at another hospital': (state) => firstOf(booked(state), any, (record) => (record.facility = 'ELSEWHERE')),
  'a visit is somebody else’s': (state) => firstOf(booked(state), any, (record) => (record.patientId = '191212121212')),
  'a visit belongs to another encounter': (state) =>
    firstOf(booked(state), any, (record) => (record.visitNumber = 'V1')),
  'a procedure is missing': (state) => firstOf(booked(state), any, (record) => (record.services = [])),
  'a surgeon is missing': (state) =>
    firstOf(
      booked(state),
      ({ staff }) => staff.length > 0,
      (record) => (record.staff = []),
    ),
  'a bed is free': (state) => firstOf(reserved(state), any, (record) => (record.status = 'released')),
  'a released bed is reserved': (state) =>
    firstOf(
      state.beds,
      ({ status, visitNumber }) => status === 'released' && visitNumber.startsWith('OP'),
      (record) => (record.status = 'reserved'),
    ),
  'a bed is in another ward': (state) => firstOf(reserved(state), any, (record) => (record.ward = 'AVD1')),
  'a bed is another one': (state) => firstOf(reserved(state), any, (record) => (record.bed = '99')),
  'a bed is for other days': (state) => firstOf(reserved(state), any, (record) => (record.from = WRONG)),
  'an encounter is cancelled': (state) => firstOf(ours(state), any, (record) => (record.status = 'cancelled')),
  'an encounter is left behind': (state) =>
    firstOf(
      state.encounters,
      ({ status, origin, visitNumber }) =>
        status === 'cancelled' && origin === 'registration' && visitNumber.startsWith('OP'),
      (record) => (record.status = 'preadmitted'),
    ),
  'an encounter is of another class': (state) => firstOf(ours(state), any, (record) => (record.class = 'E')),
  'an encounter is somebody else’s': (state) =>
    firstOf(ours(state), any, (record) => (record.patientId = '191212121212')),
  'an encounter has another diagnosis': (state) =>
    firstOf(
      ours(state),
      ({ diagnoses }) => diagnoses.length > 0,
      (record) => (record.diagnoses = []),
    ),
  'an encounter has another procedure': (state) =>
    firstOf(
      ours(state),
      ({ procedures }) => procedures.length > 0,
      (record) => (record.procedures = []),
    ),
};

describe('the comparison of a region with its oracle', function () {
  this.timeout(60_000);
  let state: StateView;
  let wanted: readonly Wanted[];

  before(async () => {
    const region = await ModelledRegion.start();
    try {
      const history = historyOf(7, { cases: 80, faults: CALM });
      await liveThrough(region, history);
      state = structuredClone(region.millennium.state());
      wanted = history.cases.map(wantedOf);
    } finally {
      await region.close();
    }
  });

  it('finds nothing where nothing differs', () => {
    assert.deepEqual(differencesOf(wanted, state), []);
  });

  for (const [what, tamper] of Object.entries(TAMPERINGS)) {
    it(`notices when ${what}`, () => {
      const tampered = structuredClone(state);
      assert.ok(tamper(tampered), 'the history has nothing of the kind');
      assert.notDeepEqual(differencesOf(wanted, tampered), []);
    });
  }
});
