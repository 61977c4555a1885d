import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ce,
  cq,
  cx,
  DELETED,
  dtm,
  ei,
  ft,
  hd,
  nm,
  parseMessage,
  pl,
  repeated,
  si,
  st,
  tq,
  xad,
  xcn,
  xpn,
  xtn,
  writeMessage,
  writeSegment,
  type FieldValue,
} from '../../../nodes/lib/hl7/index.ts';

const HSA = { namespace: 'HSA', oid: '1.2.752.129.2.1.4.1' };

/** What a reader finds in the field after it went through a whole message. */
function readBack(value: FieldValue, component?: number, subcomponent?: number): string {
  const header = writeSegment('MSH', { 3: st('ORBIT'), 12: st('2.4') }, '2.4', () => undefined);
  const parsed = parseMessage(writeMessage([header, writeSegment('ZZZ', { 1: value }, '2.4', () => undefined)]));
  assert.ok(parsed.ok);
  return parsed.message.segment('ZZZ')?.field(1, 1, component, subcomponent) ?? '';
}

describe('text in HL7', () => {
  it('is escaped, on one line, without control characters, in NFC', () => {
    assert.equal(st('a|b^c~d\\e&f'), 'a\\F\\b\\S\\c\\R\\d\\E\\e\\T\\f');
    assert.equal(st('rad 1\r\nrad 2\trad 3'), 'rad 1 rad 2 rad 3');
    assert.equal(st('\u000b\u001c\u0000x\u001f'), 'x');
    assert.equal(st('A\u030Astro\u0308m'), 'Åström');
  });

  it('keeps its lines in formatted text', () => {
    assert.equal(ft('rad 1\r\nrad 2\nrad|3'), 'rad 1\\.br\\rad 2\\.br\\rad\\F\\3');
  });

  it('is empty for what is not known and "" for what is to be deleted', () => {
    assert.deepEqual([st(undefined), st(''), st(null)], [undefined, undefined, DELETED]);
    assert.deepEqual([nm(undefined), nm(null)], [undefined, '""']);
    assert.deepEqual([ce(null), cx(null), xcn(null), pl(null), xpn(null), ft(null)], Array(6).fill('""'));
  });

  it('never means delete because somebody wrote two quotes', () => {
    assert.equal(st('""'), '');
    assert.equal(ce({ code: 'A', text: '""' }), 'A');
  });

  it('comes back from any Unicode as it went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = text
          .normalize('NFC')
          .replace(/[\r\n\t]/g, ' ')
          .replace(/[\u0000-\u001f]/g, '');
        fc.pre(!text.includes('\r\n') && clean !== '""');
        assert.equal(readBack(st(text)), clean);
        assert.equal(readBack(ce({ code: 'X', text, system: 'Y' }), 2), clean);
        assert.equal(readBack(cx({ id: 'X', authority: { namespace: text, oid: '1.2' } }), 4, 1), clean);
      }),
    );
  });
});

describe('numbers in HL7', () => {
  it('are plain decimals', () => {
    assert.deepEqual([nm(150), nm(0), nm(-3), nm(0.5), nm(1.25)], ['150', '0', '-3', '0.5', '1.25']);
  });

  it('are refused when they are none', () => {
    for (const value of [NaN, Infinity, 1e21]) assert.throws(() => nm(value), RangeError);
    for (const value of [-1, 1.5, 10_000]) assert.throws(() => si(value), RangeError);
  });
});

describe('composite data types', () => {
  it('have their components where the standard puts them', () => {
    assert.equal(
      ce({ code: 'NFB49', text: 'Primär total höftprotes', system: 'KVA' }),
      'NFB49^Primär total höftprotes^KVA',
    );
    assert.equal(
      cx({ id: '191212121212', authority: { namespace: 'PNR', oid: '1.2.3' }, type: 'NNSWE' }),
      '191212121212^^^PNR&1.2.3&ISO^NNSWE',
    );
    assert.equal(cx({ id: 'OP1', authority: { namespace: 'ORBIT' }, type: 'VN' }), 'OP1^^^ORBIT^VN');
    assert.equal(cx({ id: 'OP1', authority: { oid: '1.2.3' } }), 'OP1^^^&1.2.3&ISO');
    assert.equal(ei({ id: 'OP1', authority: { namespace: 'ORBIT' } }), 'OP1^ORBIT');
    assert.equal(hd({ namespace: 'SU', oid: '1.2' }), 'SU^1.2^ISO');
    assert.equal(pl({ pointOfCare: 'KIR302', bed: '2', facility: 'SU', type: 'N' }), 'KIR302^^2^SU^^N');
    assert.equal(xpn({ family: 'Tolvansson', given: 'Tolvan' }), 'Tolvansson^Tolvan^^^^^L');
    assert.equal(
      xcn({ id: 'SE1', family: 'Åström', given: 'Örjan', authority: HSA }),
      'SE1^Åström^Örjan^^^^^^HSA&1.2.752.129.2.1.4.1&ISO',
    );
    assert.equal(cq({ amount: 150, unit: 'MIN' }), '150^MIN');
    assert.equal(xtn({ number: '070-1740605', use: 'PRN', equipment: 'CP' }), '070-1740605^PRN^CP');
    assert.equal(
      xad({ street: 'Provgatan 1', city: 'Mölndal', postalCode: '431 80', country: 'SWE' }),
      'Provgatan 1^^Mölndal^^431 80^SWE',
    );
    assert.equal(repeated([cx({ id: '1' }), undefined, cx({ id: '2' })]), '1~2');
  });

  it('write a duration as the bare number between two times', () => {
    const style = { offset: 'always', zone: 'Europe/Stockholm' } as const;
    const [start, end] = [dtm('2026-11-10T08:00:00+01:00', style), dtm('2026-11-10T10:30:00+01:00', style)];
    assert.equal(tq({ duration: 150, start, end }), '^^150^20261110080000+0100^20261110103000+0100');
  });

  it('are empty when nothing identifies what they are about', () => {
    assert.deepEqual(
      [
        ce({}),
        ce({ system: 'KVA' }),
        cx({ id: '' }),
        xcn({ id: '', family: 'X' }),
        pl({ facility: 'SU', type: 'N' }),
        xpn({}),
        hd({}),
        repeated([]),
      ],
      Array(8).fill(undefined),
    );
  });

  it('escape every one of their texts', () => {
    assert.equal(xpn({ family: 'O|B', given: 'A^B', middle: 'C&D' }), 'O\\F\\B^A\\S\\B^C\\T\\D^^^^L');
    assert.equal(xcn({ id: 'S~1', family: 'a\\b', authority: { namespace: 'H&A' } }), 'S\\R\\1^a\\E\\b^^^^^^^H\\T\\A');
  });
});
