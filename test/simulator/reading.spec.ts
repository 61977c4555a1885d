import assert from 'node:assert/strict';
import { Desk, type Told } from './desk.ts';
import { draft, PATIENT, VISIT, worked, type Draft } from './messages.ts';

const a05 = (): Draft => draft('1-booking-1-A05');

function named(told: Told, desk: Desk): string | undefined {
  assert.equal(told.ackCode, 'AA', told.raw.join());
  return desk.state.patient(PATIENT)?.family;
}

describe('the bytes of a message', () => {
  it('are read by the character set in MSH-18', () => {
    const name = 'Åkesson-Ünal^É';
    for (const [set, encoding] of [
      ['UNICODE UTF-8', 'utf8'],
      ['8859/1', 'latin1'],
    ] as const) {
      const desk = new Desk();
      const told = desk.tell(a05().set('PID', 5, name).set('MSH', 18, set).bytes(encoding));
      assert.equal(named(told, desk), 'Åkesson-Ünal');
    }
    const desk = new Desk();
    const plain = Buffer.from(a05().set('PID', 5, 'Euro\u00a4').set('MSH', 18, '8859/15').text(), 'latin1');
    assert.equal(named(desk.tell(plain), desk), 'Euro€');
  });

  it('are seven bits where MSH-18 is empty', () => {
    assert.equal(new Desk().tell(a05().set('MSH', 18, '').bytes()).errorCode, '102');
    const ascii = Buffer.from(
      a05()
        .set('MSH', 18, '')
        .text()
        .replace(/[^\x20-\x7e\r]/g, 'x'),
      'latin1',
    );
    assert.equal(new Desk().tell(ascii).ackCode, 'AA');
  });

  it('are refused when they are not of that character set', () => {
    const refused = (content: Buffer): string => new Desk().tell(content).errorCode;
    assert.equal(refused(a05().bytes('latin1')), '102', 'latin-1 bytes as UTF-8');
    assert.equal(
      refused(a05().set('PID', 5, 'a\x92b').set('MSH', 18, '8859/1').bytes('latin1')),
      '102',
      'Windows-1252 quotes',
    );
    assert.equal(refused(a05().set('MSH', 18, 'UTF-8').bytes()), '103', 'a name outside table 0211');
    assert.equal(refused(a05().set('MSH', 18, 'ISO IR87').bytes()), '103');
  });

  it('are refused when the last CR is missing, a line feed or another control character stands in them', () => {
    const refused = (text: string): string => new Desk().tell(Buffer.from(text)).errorCode;
    assert.equal(refused(a05().text().slice(0, -1)), '100');
    assert.equal(refused(a05().text().replaceAll('\r', '\r\n')), '100');
    assert.equal(refused(a05().text().replaceAll('\r', '\n')), '100');
    assert.equal(refused(a05().set('PID', 5, 'Tolvans\u0007son').text()), '102');
    assert.equal(refused(`${a05().text()}\r`), '100');
  });

  it('may name other separators', () => {
    const other = (text: string): string =>
      text.replace(/[|^~\\&]/g, (letter) => ({ '|': '#', '^': '*', '~': '!', '\\': '/', '&': '%' })[letter] ?? '');
    const desk = new Desk();
    const told = desk.tell(
      Buffer.from(other(a05().set('PID', 5, 'A\\F\\B\\E\\^C').text().replace('|^~\\&|', '|^~\\&|'))),
    );
    assert.equal(named(told, desk), 'A#B/');
    assert.match(told.raw[0] ?? '', /^MSH#\*!\/%#MILLENNIUM#VGR#ORBIT#SU#/);
  });

  it('are unescaped once, in every kind of text', () => {
    const desk = new Desk();
    const name = 'O\\T\\B \\F\\ \\S\\ \\R\\ \\E\\F\\E\\ \\X41\\^Tolvan';
    assert.equal(named(desk.tell(a05().set('PID', 5, name).bytes()), desk), 'O&B | ^ ~ \\F\\ A');
    desk.hold(draft('1-booking-3-S12').set('NTE', 3, 'one\\.br\\two').bytes());
    assert.deepEqual(desk.state.appointment(VISIT)?.notes, ['one\ntwo']);
  });

  it('with letters taken apart are accepted and noticed', () => {
    const desk = new Desk().hold(a05().set('PID', 5, 'A\u030akesson').bytes());
    assert.deepEqual(desk.anomalies, ['not-nfc']);
  });

  it('that are no HL7, or an acknowledgement, get no answer', () => {
    for (const text of ['', 'hello', 'MSH', 'MSH|', 'MSH|^~\\', 'MSH|||||', 'MSH|^^^^|x', 'PID|1\r']) {
      assert.deepEqual(new Desk().tell(Buffer.from(text)).raw, [], JSON.stringify(text));
    }
    const header = 'MSH|^~\\&|A|B|C|D|20261103||ACK^A05^ACK|1|P|2.4\r';
    assert.deepEqual(new Desk().tell(Buffer.from(`${header}MSA|AA|2\r`)).raw, []);
    assert.deepEqual(new Desk().tell(Buffer.from(header)).raw, []);
    assert.deepEqual(
      new Desk().tell(Buffer.from(`${header.replace('ACK^A05^ACK', 'ADT^A05^ADT_A05')}MSA|AA|2\r`)).raw,
      [],
    );
  });

  it('that begin with a readable header get an answer, however bad the rest', () => {
    assert.equal(
      new Desk().tell(Buffer.from('MSH|^~\\&|A|B|C|D|2026||ADT^A05^ADT_A05|X1|P|2.4\rnonsense\r')).errorCode,
      '100',
    );
    assert.equal(new Desk().tell(Buffer.from('MSH|^~\\&|A')).errorCode, '200');
  });
});

describe('the times of a message', () => {
  const startOf = (message: Draft, rules = {}): string | undefined => {
    const desk = new Desk(rules).hold(message.bytes());
    return desk.state.encounter(VISIT)?.expectedSurgeryAt;
  };

  it('are in the offset of MSH-7 where they have none, so that a winter header moves a summer operation', () => {
    assert.equal(startOf(a05().set('PV2', 33, '20260610080000')), '2026-06-10T08:00:00+01:00');
  });

  it('are in the zone of the site where no offset is given at all', () => {
    const local = (text: string): Draft => a05().set('MSH', 7, '20261103101500').set('PV2', 33, text);
    assert.equal(startOf(local('20260610080000')), '2026-06-10T08:00:00+02:00');
    assert.equal(startOf(local('202611100800')), '2026-11-10T08:00:00+01:00');
    assert.equal(startOf(local('20260610080000'), { siteZone: 'Europe/London' }), '2026-06-10T08:00:00+01:00');
    assert.equal(
      startOf(local('20261025023000')),
      '2026-10-25T02:30:00+02:00',
      'of the hour that comes twice the first',
    );
    assert.equal(startOf(local('20261110')), '2026-11-10', 'a date stays a date');
  });

  it('of an appointment do not exist in the hour that spring skips', () => {
    const message = draft('1-booking-3-S12')
      .set('MSH', 7, '20261103')
      .set('SCH', 11, '^^150^20270328023000^20270328060000');
    const told = new Desk({ encounterFromSiu: true }).tell(message.bytes());
    assert.deepEqual([told.errorCode, told.place], ['101', 'SCH^1^11']);
  });

  it('of an appointment in the hour that comes twice are the ones that agree with its length', () => {
    const message = draft('1-booking-3-S12')
      .set('MSH', 7, '20261020')
      .set('SCH', 9, '40')
      .set('SCH', 11, '^^40^20261025023000^20261025031000');
    for (const [segment, start, duration] of [
      ['AIS', 4, 7],
      ['AIL', 6, 9],
      ['AIP', 6, 9],
    ] as const) {
      message.set(segment, start, '20261025023000').set(segment, duration, '40');
    }
    message.set('AIP', 6, '20261025023000', 2).set('AIP', 9, '40', 2);
    const { start, minutes } =
      new Desk({ encounterFromSiu: true }).hold(message.bytes()).state.appointment(VISIT) ?? {};
    assert.deepEqual([start, minutes], ['2026-10-25T02:30:00+01:00', 40]);
  });

  it('of an appointment over the end of summer time are as long as they say', () => {
    const at = (clock: string, offset: string): string => `20261025${clock}${offset}`;
    const message = draft('1-booking-3-S12').set('SCH', 11, `^^150^${at('013000', '+0200')}^${at('030000', '+0100')}`);
    for (const [segment, field] of [
      ['AIS', 4],
      ['AIL', 6],
      ['AIP', 6],
    ] as const)
      message.set(segment, field, at('013000', '+0200'));
    message.set('AIP', 6, at('013000', '+0200'), 2);
    const desk = new Desk({ encounterFromSiu: true }).hold(message.bytes());
    assert.equal(desk.state.appointment(VISIT)?.minutes, 150);
  });

  it('of an appointment without an end end after its duration', () => {
    const desk = new Desk().hold(worked('1-booking-1-A05'));
    desk.hold(draft('1-booking-3-S12').set('SCH', 11, '^^M150^20261110080000+0100').bytes());
    assert.equal(desk.state.appointment(VISIT)?.end, '2026-11-10T10:30:00+01:00');
  });
});
