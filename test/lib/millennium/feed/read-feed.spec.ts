import assert from 'node:assert/strict';
import { readFeed, type FeedReading } from '../../../../nodes/lib/millennium/index.ts';
import { readTime } from '../../../../nodes/lib/millennium/feed/feed-time.ts';

const ZONE = 'Europe/Stockholm';
const header = (type: string): string => `MSH|^~\\&|MILL|VGR|ORBIT|SU|20261102080000||${type}|M1|P|2.4`;
const read = (...segments: string[]): FeedReading =>
  readFeed(Buffer.from(segments.join('\r')), { personIdType: 'PI', timeZone: ZONE });
const message = (reading: FeedReading): object => {
  assert.ok(reading.kind === 'feed');
  return reading.message;
};

describe('a message of Millennium’s own', () => {
  it('names person, encounter and when it happened', () => {
    const reading = read(
      header('ADT^A01'),
      'EVN|A01|20261102075900+0100',
      'PID|1||10001^^^RNJ 5C4 MRN^MRN~4711^^^MILL^PI||Tolvansson^Tolvan',
      `PV1|1|I|||||||||||||||||OP1^^^POOL^VISITID${'|'.repeat(31)}2002`,
    );
    assert.deepEqual(message(reading), {
      source: 'MILL|VGR',
      controlId: 'M1',
      triggerEvent: 'A01',
      deed: 'encounter',
      toldAt: Date.parse('2026-11-02T07:59:00+01:00'),
      visitNumber: 'OP1',
      encounterId: '2002',
      personId: '4711',
      appointmentNumbers: [],
    });
  });

  it('names the appointment by both of its numbers, and its start', () => {
    const reading = read(header('SIU^S13'), 'SCH|OP1^ORBIT|SCH77^MILL|||||||||^^^20261110080000+0100', 'PV1|1|I');
    const { deed, appointmentNumbers, start } = message(reading) as Record<string, unknown>;
    assert.deepEqual(
      [deed, appointmentNumbers, start],
      ['appointment-moved', ['OP1', 'SCH77'], Date.parse('2026-11-10T07:00:00Z')],
    );
    const elsewhere = (segment: string): unknown =>
      (message(read(header('SIU^S12'), 'SCH|OP1', segment)) as Record<string, unknown>).start;
    assert.equal(elsewhere('TQ1|1||||||20261110080000'), Date.parse('2026-11-10T07:00:00Z'));
    assert.equal(elsewhere('AIS|1||X|202611100800'), Date.parse('2026-11-10T07:00:00Z'));
    assert.equal(elsewhere('AIS|1||X|20261110'), undefined);
  });

  it('names the former numbers of a merge, by authority as well', () => {
    const merged = read(header('ADT^A40'), 'PID|1||5^^^MILL', 'MRG|4^^^PI||||V1');
    const { deed, formerPersonId, formerVisitNumber, personId } = message(merged) as Record<string, unknown>;
    assert.deepEqual([deed, formerPersonId, formerVisitNumber, personId], ['persons-merged', '4', 'V1', undefined]);
  });

  it('never has an identity number for the patient’s', () => {
    for (const id of ['191212121212', '196206703974', '19810829M071', '22950606FH20']) {
      const { personId } = message(read(header('ADT^A08'), `PID|1||${id}^^^X^PI`)) as Record<string, unknown>;
      assert.equal(personId, undefined, id);
    }
  });

  it('takes each kind for what it does', () => {
    const deedOf = (type: string): unknown => {
      const reading = read(header(type), 'PID|1');
      return reading.kind === 'feed' ? reading.message.deed : reading.kind;
    };
    const kinds = [
      'ADT^A05',
      'ADT^A38',
      'ADT^A11',
      'ADT^A27',
      'ADT^A41',
      'ADT^A45',
      'SIU^S12',
      'SIU^S15',
      'SIU^S26',
      'ORM^O01',
      'ADT^A60',
      'SIU^A05',
      'ADT^constructor',
    ];
    assert.deepEqual(kinds.map(deedOf), [
      'encounter',
      'encounter-cancelled',
      'encounter-cancelled',
      'bed-cancelled',
      'encounters-merged',
      'encounter-moved',
      'appointment',
      'appointment-cancelled',
      'appointment-cancelled',
      'other',
      'other',
      'other',
      'other',
    ]);
  });

  it('is refused where nobody could tell it from another, or when it was', () => {
    assert.deepEqual(read('PID|1'), { kind: 'unreadable', code: 'not-hl7' });
    assert.deepEqual(read('MSH|^~\\&|MILL|VGR|||20261102080000||ADT^A08||P|2.4'), {
      kind: 'unreadable',
      code: 'no-control-id',
    });
    assert.deepEqual(read('MSH|^~\\&|MILL|VGR|||||ADT^A08|M1|P|2.4'), { kind: 'unreadable', code: 'no-time' });
  });

  it('has the event in EVN where the header does not say it', () => {
    assert.equal(
      (message(read(header('ADT'), 'EVN|A38|20261102080000')) as Record<string, unknown>).deed,
      'encounter-cancelled',
    );
  });
});

describe('a time of HL7', () => {
  it('is the instant its offset says, else the wall time of the site', () => {
    assert.equal(readTime('20260701120000-0330', ZONE), Date.parse('2026-07-01T12:00:00-03:30'));
    assert.equal(readTime('202607011200', ZONE), Date.parse('2026-07-01T12:00:00+02:00'));
    assert.equal(readTime('20261102120000.123', ZONE), Date.parse('2026-11-02T12:00:00+01:00'));
    assert.equal(readTime('20260329033000', ZONE), Date.parse('2026-03-29T03:30:00+02:00'));
    assert.equal(readTime('20261025023000', ZONE), Date.parse('2026-10-25T02:30:00+02:00'));
    assert.equal(readTime('20261025033000', ZONE), Date.parse('2026-10-25T03:30:00+01:00'));
    assert.ok(readTime('20260329023000', ZONE) !== undefined);
    for (const text of ['', '2026', '20261340120000', 'x']) assert.equal(readTime(text, ZONE), undefined);
  });
});
