/** The corners of writing: values that are not there, the edges of lengths and numbers, and what a field gives up first. */
import assert from 'node:assert/strict';
import {
  ce, cx, deleteEmpty, DELETED, dt, dtm, ei, ft, hd, msg, nm, pl, segmentWriter, si, st, writeSegment, xad, xcn, xpn, xtn, type Fields, type Hl7Version,
} from '../../../nodes/lib/hl7/index.ts'; // prettier-ignore

const SILENT = (): void => undefined;

function written(version: Hl7Version, name: string, fields: Fields): { text: string; cut: readonly string[] } {
  const cut: string[] = [];
  return { text: segmentWriter(version, (path) => cut.push(path))(name, fields), cut };
}

describe('a value that is not known', () => {
  it('is left out in every data type', () => {
    const nothing = [hd, ce, cx, ei, xpn, xcn, pl, xtn, xad, st, ft, nm].map((type) => type(undefined));
    assert.deepEqual(nothing, Array(12).fill(undefined));
    assert.equal(ft(''), undefined);
  });

  it('is left out where only the identifying part is missing', () => {
    assert.deepEqual(
      [cx({ id: '', type: 'VN' }), ei({ id: '', authority: { namespace: 'ORBIT' } }), xtn({ number: '', use: 'PRN' })],
      [undefined, undefined, undefined],
    );
    assert.deepEqual([pl({ room: 'Sal 1' }), pl({ bed: '2' })], ['^Sal 1', '^^2']);
    assert.deepEqual([xpn({ given: 'Tolvan' }), ce({ text: 'Höft' })], ['^Tolvan^^^^^L', '^Höft']);
  });

  it('is deleted by null in every data type', () => {
    const deleted = [hd, ce, cx, ei, xpn, xcn, pl, xtn, xad, st, ft, nm].map((type) => type(null));
    assert.deepEqual(deleted, Array(12).fill('""'));
  });

  it('leaves no trace of an authority without an OID', () => {
    assert.equal(cx({ id: '1', authority: { namespace: 'PNR', oid: '' }, type: 'NNSWE' }), '1^^^PNR^NNSWE');
    assert.equal(ei({ id: '1', authority: { namespace: 'ORBIT', oid: '' } }), '1^ORBIT');
    assert.equal(ei({ id: '1' }), '1');
    assert.equal(cx({ id: '1', type: 'VN' }), '1^^^^VN');
  });
});

describe('a message type', () => {
  it('has its structure where the version has room for it', () => {
    assert.equal(msg('ADT', 'A05', 'ADT_A05'), 'ADT^A05^ADT_A05');
    assert.equal(msg('ADT', 'A05', undefined), 'ADT^A05');
  });
});

describe('a number at the edge of what HL7 can carry', () => {
  it('is taken or refused with the reason', () => {
    assert.equal(nm(999_999_999_999_999), '999999999999999');
    assert.throws(() => nm(1e15), /not a number HL7 can carry/);
    assert.throws(() => nm(-1e15), /not a number HL7 can carry/);
    assert.deepEqual([nm(0.00004), nm(-0.00004), nm(1.00004), nm(100.5)], ['0', '0', '1', '100.5']);
    assert.deepEqual([si(0), si(1), si(9999)], ['0', '1', '9999']);
    assert.throws(() => si(10_000), /a set id has one to four digits/);
  });
});

describe('a time', () => {
  const always = { offset: 'always', zone: 'Europe/Stockholm' } as const;

  it('may be an instant, which is cut to the second', () => {
    assert.equal(dtm(new Date('2026-11-10T07:00:00.999Z'), always), '20261110080000+0100');
    assert.equal(dtm(new Date('2026-11-10T07:00:01.000Z'), always), '20261110080001+0100');
    assert.equal(dtm(new Date('2026-11-10T07:00:01.500Z'), { offset: 'never', zone: 'UTC' }), '20261110070001');
    assert.equal(dtm(new Date('2026-11-10T07:00:01.700Z'), always), '20261110080001+0100');
  });

  it('on the meridian has a plus', () => {
    assert.equal(dtm('2026-11-10T07:00:00Z', { offset: 'always', zone: 'UTC' }), '20261110070000+0000');
  });

  it('that is none is refused by name', () => {
    assert.throws(() => dtm('tomorrow', always), /not an ISO 8601 time/);
  });

  it('is a day only where the whole text is one', () => {
    assert.deepEqual([dt('2026-11-10T08:00'), dt('x2026-11-10'), dt('2026-1-1')], [undefined, undefined, undefined]);
  });
});

describe('a segment', () => {
  it('takes its own fields only: the separators of a header are put in by themselves', () => {
    for (const fields of [{ 1: st('|') }, { 2: st('x') }]) {
      assert.throws(() => writeSegment('MSH', fields, '2.4', SILENT), /MSH-1 and MSH-2 are put in by themselves/);
    }
    assert.equal(writeSegment('ZZZ', { 1: st('a'), 2: st('b') }, '2.4', SILENT), 'ZZZ|a|b');
  });

  it('without a table may have any number of fields, or none', () => {
    assert.equal(writeSegment('ZZZ', { 70: st('x') }, '2.4', SILENT), `ZZZ${'|'.repeat(70)}x`);
    assert.equal(writeSegment('ZZZ', {}, '2.4', SILENT), 'ZZZ');
  });

  it('deletes nothing when no place is named', () => {
    assert.deepEqual(deleteEmpty({ 3: st('A'), 9: undefined }, [], DELETED), { 3: 'A', 9: undefined });
  });
});

