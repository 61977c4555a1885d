import assert from 'node:assert/strict';
import { openMessage, type OpenMessage } from '../../../nodes/lib/hl7/index.ts';
import { parseFieldPath } from '../../../nodes/lib/hl7/field-path.ts';
import { withPart } from '../../../nodes/lib/hl7/field-text.ts';
import { matchStructure } from '../../../nodes/lib/hl7/match-structure.ts';
import { workedMessage } from '../../support/hl7-text.ts';

function opened(hl7: string): OpenMessage {
  const result = openMessage(hl7);
  assert.ok(result.ok);
  return result.message;
}

const S12 = workedMessage('1-booking-3-S12');

describe('a place in a message', () => {
  it('is written with or without occurrence, repetition, component and subcomponent', () => {
    const plain = { segment: 'PID', occurrence: 1, field: 3, repetition: 1 };
    assert.deepEqual(parseFieldPath('PID-3'), plain);
    assert.deepEqual(parseFieldPath('  PID-3 '), plain);
    assert.deepEqual(parseFieldPath('PID(12)-345(10).11.12'), {
      segment: 'PID',
      occurrence: 12,
      field: 345,
      repetition: 10,
      component: 11,
      subcomponent: 12,
    });
    assert.deepEqual(parseFieldPath('ZX1(*)-3.2'), { ...plain, segment: 'ZX1', occurrence: 'all', component: 2 });
    assert.deepEqual(parseFieldPath('MSH-3'), { ...plain, segment: 'MSH' });
  });

  it('is none with anything before or behind it', () => {
    for (const text of [
      'xPID-3',
      'PID-3x',
      'PID(1x)-3',
      'PID-3(1x)',
      'PID-3.1x',
      'PID-3.1.1x',
      'PID(0)-3',
      'PID-3(100)',
    ]) {
      assert.equal(parseFieldPath(text), undefined, text);
    }
  });
});

describe('a part of a field', () => {
  it('is put behind the parts that are missing, and leaves no separators behind the last', () => {
    assert.equal(withPart('', { repetition: 2, component: 3 }, 'x'), '~^^x');
    assert.equal(withPart('A^B', { repetition: 1, component: 3, subcomponent: 2 }, 'x'), 'A^B^&x');
    assert.equal(withPart('A^B&C^D', { repetition: 1, component: 3 }, ''), 'A^B&C');
    assert.equal(withPart('A~B', { repetition: 2 }, ''), 'A');
    assert.equal(withPart('A', { repetition: 1 }, ''), '');
    assert.equal(withPart('~~A', { repetition: 3 }, ''), '');
  });

  it('leaves its neighbours as they are', () => {
    assert.equal(withPart('A~B~C', { repetition: 2 }, 'x'), 'A~x~C');
    assert.equal(withPart('A^B^C', { repetition: 1, component: 1 }, 'x'), 'x^B^C');
  });
});

describe('emptying', () => {
  it('is done when there is no such segment, and none is made for it', () => {
    const message = opened(S12);
    assert.ok(message.clear('NTE(7)-3'));
    assert.ok(message.clear('ZXX-1'));
    assert.equal(message.toString(), S12);
  });

  it('is not done where the path is none', () => {
    assert.equal(opened(S12).clear('PV1'), false);
  });
});

describe('copying', () => {
  it('is not done to or from a path that is none', () => {
    const message = opened(S12);
    assert.equal(message.copy('PID-3', 'PV1'), false);
    assert.equal(message.copy('PID', 'PV1-50'), false);
    assert.equal(message.toString(), S12);
  });
});

describe('making a segment', () => {
  it('needs a message whose type and version are known', () => {
    for (const hl7 of [S12.replace('SIU^S12', 'SIU^S99'), S12.replace('|2.4|', '|2.9|')]) {
      assert.notEqual(hl7, S12);
      assert.equal(opened(hl7).set('DG1(2)-3', 'M17.1'), false);
    }
  });

  it('puts text into the header where it stands, without moving the fields before it', () => {
    const message = opened('MSH|^~\\&|A\rPV1|1\r');
    assert.ok(message.set('MSH-6', 'X'));
    assert.ok(message.set('MSH-3', 'B'));
    assert.equal(message.toString(), 'MSH|^~\\&|B|||X\rPV1|1\r');
  });

  it('keeps the field before a new one', () => {
    const message = opened('MSH|^~\\&|A\rPV1|1|I\r');
    assert.ok(message.set('PV1-3', 'KIR302'));
    assert.ok(message.set('PV1-70', 'x'));
    assert.match(message.toString(), /PV1\|1\|I\|KIR302\|+x\r$/);
  });
});

describe('the order of segments', () => {
  const structure = [
    { name: 'MSH', required: true, repeats: false },
    { name: 'NTE', required: false, repeats: true },
    {
      name: 'RGS',
      required: true,
      repeats: true,
      group: [
        { name: 'RGS', required: true, repeats: false },
        { name: 'AIS', required: true, repeats: false },
      ],
    },
  ];

  it('is that of the structure, with segments of the site at the end', () => {
    assert.equal(matchStructure(structure, ['MSH', 'RGS', 'AIS']), undefined);
    assert.equal(matchStructure(structure, ['MSH', 'NTE', 'NTE', 'RGS', 'AIS', 'RGS', 'AIS', 'ZAA', 'ZBB']), undefined);
  });

  it('is left where a segment is missing, also inside a group', () => {
    assert.deepEqual(matchStructure(structure, []), { index: 0, expected: 'MSH' });
    assert.deepEqual(matchStructure(structure, ['ZAA']), { index: 0, expected: 'MSH' });
    assert.deepEqual(matchStructure(structure, ['MSH', 'NTE']), { index: 2, expected: 'RGS' });
    assert.deepEqual(matchStructure(structure, ['MSH', 'RGS', 'AIS', 'RGS']), { index: 4, expected: 'AIS' });
  });

  it('is left where a segment comes again that does not repeat', () => {
    assert.deepEqual(matchStructure(structure, ['MSH', 'MSH', 'RGS', 'AIS']), { index: 1, expected: 'RGS' });
    assert.deepEqual(matchStructure(structure, ['MSH', 'RGS', 'AIS', 'AIS']), { index: 3 });
    assert.deepEqual(matchStructure(structure, ['MSH', 'RGS', 'AIS', 'ZAA', 'NTE']), { index: 3 });
  });
});
