import assert from 'node:assert/strict';
import { seededChanges } from '../../nodes/orbit-millennium-simulator/seed.ts';
import { Desk, type Told } from './desk.ts';
import { BOOKING, draft, inVersion, PATIENT, VISIT, worked, type Draft } from './messages.ts';

const a05 = (): Draft => draft('1-booking-1-A05');
const s12 = (): Draft => draft('1-booking-3-S12');
const booked = (): Desk => new Desk().hold(...BOOKING.map(worked));
const preadmitted = (): Desk => new Desk().hold(worked('1-booking-1-A05'));

function assertRefused(told: Told, ackCode: string, errorCode: string, place: string): void {
  assert.deepEqual([told.ackCode, told.errorCode, told.place], [ackCode, errorCode, place]);
}

describe('a header that is not taken is rejected', () => {
  const cases: [string, Draft, string, string, string][] = [
    ['another message type', a05().set('MSH', 9, 'ORM^O01^ORM_O01'), 'AR', '200', 'MSH^1^9'],
    ['another trigger event', a05().set('MSH', 9, 'ADT^A02^ADT_A02'), 'AR', '201', 'MSH^1^9'],
    ['an ADT event as SIU', a05().set('MSH', 9, 'SIU^A05^ADT_A05'), 'AR', '201', 'MSH^1^9'],
    ['a structure of another event', a05().set('MSH', 9, 'ADT^A05^ADT_A01'), 'AR', '200', 'MSH^1^9'],
    ['no structure from 2.4 on', a05().set('MSH', 9, 'ADT^A05'), 'AR', '200', 'MSH^1^9'],
    ['a structure in 2.3', inVersion(a05(), '2.3').set('MSH', 9, 'ADT^A05^ADT_A05'), 'AR', '200', 'MSH^1^9'],
    ['no processing id', a05().set('MSH', 11, ''), 'AR', '202', 'MSH^1^11'],
    ['an unknown processing id', a05().set('MSH', 11, 'X'), 'AR', '202', 'MSH^1^11'],
    ['a version that is not spoken', a05().set('MSH', 12, '2.6'), 'AR', '203', 'MSH^1^12'],
    ['no control id', a05().set('MSH', 10, ''), 'AE', '101', 'MSH^1^10'],
    ['a control id of 21 characters', a05().set('MSH', 10, 'A'.repeat(21)), 'AE', '102', 'MSH^1^10'],
  ];
  for (const [what, message, ackCode, errorCode, place] of cases) {
    it(what, () => assertRefused(new Desk().tell(message.bytes()), ackCode, errorCode, place));
  }

  it('another processing id than the one of this system', () => {
    assertRefused(new Desk({ expectedProcessingId: 'T' }).tell(a05().bytes()), 'AR', '202', 'MSH^1^11');
    assert.equal(new Desk({ expectedProcessingId: 'T' }).tell(a05().set('MSH', 11, 'T').bytes()).ackCode, 'AA');
  });
});