describe('a field of exactly its length', () => {
  it('is left as it is, and nothing is told', () => {
    assert.deepEqual(written('2.4', 'DG1', { 4: st('x'.repeat(40)) }), { text: `DG1||||${'x'.repeat(40)}`, cut: [] });
    const name = 'x'.repeat(48 - '^T^^^^^L'.length);
    assert.deepEqual(written('2.3', 'PID', { 5: xpn({ family: name, given: 'T' }) }), {
      text: `PID|||||${name}^T^^^^^L`,
      cut: [],
    });
  });

  it('is reached by cutting no more than is needed', () => {
    const name = 'x'.repeat(49 - '^T^^^^^L'.length);
    assert.deepEqual(written('2.3', 'PID', { 5: xpn({ family: name, given: 'T' }) }), {
      text: `PID|||||${name}^^^^^^L`,
      cut: ['PID-5'],
    });
  });
});

describe('a field that is too long', () => {
  const long = (length: number) => 'x'.repeat(length);

  it('is told once when one of its repetitions has been cut', () => {
    const fields = { 5: `${long(10)}~${long(300)}` as ReturnType<typeof st> };
    const { text, cut } = written('2.4', 'PID', fields);
    assert.deepEqual(cut, ['PID-5']);
    assert.equal(text, `PID|||||${long(10)}~${long(250)}`);
  });

  it('of several repetitions within their lengths is left as it is', () => {
    const fields = { 3: [long(150), long(150)].join('~') as ReturnType<typeof st> };
    assert.deepEqual(written('2.4', 'PID', fields), { text: `PID|||${long(150)}~${long(150)}`, cut: [] });
  });

  it('gives up middle, given and family name in this order', () => {
    const name = xpn({ family: long(30), given: 'y'.repeat(20), middle: 'z'.repeat(20) });
    assert.equal(written('2.3', 'PID', { 5: name }).text, `PID|||||${long(30)}^${'y'.repeat(11)}^^^^^L`);
    const longer = xpn({ family: long(60), given: 'y', middle: 'z' });
    assert.equal(written('2.3', 'PID', { 5: longer }).text, `PID|||||${long(41)}^^^^^^L`);
  });

  it('gives up the second line of an address before the street, and never the town', () => {
    const address = xad({ street: 's'.repeat(70), other: 'o'.repeat(40), city: 'Mölndal', country: 'SWE' });
    assert.equal(
      written('2.3', 'PID', { 11: address }).text,
      `PID|||||||||||${'s'.repeat(70)}^${'o'.repeat(21)}^Mölndal^^^SWE`,
    );
    const street = xad({ street: 's'.repeat(120), other: 'o', city: 'Mölndal' });
    assert.equal(written('2.3', 'PID', { 11: street }).text, `PID|||||||||||${'s'.repeat(97)}^^Mölndal`);
  });

  it('gives up the text of a code with exceptions too', () => {
    const coded = ce({ code: 'A', text: long(260), system: 'KVA' });
    assert.equal(written('2.5', 'TQ1', { 9: coded }).text, `TQ1|||||||||A^${long(244)}^KVA`);
  });

  it('gives up the type and the OID of an application, and keeps its name', () => {
    const application = hd({ namespace: 'ORBIT', oid: '1.2.752.'.padEnd(180, '1') });
    assert.equal(written('2.4', 'MSH', { 3: application }).text, 'MSH|^~\\&|ORBIT');
  });

  it('gives up the OID of an identifier first and keeps its namespace when that is enough', () => {
    const number = cx({ id: '1', authority: { namespace: 'ORBIT', oid: '1.2.752.1' }, type: 'VN' });
    assert.equal(written('2.3', 'PV1', { 19: number }).text, `PV1${'|'.repeat(19)}1^^^ORBIT^VN`);
    const entity = ei({ id: 'OP1', authority: { namespace: 'ORBITPROD', oid: '1.2.752.1' } });
    assert.equal(written('2.3', 'SCH', { 2: entity }).text, 'SCH||OP1^ORBITPROD');
  });

  it('keeps the end of a text that ends in blanks clean', () => {
    assert.equal(written('2.4', 'DG1', { 4: st(`${long(38)}  y`) }).text, `DG1||||${long(38)}`);
  });

  it('is cut behind a surrogate pair that fits, and between whole escape sequences', () => {
    assert.equal(written('2.4', 'DG1', { 4: st(`${long(38)}😀y`) }).text, `DG1||||${long(38)}😀`);
    assert.equal(written('2.4', 'DG1', { 4: st(`${long(37)}|y`) }).text, `DG1||||${long(37)}\\F\\`);
    assert.equal(written('2.4', 'DG1', { 4: st(`😀${long(40)}`) }).text, `DG1||||😀${long(38)}`);
    const lines = ft(`${long(65_532)}\nyy`);
    assert.equal(written('2.4', 'NTE', { 3: lines }).text, `NTE|||${long(65_532)}`);
  });

  it('may be cut down to nothing', () => {
    const person = xcn({ id: long(60), given: 'Eva', family: 'Planerare' });
    assert.equal(written('2.3', 'PV1', { 7: person }).text, `PV1|||||||${long(60)}`);
    assert.equal(written('2.4', 'DG1', { 4: `\u0301${'\u0301'.repeat(60)}` as ReturnType<typeof st> }).text, 'DG1||||');
  });
});
