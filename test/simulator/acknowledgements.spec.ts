import assert from 'node:assert/strict';
import { AckIdentities } from '../../nodes/orbit-millennium-simulator/ack-identities.ts';
import { writeAcknowledgement } from '../../nodes/orbit-millennium-simulator/acknowledgement.ts';
import { readHeader } from '../../nodes/orbit-millennium-simulator/message-header.ts';
import { Desk } from './desk.ts';
import { draft, inVersion, worked } from './messages.ts';

const fieldsOf = (acknowledgement: string | undefined): Record<string, string[]> =>
  Object.fromEntries((acknowledgement ?? '').split('\r').map((line) => [line.slice(0, 3), line.split('|')]));

describe('an acknowledgement of the simulator', () => {
  it('comes back with sender and receiver swapped, its own control id, and MSA-2 exact', () => {
    const { MSH = [], MSA } = fieldsOf(new Desk().tell(worked('1-booking-1-A05')).raw[0]);
    assert.deepEqual(MSH.slice(0, 6), ['MSH', '^~\\&', 'MILLENNIUM', 'VGR', 'ORBIT', 'SU']);
    assert.match(MSH[6] ?? '', /^\d{14}[+-]\d{4}$/);
    assert.equal(MSH[8], 'ACK^A05^ACK');
    assert.notEqual(MSH[9], 'OW4Q6JJDZ7ZUQX2HJH4N');
    assert.deepEqual(MSH.slice(10), ['P', '2.4', '', '', '', '', 'SWE', 'UNICODE UTF-8']);
    assert.deepEqual(MSA, ['MSA', 'AA', 'OW4Q6JJDZ7ZUQX2HJH4N']);
  });

  it('has another control id every time, also within one second', () => {
    const identities = new AckIdentities(new Date(0));
    const now = new Date(1_000);
    const ids = Array.from({ length: 1_000 }, () => identities.next(now).controlId);
    assert.equal(new Set(ids).size, 1_000);
    assert.ok(ids.every((id) => id.length <= 20));
  });

  it('keeps a control id with odd bytes as it is', () => {
    for (const id of [' lead', 'a\\F\\b', 'é']) {
      const { MSA } = fieldsOf(new Desk().tell(draft('1-booking-1-A05').set('MSH', 10, id).bytes()).raw[0]);
      assert.equal(MSA?.[2], id);
    }
  });

  it('names the condition in MSA-6 and ERR-1 up to 2.4', () => {
    const { MSA, ERR } = fieldsOf(new Desk().tell(draft('1-booking-2-A14').set('MSH', 10, 'M1').bytes()).raw[0]);
    assert.deepEqual(MSA, [
      'MSA',
      'AE',
      'M1',
      'the visit number is not known',
      '',
      '',
      '204^Unknown key identifier^HL70357',
    ]);
    assert.deepEqual(ERR, ['ERR', 'PV1^1^19^204&Unknown key identifier&HL70357']);
  });

  it('names it in ERR-2, -3, -4 and -8 from 2.5 on', () => {
    const message = inVersion(draft('1-booking-2-A14'), '2.5').set('MSH', 10, 'M1');
    const { MSA, ERR } = fieldsOf(new Desk().tell(message.bytes()).raw[0]);
    assert.deepEqual(MSA, ['MSA', 'AE', 'M1']);
    assert.deepEqual(ERR, [
      'ERR',
      '',
      'PV1^1^19',
      '204^Unknown key identifier^HL70357',
      'E',
      '',
      '',
      '',
      'the visit number is not known',
    ]);
  });

  it('has two components in MSH-9 before 2.4, and speaks 2.4 to an unknown version', () => {
    assert.equal(
      fieldsOf(new Desk().tell(inVersion(draft('1-booking-2-A14'), '2.3').bytes('latin1')).raw[0]).MSH?.[8],
      'ACK^A14',
    );
    const { MSH } = fieldsOf(new Desk().tell(draft('1-booking-2-A14').set('MSH', 12, '9.9').bytes()).raw[0]);
    assert.deepEqual([MSH?.[8], MSH?.[11]], ['ACK^A14^ACK', '2.4']);
  });

  it('escapes a scripted text and writes it in the character set of the message', () => {
    const header = readHeader(draft('1-booking-1-A05').set('MSH', 18, '8859/1').bytes());
    assert.ok(header);
    const bytes = writeAcknowledgement(
      header,
      { ackCode: 'AE', text: 'Åt | skogen€' },
      { controlId: '1', time: '2026' },
    );
    assert.ok(bytes.includes(Buffer.from('Åt \\F\\ skogen?', 'latin1')));
  });
});

describe('in enhanced mode the simulator', () => {
  const tell = (
    accept: string,
    application: string,
    name: '1-booking-1-A05' | '1-booking-2-A14',
    version?: string,
  ): string[] => {
    const message = draft(name).set('MSH', 15, accept).set('MSH', 16, application);
    if (version !== undefined) message.set('MSH', 12, version);
    return new Desk().tell(message.bytes()).raw.map((one) => one.split('\rMSA|')[1]?.slice(0, 2) ?? '');
  };

  it('commits, and acknowledges what it did as far as it was asked', () => {
    assert.deepEqual(tell('AL', 'NE', '1-booking-1-A05'), ['CA']);
    assert.deepEqual(tell('AL', 'AL', '1-booking-1-A05'), ['CA', 'AA']);
    assert.deepEqual(tell('AL', 'ER', '1-booking-1-A05'), ['CA']);
    assert.deepEqual(tell('NE', 'AL', '1-booking-1-A05'), ['AA']);
    assert.deepEqual(tell('ER', 'SU', '1-booking-1-A05'), ['AA']);
    assert.deepEqual(tell('NE', 'NE', '1-booking-1-A05'), []);
  });

  it('tells a refusal by the application acknowledgement where one is wanted, else by the commit', () => {
    assert.deepEqual(tell('AL', 'AL', '1-booking-2-A14'), ['CA', 'AE']);
    assert.deepEqual(tell('AL', 'ER', '1-booking-2-A14'), ['CA', 'AE']);
    assert.deepEqual(tell('AL', 'NE', '1-booking-2-A14'), ['CE']);
    assert.deepEqual(tell('SU', 'NE', '1-booking-2-A14'), []);
  });

  it('rejects at the commit what it does not speak', () => {
    assert.deepEqual(tell('AL', 'AL', '1-booking-1-A05', '9.9'), ['CR']);
    assert.deepEqual(tell('NE', 'AL', '1-booking-1-A05', '9.9'), ['AR']);
  });
});