describe('a message that is not built right is an error', () => {
  const cases: [string, Draft, string, string][] = [
    ['a required segment missing', a05().remove('PV1'), '100', 'PV1^1^'],
    ['EVN in a scheduling message', s12().insert('EVN|S12|20261103101500', 'PID'), '100', 'EVN^1^'],
    ['PR1 in a scheduling message', s12().insert('PR1|1||NFB49||20261110080000', 'RGS'), '100', 'PR1^1^'],
    ['NTE in an admission', a05().insert('NTE|1|L|x'), '100', 'NTE^1^'],
    ['NK1 after PV2', a05().insert('NK1|1|X^Y', 'DG1'), '100', 'NK1^1^'],
    ['AIP before AIL', s12().remove('AIL').insert('AIL|1|A|D^OP3|D||20261110080000+0100||||||Booked'), '100', 'AIL^1^'],
    ['no resource group', s12().remove('RGS').remove('AIS').remove('AIL').remove('AIP'), '100', 'RGS^1^'],
    ['TQ1 before 2.5', s12().insert('TQ1|1', 'NTE'), '100', 'TQ1^1^'],
    ['PD1 in a scheduling message of 2.3', inVersion(s12().insert('PD1|', 'PV1'), '2.3'), '100', 'PD1^1^'],
    ['a segment name in small letters', a05().insert('zzz|1'), '100', ''],
    ['no event time', a05().set('EVN', 2, ''), '101', 'EVN^1^2'],
    ['no patient identifier', a05().set('PID', 3, ''), '101', 'PID^1^3'],
    ['an identifier that is only an authority', a05().set('PID', 3, '^^^PNR'), '101', 'PID^1^3'],
    ['no patient name', a05().set('PID', 5, ''), '101', 'PID^1^5'],
    ['no patient class', a05().set('PV1', 2, ''), '101', 'PV1^1^2'],
    ['no visit number', a05().set('PV1', 19, ''), '101', 'PV1^1^19'],
    ['no diagnosis type', a05().set('DG1', 6, ''), '101', 'DG1^1^6'],
    ['no procedure time', a05().set('PR1', 5, ''), '101', 'PR1^1^5'],
    ['no procedure type in 2.3.1', inVersion(a05().set('PR1', 6, ''), '2.3.1'), '101', 'PR1^1^6'],
    ['no event reason', s12().set('SCH', 6, ''), '101', 'SCH^1^6'],
    ['no filler contact', s12().set('SCH', 16, ''), '101', 'SCH^1^16'],
    ['no entering person', s12().set('SCH', 20, ''), '101', 'SCH^1^20'],
    ['no timing', s12().set('SCH', 11, ''), '101', 'SCH^1^11'],
    ['no start', s12().set('SCH', 11, '^^150^^20261110103000+0100'), '101', 'SCH^1^11'],
    ['no appointment id at all', s12().set('SCH', 1, '').set('SCH', 2, ''), '101', 'SCH^1^2'],
    ['no placer id in 2.3', inVersion(s12().set('SCH', 1, ''), '2.3'), '101', 'SCH^1^1'],
    ['no room from the filler', s12().set('AIL', 3, ''), '101', 'AIL^1^3'],
    ['no location type', s12().set('AIL', 4, ''), '101', 'AIL^1^4'],
    ['no role', s12().set('AIP', 4, '', 2), '101', 'AIP^2^4'],
    ['no filler status of a service', s12().set('AIS', 10, ''), '101', 'AIS^1^10'],
    ['neither start nor offset of a service', s12().set('AIS', 4, ''), '101', 'AIS^1^4'],
    ['no action code on a change', draft('2-rebooking-3-S13').set('AIS', 2, ''), '101', 'AIS^1^2'],
    ['a day that does not exist', a05().set('PV2', 8, '20261131140000+0100'), '102', 'PV2^1^8'],
    ['an hour that does not exist', a05().set('EVN', 2, '20261103241500+0100'), '102', 'EVN^1^2'],
    ['a minute that does not exist', a05().set('EVN', 2, '20261103106000+0100'), '102', 'EVN^1^2'],
    ['a second that does not exist', a05().set('EVN', 2, '20261103101060+0100'), '102', 'EVN^1^2'],
    ['an offset that does not exist', a05().set('EVN', 2, '20261103101000+1500'), '102', 'EVN^1^2'],
    ['an ISO time', a05().set('PV2', 33, '2026-11-10T08:00:00'), '102', 'PV2^1^33'],
    ['a time in a 2.3 date', inVersion(a05().set('PR1', 2, 'KV').set('PR1', 16, ''), '2.3'), '102', 'PV2^1^8'],
    ['a set id in letters', a05().set('DG1', 1, 'one'), '102', 'DG1^1^1'],
    ['a number in words', s12().set('SCH', 9, '150 MIN'), '102', 'SCH^1^9'],
    ['a raw separator in a text', a05().set('PV1', 10, 'ORT&KIR'), '102', 'PV1^1^10'],
    ['a raw component separator in a text', a05().set('PV2', 12, 'a^b'), '102', 'PV2^1^12'],
    ['a raw escape character', a05().set('PID', 5, 'Tolvan\\sson'), '102', 'PID^1^5'],
    ['an escape sequence that is none', a05().set('PID', 5, 'Tolvan\\Q\\sson'), '102', 'PID^1^5'],
    ['a line break command in a name', a05().set('PID', 5, 'Tolvan\\.br\\sson'), '102', 'PID^1^5'],
    ['a repetition where none is', a05().set('PV1', 19, 'A^^^ORBIT^VN~B^^^ORBIT^VN'), '102', 'PV1^1^19'],
    ['more components than CE has', a05().set('PV2', 3, '1^2^3^4^5^6^7'), '102', 'PV2^1^3'],
    [
      'more fields than the version has',
      inVersion(a05().set('PV2', 8, '20261109').set('PV2', 9, '').set('PR1', 2, 'KV'), '2.3'),
      '102',
      'PR1^1^16',
    ],
    ['a universal id without its type', a05().set('PID', 3, '1^^^PNR&1.2.3^PI'), '102', 'PID^1^3'],
    ['an ISO id that is none', a05().set('PID', 3, '1^^^PNR&abc&ISO^PI'), '102', 'PID^1^3'],
    ['a duration that contradicts the timing', s12().set('SCH', 9, '120'), '102', 'SCH^1^9'],
    [
      'an end that is not start and duration',
      s12().set('SCH', 11, '^^150^20261110080000+0100^20261110110000+0100'),
      '102',
      'SCH^1^11',
    ],
    [
      'an end before the start',
      s12().set('SCH', 9, '').set('SCH', 11, '^^^20261110080000+0100^20261110073000+0100'),
      '102',
      'SCH^1^11',
    ],
    ['a service at another time', s12().set('AIS', 4, '20261110090000+0100'), '102', 'AIS^1^4'],
    ['a room at another time', s12().set('AIL', 6, '20261117080000+0100'), '102', 'AIL^1^6'],
    ['a person longer than the appointment', s12().set('AIP', 9, '151', 2), '102', 'AIP^2^6'],
    ['a patient class outside table 0004', a05().set('PV1', 2, 'X'), '103', 'PV1^1^2'],
    ['a sex outside table 0001', a05().set('PID', 8, '1'), '103', 'PID^1^8'],
    ['a diagnosis type outside table 0052', a05().set('DG1', 6, 'P'), '103', 'DG1^1^6'],
    ['an action code outside table 0206', draft('2-rebooking-3-S13').set('AIS', 2, 'C'), '103', 'AIS^1^2'],
    ['an update in a new booking', s12().set('AIS', 2, 'U'), '103', 'AIS^1^2'],
    ['a duration in an unknown unit', s12().set('SCH', 10, 'FORTNIGHT'), '103', 'SCH^1^10'],
    ['EVN-1 of another event', a05().set('EVN', 1, 'A04'), '103', 'EVN^1^1'],
    ['a cancellation that says Booked', draft('4-cancellation-1-S15').set('SCH', 25, 'Booked'), '103', 'SCH^1^25'],
    ['a cancelled service in a booking', s12().set('AIS', 10, 'Cancelled'), '103', 'AIS^1^10'],
  ];
  for (const [what, message, errorCode, place] of cases) {
    it(`${errorCode}: ${what}`, () => {
      const encoding = message.get('MSH', 12) === '2.3' ? 'latin1' : 'utf8';
      assertRefused(booked().tell(message.bytes(encoding)), 'AE', errorCode, place);
    });
  }

  it('102: TQ1 that contradicts SCH-11, from 2.5 on', () => {
    const withTiming = (timing: string): Buffer => inVersion(s12().insert(timing, 'NTE'), '2.5').bytes();
    const tell = (timing: string): Told => preadmitted().tell(withTiming(timing));
    assertRefused(tell('TQ1|1||||||20261110090000+0100|20261110103000+0100'), 'AE', '102', 'TQ1^1^7');
    assertRefused(tell('TQ1|1||||||20261110080000+0100|20261110113000+0100'), 'AE', '102', 'TQ1^1^8');
    assertRefused(tell('TQ1|1|||||2^H|20261110080000+0100'), 'AE', '102', 'SCH^1^9');
    assert.equal(tell('TQ1|1|||||9000^S|20261110070000+0000|20261110093000+0000').ackCode, 'AA');
  });

  it('and changes nothing', () => {
    const desk = booked();
    const before = JSON.stringify([desk.state.encounter(VISIT), desk.state.appointment(VISIT)]);
    desk.tell(draft('2-rebooking-3-S13').set('AIS', 4, '20261118080000+0100').bytes());
    desk.tell(draft('2-rebooking-1-A08').set('PV1', 2, '').bytes());
    assert.equal(JSON.stringify([desk.state.encounter(VISIT), desk.state.appointment(VISIT)]), before);
  });

  it('Z segments are no error', () => {
    assert.equal(preadmitted().tell(s12().insert('ZSU|OP20260004711|1|||right').bytes()).ackCode, 'AA');
  });
});

