import assert from 'node:assert/strict';
import { seededChanges } from '../../nodes/orbit-millennium-simulator/seed.ts';
import { Desk } from './desk.ts';
import { BOOKING, draft, inVersion, PATIENT, VISIT, worked, type Draft, type Worked } from './messages.ts';

const booked = (): Desk => new Desk().hold(...BOOKING.map(worked));
const preadmitted = (): Desk => new Desk().hold(worked('1-booking-1-A05'));

function event(message: Draft, trigger: string, structure: string): Draft {
  return message.set('MSH', 9, `ADT^${trigger}^${structure}`).set('EVN', 1, trigger);
}

function appointment(message: Draft, trigger: string, status: string): Buffer {
  message.set('MSH', 9, `SIU^${trigger}^SIU_S12`).set('SCH', 25, `${status}^^HL70278`);
  for (const [segment, field] of [
    ['AIS', 10],
    ['AIL', 12],
    ['AIP', 12],
  ] as const)
    message.set(segment, field, `${status}^^HL70278`);
  message.set('AIP', 12, `${status}^^HL70278`, 2);
  return message.bytes();
}

describe('each trigger event in the simulator', () => {
  it('A04 registers a patient who arrives, with or without a pre-admission', () => {
    const a04 = (): Buffer => event(draft('1-booking-1-A05'), 'A04', 'ADT_A01').bytes();
    assert.equal(new Desk().hold(a04()).state.encounter(VISIT)?.status, 'registered');
    assert.equal(preadmitted().hold(a04()).state.encounter(VISIT)?.status, 'registered');
  });

  it('A08 changes what it values, leaves what it does not, and empties what it deletes', () => {
    const desk = preadmitted();
    const a08 = draft('2-rebooking-1-A08').set('PV1', 10, '').set('PV2', 9, '""').remove('DG1').set('PR1', 3, '""');
    const encounter = desk.hold(a08.bytes()).state.encounter(VISIT);
    assert.ok(encounter);
    assert.equal(encounter.expectedAdmitAt, '2026-11-16T14:00:00+01:00');
    assert.equal(encounter.service, 'ORT');
    assert.equal(encounter.expectedDischargeAt, '');
    assert.equal(encounter.diagnoses.length, 1);
    assert.deepEqual(encounter.procedures, []);
  });

  it('A11 takes back a registration', () => {
    const desk = new Desk().hold(event(draft('1-booking-1-A05'), 'A04', 'ADT_A01').bytes());
    desk.hold(event(draft('4-cancellation-3-A38'), 'A11', 'ADT_A09').bytes());
    assert.equal(desk.state.encounter(VISIT)?.status, 'cancelled');
  });

  it('A14 again moves the reservation, and takes PV1-3 where PV1-42 is empty', () => {
    const desk = booked();
    desk.hold(draft('2-rebooking-2-A14').set('PV1', 42, 'KIR305^12^1^SUMOLNDAL').bytes());
    assert.deepEqual(
      [desk.state.bed(VISIT)?.ward, desk.state.bed(VISIT)?.room, desk.state.bed(VISIT)?.bed],
      ['KIR305', '12', '1'],
    );
    desk.hold(draft('2-rebooking-2-A14').set('PV1', 42, '').bytes());
    assert.equal(desk.state.bed(VISIT)?.ward, 'KIR302');
    assert.deepEqual(desk.anomalies, []);
  });

  it('a cancelled encounter and a cancelled appointment can be made again under the same identifiers', () => {
    const desk = booked().hold(
      worked('4-cancellation-1-S15'),
      worked('4-cancellation-2-A27'),
      worked('4-cancellation-3-A38'),
    );
    desk.hold(...BOOKING.map((name) => draft(name).set('MSH', 7, '20261117080000+0100').bytes()));
    assert.equal(desk.state.encounter(VISIT)?.status, 'preadmitted');
    assert.equal(desk.state.bed(VISIT)?.status, 'reserved');
    assert.equal(desk.state.appointment(VISIT)?.status, 'Booked');
    assert.deepEqual(desk.anomalies, []);
  });

  it('S16 discontinues, S17 deletes, and a deleted identifier is not taken again', () => {
    assert.equal(
      booked()
        .hold(appointment(draft('4-cancellation-1-S15'), 'S16', 'Dc'))
        .state.appointment(VISIT)?.status,
      'Discontinued',
    );
    const desk = booked().hold(appointment(draft('4-cancellation-1-S15'), 'S17', 'Deleted'));
    assert.equal(desk.state.appointment(VISIT)?.status, 'Deleted');
    assert.equal(desk.tell(draft('1-booking-3-S12').bytes()).errorCode, '205');
  });

  it('S13 replaces the resources it lists, drops the ones with action D, and keeps the kinds it does not list', () => {
    const desk = booked();
    desk.hold(draft('2-rebooking-3-S13').set('AIP', 2, 'D', 2).remove('NTE').bytes());
    assert.deepEqual(
      desk.state.appointment(VISIT)?.staff.map(({ role }) => role),
      ['SURG'],
    );
    assert.equal(desk.state.appointment(VISIT)?.notes.length, 1);
    desk.hold(draft('3-modification-1-S14').remove('AIP').remove('AIL').bytes());
    assert.deepEqual(
      desk.state.appointment(VISIT)?.staff.map(({ role }) => role),
      ['SURG'],
    );
    assert.equal(desk.state.appointment(VISIT)?.room, 'OP3');
  });

  it('S13 may take the appointment to another visit of the patient', () => {
    const desk = booked();
    desk.hold(draft('1-booking-1-A05').set('PV1', 19, 'V2^^^ORBIT^VN').bytes());
    desk.hold(draft('2-rebooking-3-S13').set('PV1', 19, 'V2^^^ORBIT^VN').bytes());
    assert.equal(desk.state.appointment(VISIT)?.visitNumber, 'V2');
  });

  it('a nursing unit in AIL is a bed place, reserved by the appointment and released with it', () => {
    const desk = preadmitted();
    const ward = (action: string, status: string): string =>
      `AIL|2|${action}|KIR302^^^SUMOLNDAL^^N|N^^HL70305||20261109140000+0100|||3|H||${status}^^HL70278`;
    desk.hold(draft('1-booking-3-S12').insert(ward('A', 'Booked'), 'AIP').bytes());
    assert.deepEqual(
      [
        desk.state.bed(VISIT)?.ward,
        desk.state.bed(VISIT)?.from,
        desk.state.bed(VISIT)?.to,
        desk.state.bed(VISIT)?.status,
      ],
      ['KIR302', '2026-11-09T14:00:00+01:00', '2026-11-09T17:00:00+01:00', 'reserved'],
    );
    assert.equal(desk.state.appointment(VISIT)?.room, 'OP3');
    desk.hold(draft('4-cancellation-1-S15').insert(ward('U', 'Cancelled'), 'AIP').bytes());
    assert.equal(desk.state.bed(VISIT)?.status, 'released');
  });

  it('a bed place in AIL goes along when the appointment moves to another visit, and is given up by name', () => {
    const desk = preadmitted();
    const place = (number: number, action: string, ward: string): string =>
      `AIL|${String(number)}|${action}|${ward}^^^SUMOLNDAL^^N|N^^HL70305||20261109140000+0100|||3|H||Booked^^HL70278`;
    desk.hold(
      draft('1-booking-3-S12')
        .insert(place(2, 'A', 'KIR302'), 'AIP')
        .bytes(),
    );
    desk.hold(draft('1-booking-1-A05').set('PV1', 19, 'V2^^^ORBIT^VN').bytes());
    const moved = draft('2-rebooking-3-S13').set('PV1', 19, 'V2^^^ORBIT^VN');
    desk.hold(
      moved
        .insert(place(2, 'U', 'KIR303'), 'AIP')
        .insert(place(3, 'D', 'KIR302'), 'AIP')
        .bytes(),
    );
    const held = (visitNumber: string): unknown[] => {
      const bed = desk.state.bed(visitNumber);
      return [bed?.ward, bed?.status];
    };
    assert.deepEqual(
      [held(VISIT), held('V2')],
      [
        ['KIR302', 'released'],
        ['KIR303', 'reserved'],
      ],
    );
    desk.hold(
      draft('3-modification-1-S14')
        .set('PV1', 19, 'V2^^^ORBIT^VN')
        .insert(place(2, 'D', 'KIR303'), 'AIP')
        .bytes(),
    );
    assert.deepEqual(held('V2'), ['KIR303', 'released']);
  });

  it('an appointment of an admitted patient refers to the encounter that was seeded', () => {
    const desk = new Desk();
    desk.state.apply({ changes: seededChanges({ visitNumber: VISIT, patientId: PATIENT }) });
    desk.hold(worked('1-booking-3-S12'));
    assert.equal(desk.state.encounter(VISIT)?.status, 'admitted');
    assert.equal(desk.state.appointment(VISIT)?.status, 'Booked');
  });

  it('where the appointment opens the encounter, S12 alone is enough, also after it was cancelled', () => {
    const desk = new Desk({ encounterFromSiu: true }).hold(worked('1-booking-3-S12'));
    assert.equal(desk.state.encounter(VISIT)?.status, 'preadmitted');
    desk.hold(worked('4-cancellation-1-S15'));
    assert.equal(desk.state.encounter(VISIT)?.status, 'cancelled', 'it goes with its appointment');
    desk.hold(draft('1-booking-3-S12').set('MSH', 7, '20261117080000+0100').bytes());
    assert.equal(desk.state.encounter(VISIT)?.status, 'preadmitted');
  });

  it('an appointment is known by SCH-2, and by SCH-1 where the filler gives none', () => {
    const desk = preadmitted().hold(
      draft('1-booking-3-S12').set('SCH', 1, 'PLACER^X').set('SCH', 2, 'FILLER^Y').bytes(),
    );
    const { id, placerId, fillerId } = desk.state.appointment('FILLER') ?? {};
    assert.deepEqual([id, placerId, fillerId], ['FILLER', 'PLACER', 'FILLER']);
    desk.hold(draft('1-booking-3-S12').set('SCH', 2, '').bytes());
    assert.equal(desk.state.appointment(VISIT)?.placerId, VISIT);
  });

  it('an encounter stays when the visit it came with was missed', () => {
    const desk = new Desk({ encounterFromSiu: true }).hold(worked('1-booking-3-S12'), worked('5-noshow-1-S26'));
    assert.equal(desk.state.encounter(VISIT)?.status, 'preadmitted');
  });

  it('a visit is known by PV1-50 or PV1-5 where PV1-19 is left to the receiver', () => {
    for (const field of [50, 5]) {
      const own = (name: Worked): Buffer => draft(name).set('PV1', 19, '').set('PV1', field, 'OWN^^^ORBIT^VN').bytes();
      const { state } = new Desk().hold(...BOOKING.map(own));
      assert.deepEqual([state.encounter('OWN')?.status, state.bed('OWN')?.status], ['preadmitted', 'reserved']);
      assert.equal(state.appointment(VISIT)?.visitNumber, 'OWN');
    }
  });

  it('where action codes are not asked for, changes come without them', () => {
    const s13 = draft('2-rebooking-3-S13').set('RGS', 2, '').set('AIS', 2, '').set('AIL', 2, '');
    s13.set('AIP', 2, '').set('AIP', 2, '', 2);
    const desk = new Desk({ optionalActionCodes: true }).hold(...BOOKING.map(worked), s13.bytes());
    assert.equal(desk.state.appointment(VISIT)?.start, '2026-11-17T08:00:00+01:00');
    assert.equal(desk.state.appointment(VISIT)?.staff.length, 2);
  });

  it('a cancelled appointment releases no bed that was never reserved', () => {
    const desk = booked().hold(worked('4-cancellation-2-A27'));
    const ward = 'AIL|2|U|KIR302^^^SUMOLNDAL^^N|N^^HL70305||20261109140000+0100|||3|H||Cancelled^^HL70278';
    const unreserved = preadmitted().hold(worked('1-booking-3-S12'));
    unreserved.hold(draft('4-cancellation-1-S15').insert(ward, 'AIP').bytes());
    assert.equal(unreserved.state.bed(VISIT), undefined);
    assert.equal(desk.state.bed(VISIT)?.status, 'released');
  });

  it('a doctor may be an identifier without a name', () => {
    const desk = preadmitted().hold(draft('2-rebooking-1-A08').set('PV1', 7, 'SE2321000131-P000000999999').bytes());
    const doctor = { id: 'SE2321000131-P000000999999', family: '', given: '' };
    assert.deepEqual(desk.state.encounter(VISIT)?.doctor, doctor);
  });

  it('where unknown visits are taken for its own, S12, A08 and A14 find an admitted encounter', () => {
    for (const name of ['1-booking-3-S12', '2-rebooking-1-A08', '1-booking-2-A14'] as const) {
      const { state } = new Desk({ acceptUnknownEncounters: true }).hold(worked(name));
      assert.equal(state.encounter(VISIT)?.status, 'admitted');
    }
  });

  it('where a second A05 is an update, it changes the pre-admission', () => {
    const desk = new Desk({ acceptRepeatedPreadmit: true }).hold(worked('1-booking-1-A05'));
    desk.hold(draft('1-booking-1-A05').set('PV2', 33, '20261111080000+0100').bytes());
    assert.equal(desk.state.encounter(VISIT)?.expectedSurgeryAt, '2026-11-11T08:00:00+01:00');
  });

  it('TQ1 alone says the time from 2.5 on', () => {
    const message = inVersion(draft('1-booking-3-S12').set('SCH', 11, ''), '2.5.1');
    message.insert('TQ1|1|||||150^MIN|20261110080000+0100|20261110103000+0100', 'NTE');
    const { start, end, minutes } = preadmitted().hold(message.bytes()).state.appointment(VISIT) ?? {};
    assert.deepEqual([start, end, minutes], ['2026-11-10T08:00:00+01:00', '2026-11-10T10:30:00+01:00', 150]);
  });

  for (const version of ['2.3', '2.3.1', '2.5', '2.5.1'] as const) {
    it(`takes the story in ${version}`, () => {
      const desk = new Desk();
      for (const name of [
        ...BOOKING,
        '2-rebooking-3-S13',
        '4-cancellation-1-S15',
        '4-cancellation-2-A27',
        '4-cancellation-3-A38',
      ] as const) {
        desk.hold(fitted(inVersion(draft(name), version), version).bytes(version === '2.3' ? 'latin1' : 'utf8'));
      }
      assert.equal(desk.state.appointment(VISIT)?.status, 'Cancelled');
      assert.equal(desk.state.patient(PATIENT)?.family, 'Tolvansson');
      assert.equal(desk.state.encounter(VISIT)?.doctor.family, 'Åström');
    });
  }
});

/** What 2.3 has otherwise: dates only in PV2-8 and -9, a procedure coding method, no modifier; from 2.5 on TQ1 says the time too. */
function fitted(message: Draft, version: string): Draft {
  const text = message.text();
  if (version === '2.3') {
    if (text.includes('\rPV2|'))
      message.set('PV2', 8, message.get('PV2', 8).slice(0, 8)).set('PV2', 9, message.get('PV2', 9).slice(0, 8));
    if (text.includes('\rPR1|')) message.set('PR1', 2, 'KV').set('PR1', 16, '');
  }
  if (version.startsWith('2.5') && text.includes('\rSCH|')) {
    const [, , minutes, start, end] = message.get('SCH', 11).split('^');
    const timing = `TQ1|1|||||${String(minutes)}^MIN|${String(start)}|${String(end)}`;
    message.insert(timing, text.includes('\rNTE|') ? 'NTE' : 'PID');
  }
  return message;
}
