import assert from 'node:assert/strict';
import fc from 'fast-check';
import HL7 from 'hl7-standard';
import { openMessage, parseMessage, type OpenMessage } from '../../../nodes/lib/hl7/index.ts';
import { linesOf, WORKED_MESSAGES, workedMessage } from '../../support/hl7-text.ts';

function opened(hl7: string): OpenMessage {
  const result = openMessage(hl7);
  assert.ok(result.ok);
  return result.message;
}

const S12 = workedMessage('1-booking-3-S12');
const A05 = workedMessage('1-booking-1-A05');
const segmentNames = (hl7: string) =>
  linesOf(hl7)
    .trim()
    .split('\n')
    .map((line) => line.slice(0, 3));
const lineOf = (hl7: string, name: string) =>
  linesOf(hl7)
    .split('\n')
    .find((line) => line.startsWith(name));

describe('an opened message', () => {
  for (const name of WORKED_MESSAGES) {
    it(`is given back byte for byte when nothing was changed: ${name}`, () => {
      assert.equal(opened(workedMessage(name)).toString(), workedMessage(name));
    });
  }

  it('is read by paths', () => {
    const message = opened(S12);
    assert.equal(message.get('MSH-9.2'), 'S12');
    assert.equal(message.get('PID-5.1'), 'Tolvansson');
    assert.equal(message.get('PID-3(1).4.2'), '1.2.752.129.2.1.3.1');
    assert.equal(message.get('PID-3(2).1'), '');
    assert.equal(message.get('AIP(2)-4.2'), 'Anestesiolog');
    assert.equal(message.get('PV1-50'), '');
    assert.equal(message.get('PR1-3'), undefined);
    assert.equal(message.get('PV1/3'), undefined);
  });

  it('takes text into a component and leaves the others as they were', () => {
    const message = opened(S12);
    assert.ok(message.set('PV1-10', 'ORTO'));
    assert.ok(message.set('PV1-3.2', 'Sal & sånt'));
    assert.ok(message.set('PID-3(2).1', 'X|1'));
    assert.ok(message.set('PID-3.4.1', 'POOL'));
    assert.ok(message.set('AIP(2)-4.2', 'Narkosläkare'));
    const hl7 = message.toString();
    assert.equal(
      lineOf(hl7, 'PID'),
      'PID|1||191212121212^^^POOL&1.2.752.129.2.1.3.1&ISO^NNSWE~X\\F\\1||Tolvansson^Tolvan^^^^^L||19121212|M',
    );
    assert.equal(message.get('PV1-3.2'), 'Sal & sånt');
    assert.match(lineOf(hl7, 'PV1') ?? '', /^PV1\|1\|I\|KIR302\^Sal \\T\\ sånt\^\^SUMOLNDAL\^\^N\|C\|.*\|\|\|ORTO\|/);
    assert.match(lineOf(hl7, 'AIP|2') ?? '', /\|ANES\^Narkosläkare\^99ORBIT\|/);
  });

  it('takes text into a component of a field that had none: what stood there stays', () => {
    const message = opened(S12);
    assert.ok(message.set('PV1-10.2', 'Ortopedi'));
    assert.ok(message.set('SCH-5.1', 'MOPC'));
    assert.equal(message.get('PV1-10'), 'ORT^Ortopedi');
    assert.equal(message.get('SCH-5'), 'MOPC');
  });

  it('changes every segment of a name with (*)', () => {
    const message = opened(S12);
    assert.ok(message.set('AIP(*)-10', 'MINUTES'));
    assert.deepEqual([message.get('AIP-10'), message.get('AIP(2)-10')], ['MINUTES', 'MINUTES']);
    assert.equal(message.set('AIG(*)-10', 'MINUTES'), false);
  });

  it('empties a place, and the field when nothing is left in it', () => {
    const message = opened(S12);
    assert.ok(message.clear('SCH-6.2'));
    assert.ok(message.clear('PID-8'));
    assert.ok(message.clear('OBX-5'));
    assert.equal(message.get('SCH-6'), 'BOKAD^^99ORBIT');
    assert.equal(
      lineOf(message.toString(), 'PID'),
      'PID|1||191212121212^^^PNR&1.2.752.129.2.1.3.1&ISO^NNSWE||Tolvansson^Tolvan^^^^^L||19121212',
    );
  });

  it('takes the delete value as it is', () => {
    const message = opened(A05);
    assert.ok(message.set('PV2-9', '""'));
    assert.match(message.toString(), /\|""\|3\|/);
  });

  it('keeps lines only in formatted text', () => {
    const message = opened(S12);
    assert.ok(message.set('NTE-3', 'rad 1\nrad 2'));
    assert.ok(message.set('SCH-6.2', 'rad 1\nrad 2'));
    assert.match(message.toString(), /NTE\|1\|L\|rad 1\\\.br\\rad 2\r/);
    assert.equal(message.get('NTE-3'), 'rad 1\nrad 2');
    assert.equal(message.get('SCH-6.2'), 'rad 1 rad 2');
  });

  it('copies a place with its components', () => {
    const message = opened(A05);
    assert.ok(message.copy('PV1-3', 'PV1-42'));
    assert.ok(message.copy('PID-5.1', 'PV2-12'));
    assert.equal(message.get('PV1-42.4'), 'SUMOLNDAL');
    assert.equal(message.get('PV2-12'), 'Tolvansson');
    assert.equal(message.copy('PR1(2)-3', 'PV2-3'), false);
  });

  it('makes a missing segment where the structure has its place', () => {
    const appointment = opened(workedMessage('3-modification-1-S14'));
    assert.ok(appointment.set('NTE-3', 'Ny sal'));
    assert.ok(appointment.set('AIG-4', 'UTR'));
    assert.ok(appointment.set('DG1(2)-3', 'M17.1'));
    assert.ok(appointment.set('ZXX-2', 'eget'));
    assert.deepEqual(segmentNames(appointment.toString()), [
      'MSH',
      'SCH',
      'NTE',
      'PID',
      'PV1',
      'PV2',
      'DG1',
      'DG1',
      'RGS',
      'AIS',
      'AIG',
      'AIL',
      'AIP',
      'AIP',
      'ZXX',
    ]);
    assert.equal(appointment.get('DG1(2)-3'), 'M17.1');
    assert.equal(appointment.get('DG1-3.1'), 'M16.1');
    assert.equal(lineOf(appointment.toString(), 'ZXX'), 'ZXX||eget');
  });

  it('makes a segment of a name in the order of the message, also when one was made before it', () => {
    const message = opened(A05);
    assert.ok(message.set('OBX-3', 'A'));
    assert.ok(message.set('OBX(2)-3', 'B'));
    assert.ok(message.set('OBX(1)-5', 'a'));
    assert.match(message.toString(), /OBX\|\|\|A\|\|a\rOBX\|\|\|B\rDG1/);
  });

  it('does not make a segment that has no place, or leaves a gap in the count', () => {
    assert.equal(opened(S12).set('PR1-3', 'NFB49'), false);
    assert.equal(opened(A05).set('SCH-3', '1'), false);
    assert.equal(opened(S12).set('DG1(3)-3', 'M17.1'), false);
  });

  it('refuses paths that are none, and the separators of the header', () => {
    const message = opened(S12);
    for (const path of [
      '',
      'PV1',
      'PV1.10',
      'PV1-0',
      'pv1-10',
      'PV1-10.',
      'PV1-3.1.1.1',
      'MSH-1',
      'MSH-2',
      '__proto__-1',
      'PV1-1000',
    ]) {
      assert.equal(message.set(path, 'x'), false, path);
      assert.equal(message.get(path), undefined, path);
    }
    assert.equal(message.toString(), S12);
  });

  it('holds any text at any place', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('PV1-10', 'PV1-3.2', 'PID-5(2).1', 'AIP(2)-3.9.1', 'PV2-12'),
        (text, path) => {
          const message = opened(S12);
          assert.ok(message.set(path, text));
          const again = opened(message.toString());
          const clean = text
            .normalize('NFC')
            .replace(/\r\n|[\r\n\t]/g, ' ')
            .replace(/[\u0000-\u001f]/g, '');
          assert.equal(again.get(path), clean);
          assert.deepEqual(segmentNames(again.toString()), segmentNames(S12));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('opening a message', () => {
  it('refuses what is none, and separators that are not the recommended ones', () => {
    assert.deepEqual(openMessage('hello'), { ok: false, code: 'not-a-message' });
    assert.deepEqual(openMessage(''), { ok: false, code: 'not-a-message' });
    assert.deepEqual(openMessage('MSH#*!/%#A\rPV1#1\r'), { ok: false, code: 'separators' });
    assert.deepEqual(openMessage('MSH|^~\\&|A|B\rpv1|1\r'), { ok: false, code: 'not-a-message' });
  });

  it('takes any line ends and empty fields at the end, and gives back CR and none', () => {
    assert.equal(opened('MSH|^~\\&|A|||\nPV1|1|I||\n').toString(), 'MSH|^~\\&|A\rPV1|1|I\r');
  });

  it('refuses what the library would give back changed', () => {
    assert.deepEqual(openMessage('MSH|^~\\&|A\rPV2\rPV1|1\r'), { ok: false, code: 'not-representable' });
  });
});

describe('hl7-standard', () => {
  it('has the faults that are worked around here', () => {
    const plain = new HL7(S12, { lineEndings: '\r' });
    plain.transform();
    // A field with `&` only is taken apart and put together with `~`.
    const ampersand = new HL7('MSH|^~\\&|A&B\rPV1|1\r', { lineEndings: '\r' });
    ampersand.transform();
    assert.match(ampersand.build(), /A~B/);
    assert.ok(plain.build().includes('PV1|1|I|'));
    assert.ok(plain.build().endsWith('|'));
  });

  it('reads the same texts as our parser in every worked message', () => {
    for (const name of WORKED_MESSAGES) {
      const parsed = parseMessage(workedMessage(name));
      assert.ok(parsed.ok);
      const message = opened(workedMessage(name));
      for (const [path, field, component] of [
        ['PID-5.1', 5, 1],
        ['PID-3.4.2', 3, 4],
      ] as const) {
        const ours: string | undefined = parsed.message
          .segment('PID')
          ?.field(field, 1, component, path.endsWith('.2') ? 2 : undefined);
        assert.equal(message.get(path), ours);
      }
    }
  });
});