describe('a message that does not fit what is held is an error', () => {
  it('204: everything that needs an encounter, for an unknown or cancelled visit', () => {
    for (const name of ['2-rebooking-1-A08', '1-booking-2-A14', '1-booking-3-S12'] as const) {
      assertRefused(new Desk().tell(worked(name)), 'AE', '204', 'PV1^1^19');
      const cancelled = preadmitted().hold(worked('4-cancellation-3-A38'));
      assertRefused(cancelled.tell(worked(name)), 'AE', '204', 'PV1^1^19');
    }
  });

  it('204: every change of an appointment that is not booked, or no longer', () => {
    for (const name of [
      '2-rebooking-3-S13',
      '3-modification-1-S14',
      '4-cancellation-1-S15',
      '5-noshow-1-S26',
    ] as const) {
      assertRefused(preadmitted().tell(worked(name)), 'AE', '204', 'SCH^1^2');
      const cancelled = booked().hold(draft('4-cancellation-1-S15').bytes());
      assertRefused(cancelled.tell(worked(name)), 'AE', '204', 'SCH^1^2');
    }
  });

  it('204: another patient than the encounter has', () => {
    for (const name of [
      '2-rebooking-1-A08',
      '2-rebooking-2-A14',
      '4-cancellation-3-A38',
      '2-rebooking-3-S13',
    ] as const) {
      const message = draft(name).set('PID', 3, '196206703974^^^SNR').bytes();
      assertRefused(booked().tell(message), 'AE', '204', 'PID^1^3');
    }
  });

  it('204: a cancellation that names another visit than the appointment has', () => {
    assertRefused(booked().tell(draft('4-cancellation-1-S15').set('PV1', 19, 'V2').bytes()), 'AE', '204', 'PV1^1^19');
  });

  it('101: a booking that names no visit, a bed without a ward', () => {
    assertRefused(preadmitted().tell(s12().set('PV1', 19, '').bytes()), 'AE', '101', 'PV1^1^19');
    assertRefused(
      preadmitted().tell(draft('1-booking-2-A14').set('PV1', 3, '').set('PV1', 42, '').bytes()),
      'AE',
      '101',
      'PV1^1^42',
    );
  });

  it('205: a visit or an appointment that is there already, and it is noticed', () => {
    const desk = booked();
    assertRefused(desk.tell(a05().bytes()), 'AE', '205', 'PV1^1^19');
    assertRefused(desk.tell(s12().bytes()), 'AE', '205', 'SCH^1^2');
    assert.deepEqual(desk.anomalies, ['duplicate-create', 'duplicate-create']);
  });

  it('103: a cancellation of an encounter that is admitted or registered', () => {
    const desk = new Desk();
    desk.state.apply({ changes: seededChanges({ visitNumber: VISIT, patientId: PATIENT }) });
    assertRefused(desk.tell(worked('4-cancellation-3-A38')), 'AE', '103', 'PV1^1^19');
    const a11 = draft('4-cancellation-3-A38').set('MSH', 9, 'ADT^A11^ADT_A09').set('EVN', 1, 'A11');
    assertRefused(desk.tell(a11.bytes()), 'AE', '103', 'PV1^1^19');
    const a04 = a05().set('MSH', 9, 'ADT^A04^ADT_A01').set('EVN', 1, 'A04');
    assertRefused(new Desk().hold(a04.bytes()).tell(worked('4-cancellation-3-A38')), 'AE', '103', 'PV1^1^19');
    assertRefused(desk.tell(a04.set('MSH', 10, 'AGAIN').bytes()), 'AE', '205', 'PV1^1^19');
  });

  it('a cancellation of what is not there is accepted without effect, and noticed; a strict system refuses it', () => {
    for (const name of ['4-cancellation-3-A38', '4-cancellation-2-A27'] as const) {
      const desk = new Desk();
      assert.equal(desk.tell(worked(name)).ackCode, 'AA');
      assert.deepEqual(desk.anomalies, ['nothing-to-cancel']);
      assert.deepEqual([desk.state.view().encounters, desk.state.view().beds], [[], []]);
      assertRefused(new Desk({ strictCancels: true }).tell(worked(name)), 'AE', '204', 'PV1^1^19');
    }
  });
});
