import assert from 'node:assert/strict';
import { wrongForm } from '../../../nodes/lib/hl7/value-forms.ts';
import type { DataType } from '../../../nodes/lib/hl7/field-table.ts';

function assertForms(type: DataType, right: readonly string[], wrong: readonly string[]): void {
  for (const text of right) assert.equal(wrongForm(type, text), undefined, text);
  for (const text of wrong) assert.notEqual(wrongForm(type, text), undefined, text);
}

describe('the form of a time', () => {
  it('is a year with as much of month, day, hour, minute, second and fraction as is known', () => {
    assertForms(
      'TS',
      ['2026', '202601', '202612', '20260101', '20261231', '202611100000', '202611102359', '20261110080059'],
      ['', '26', '20261', '2026011', '2026110108', '202600', '202613', '202699', '20260100', 'x20261110', '20261110x'],
    );
    assertForms('TS', ['20261110080000.1', '20261110080000.1234'], ['20261110080000.', '20261110080000.12345']);
    assertForms(
      'TS',
      ['202611101959', '202611102059', '202611102359'],
      ['202611102400', '202611102900', '202611101060'],
    );
  });

  it('may end in an offset of at most fourteen hours', () => {
    assertForms(
      'TS',
      ['20261110080000+0100', '202611100800-1459', '2026+0000'],
      ['20261110080000+01', '20261110080000+1500', '20261110080000+0160', '20261110080000 0100'],
    );
  });

  it('has no day that its month does not have', () => {
    const last = ['0131', '0228', '0331', '0430', '0531', '0630', '0731', '0831', '0930', '1031', '1130', '1231'];
    assertForms(
      'TS',
      last.map((day) => `2026${day}`),
      last.map((day) => `2026${String(Number(day) + 1).padStart(4, '0')}`),
    );
  });

  it('knows the leap years, the turns of the centuries too', () => {
    assertForms('TS', ['20240229', '20000229'], ['20260229', '19000229', '21000229', '20240230', '20000230']);
  });
});

describe('the form of a number', () => {
  it('is a plain decimal with or without a sign', () => {
    assertForms(
      'NM',
      ['0', '12', '-3', '+3', '1.', '1.25', '.5', '.25'],
      ['', 'x', '1x', '1.x', 'x1', '1,5', '1e3', '.', '.x', '--1', '1.2.3'],
    );
  });

  it('is one to four digits for a set id', () => {
    assertForms('SI', ['1', '12', '9999'], ['', '12345', 'x1', '1x', '-1']);
  });

  it('may have a unit, or be left out, in a quantity', () => {
    assertForms('CQ', ['150^MIN', '150', '', '^MIN', '0.5^H'], ['MIN^150', '15x^MIN']);
  });
});

describe('the form of a timing', () => {
  it('is a bare duration and two times, each of which may be missing', () => {
    assertForms(
      'TQ',
      ['^^150^20261110080000^20261110103000', '^^150', '^^^20261110', '^^^^20261110', '1^2', ''],
      ['^^M150', '^^150^tomorrow', '^^150^20261110^late', '^^^^late', '^^^soon'],
    );
  });
});

describe('the form of anything else', () => {
  it('is free', () => assert.equal(wrongForm('ST', 'anything at all'), undefined));

  it('is named for people', () => {
    assert.equal(wrongForm('CQ', 'x'), 'a number with its unit');
    assert.equal(wrongForm('TQ', '^^x'), 'a duration and times');
    assert.equal(wrongForm('NM', 'x'), 'a number');
  });
});
