import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ce, cx, deleteEmpty, DELETED, ei, ft, id, pl, repeated, segmentWriter, st, unescapeText, writeMessage, xcn, xpn, type Fields, type Hl7Version,
} from '../../../nodes/lib/hl7/index.ts'; // prettier-ignore

function written(version: Hl7Version, name: string, fields: Fields): { text: string; cut: readonly string[] } {
  const cut: string[] = [];
  return { text: segmentWriter(version, (path) => cut.push(path))(name, fields), cut };
}

const text = (version: Hl7Version, name: string, fields: Fields) => written(version, name, fields).text;
const PNR = { namespace: 'PNR', oid: '1.2.752.129.2.1.3.1' };
const HSA = { namespace: 'HSA', oid: '1.2.752.129.2.1.4.1' };

describe('writing a segment', () => {
  it('puts every field into its position and nothing behind the last', () => {
    assert.equal(
      text('2.4', 'PV1', { 1: st('1'), 2: st('I'), 4: undefined, 10: id('ORT'), 19: undefined }),
      'PV1|1|I||||||||ORT',
    );
  });

  it('begins MSH with its separators', () => {
    assert.equal(text('2.4', 'MSH', { 3: st('ORBIT'), 10: st('O1') }), 'MSH|^~\\&|ORBIT|||||||O1');
    assert.throws(() => text('2.4', 'MSH', { 2: st('x') }), RangeError);
  });

  it('leaves out the fields a version does not have', () => {
    const fields = { 1: st('1'), 14: st('1'), 16: ce({ code: 'ZXA00' }), 19: ei({ id: 'P1' }) };
    assert.equal(text('2.3', 'PR1', fields), 'PR1|1|||||||||||||1');
    assert.equal(text('2.4', 'PR1', fields), 'PR1|1|||||||||||||1||ZXA00');
    assert.equal(text('2.5', 'PR1', fields), 'PR1|1|||||||||||||1||ZXA00|||P1');
  });

  it('leaves out repetitions a version does not have', () => {
    const fields = { 5: repeated([xpn({ family: 'A' }), xpn({ family: 'B' })]) };
    assert.equal(text('2.3', 'PID', fields), 'PID|||||A^^^^^^L');
    assert.equal(text('2.3.1', 'PID', fields), 'PID|||||A^^^^^^L~B^^^^^^L');
  });

  it('ends every segment of a message with CR, the last one too', () => {
    const write = segmentWriter('2.4', () => undefined);
    assert.equal(writeMessage([write('MSH', { 3: st('A') }), write('PV1', { 2: st('I') })]), 'MSH|^~\\&|A\rPV1||I\r');
  });

  it('writes a field of a segment it has no table of as it is', () => {
    assert.equal(
      text('2.4', 'ZSU', { 1: st('OP1'), 12: st('x'.repeat(900)) }),
      `ZSU|OP1${'|'.repeat(11)}${'x'.repeat(900)}`,
    );
  });

  it('deletes only the empty ones of the named fields', () => {
    assert.deepEqual(deleteEmpty({ 3: st('A'), 9: undefined }, [3, 9, 10], DELETED), { 3: 'A', 9: '""', 10: '""' });
  });
});

describe('making a field fit', () => {
  it('cuts text to the length of the field and tells it', () => {
    assert.deepEqual(written('2.4', 'DG1', { 4: st('x'.repeat(50)) }), {
      text: `DG1||||${'x'.repeat(40)}`,
      cut: ['DG1-4'],
    });
  });

  it('cuts the text of a code and never the code or its system', () => {
    const { text: line, cut } = written('2.3', 'PV2', {
      3: ce({
        code: 'NFB49',
        text: 'Primär total höftprotes, cementfri, med rekonstruktion av acetabulum',
        system: 'KVA',
      }),
    });
    assert.equal(line, 'PV2|||NFB49^Primär total höftprotes, cementfri, med rekonstruk^KVA');
    assert.equal(line.slice('PV2|||'.length).length, 60);
    assert.deepEqual(cut, ['PV2-3']);
  });

  it('cuts given before family name, and never the identifier of a person', () => {
    const person = xcn({ id: 'SE2321000131-P000000123458', family: 'Planerare', given: 'Eva', authority: HSA });
    assert.deepEqual(written('2.3', 'SCH', { 16: person, 20: person }), {
      text: `SCH|${'|'.repeat(15)}SE2321000131-P000000123458^Planerare^E||||SE2321000131-P000000123458^Planerare^Eva`,
      cut: ['SCH-16'],
    });
    assert.equal(text('2.3', 'PV1', { 7: person }), 'PV1|||||||SE2321000131-P000000123458^Planerare^Eva^^^^^^HSA');
  });

  it('leaves out what qualifies an identifier where a version has no room for it, without telling every time', () => {
    assert.deepEqual(written('2.3', 'PID', { 3: cx({ id: '191212121212', authority: PNR, type: 'NNSWE' }) }), {
      text: 'PID|||191212121212^^^PNR',
      cut: [],
    });
    assert.equal(
      text('2.3', 'PV1', { 19: cx({ id: 'OP2026004711', authority: { namespace: 'ORBIT' }, type: 'VN' }) }),
      `PV1|${'|'.repeat(18)}OP2026004711`,
    );
    assert.equal(
      text('2.3', 'PV1', { 3: pl({ pointOfCare: 'KIR302', facility: 'SUMOLNDAL', type: 'N' }) }),
      'PV1|||KIR302',
    );
    assert.equal(
      text('2.3', 'SCH', { 2: ei({ id: 'OP20260004711', authority: { namespace: 'ORBITPRODUKTION' } }) }),
      'SCH||OP20260004711',
    );
  });

  it('keeps the day of a time where there is room for no more', () => {
    const fields = { 8: st('20261109140000+0100') };
    assert.equal(text('2.3', 'PV2', fields), `PV2|${'|'.repeat(7)}20261109`);
    assert.equal(text('2.3.1', 'PV2', fields), `PV2|${'|'.repeat(7)}20261109140000+0100`);
  });

  it('leaves an identifier or code that is too long as it is: the structure check refuses it', () => {
    assert.equal(text('2.3', 'PID', { 3: cx({ id: 'X'.repeat(30), authority: PNR }) }), `PID|||${'X'.repeat(30)}`);
    assert.equal(text('2.4', 'PV1', { 4: id('ELEKTIV') }), 'PV1||||ELEKTIV');
  });

  it('never cuts inside an escape sequence, a character or before an accent', () => {
    assert.equal(text('2.4', 'DG1', { 4: st(`${'x'.repeat(38)}|y`) }), `DG1||||${'x'.repeat(38)}`);
    assert.equal(text('2.4', 'DG1', { 4: st(`${'x'.repeat(39)}😀`) }), `DG1||||${'x'.repeat(39)}`);
    assert.equal(text('2.4', 'DG1', { 4: st(`${'x'.repeat(39)}x\u030c`) }), `DG1||||${'x'.repeat(39)}`);
  });

  it('cuts any text to a beginning of itself that fits', () => {
    const anyText = fc
      .array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('|', '\\', '&', '~', 'å', 'x')))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(anyText, (source) => {
        const clean = unescapeText(st(source) ?? '');
        const [, , , , field = ''] = text('2.4', 'DG1', { 4: st(source) }).split('|');
        assert.ok(field.length <= 40);
        assert.ok(clean.startsWith(unescapeText(field)));
      }),
    );
  });

  it('cuts formatted text too', () => {
    assert.equal(written('2.4', 'NTE', { 3: ft('x'.repeat(70_000)) }).text.length, 65_536 + 'NTE|||'.length);
  });
});
