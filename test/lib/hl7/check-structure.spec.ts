import assert from 'node:assert/strict';
import { checkStructure, parseMessage, structureOf, VERSIONS, type Hl7Version } from '../../../nodes/lib/hl7/index.ts';
import { fromLines, WORKED_MESSAGES, workedMessage } from '../../support/hl7-text.ts';

function issuesOf(hl7: string, version: Hl7Version = '2.4'): readonly string[] {
  const parsed = parseMessage(hl7);
  assert.ok(parsed.ok);
  const id = structureOf(parsed.message.segment('MSH')?.field(9, 1, 2) ?? '');
  assert.ok(id !== undefined);
  return checkStructure(parsed.message, id, version).map(({ path, message }) => `${path}: ${message}`);
}

const S12 = workedMessage('1-booking-3-S12');
const A05 = workedMessage('1-booking-1-A05');
const without = (hl7: string, name: string) => hl7.replace(new RegExp(`${name}\\|[^\\r]*\\r`, 'g'), '');

describe('the structure check', () => {
  for (const name of WORKED_MESSAGES) {
    it(`finds nothing in the worked message ${name}, in 2.4, 2.5 and 2.5.1`, () => {
      for (const version of ['2.4', '2.5', '2.5.1'] as const)
        assert.deepEqual(issuesOf(workedMessage(name), version), []);
    });
  }

  it('takes segments of the site at the end only', () => {
    assert.deepEqual(issuesOf(`${S12}ZSU|OP1\rZXX|1\r`), []);
    assert.deepEqual(issuesOf(S12.replace('PV1|', 'ZSU|OP1\rPV1|')), [
      'ZSU: the segment may not stand here in SIU_S12 of HL7 2.4',
    ]);
  });

  it('names the segment that is missing and where', () => {
    assert.deepEqual(issuesOf(without(S12, 'RGS')), ['RGS: the segment is missing before AIS']);
    assert.deepEqual(issuesOf(without(without(A05, 'PV1'), 'PV2')), ['PV1: the segment is missing before DG1']);
    assert.deepEqual(issuesOf(S12.slice(0, S12.indexOf('RGS'))), ['RGS: the segment is missing at the end']);
  });

  it('refuses segments out of order or of another structure', () => {
    assert.deepEqual(issuesOf(A05.replace(/(PV2\|[^\r]*\r)(DG1\|[^\r]*\r)/, '$2$1')), [
      'PV2: the segment may not stand here in ADT_A05 of HL7 2.4',
    ]);
    assert.deepEqual(issuesOf(`${S12}PR1|1||X|||P\r`), [
      'PR1: the segment may not stand here in SIU_S12 of HL7 2.4',
      'PR1-5: Procedure Date/Time is required',
    ]);
    assert.deepEqual(issuesOf(workedMessage('4-cancellation-2-A27') + 'DG1|1||M16.1|||A\r'), [
      'DG1: the segment may not stand here in ADT_A21 of HL7 2.4',
    ]);
    assert.deepEqual(
      issuesOf(S12.replace(/(AIL\|[^\r]*\r)(AIP\|1[^\r]*\r)/, '$2$1'))[0],
      'AIL: the segment may not stand here in SIU_S12 of HL7 2.4',
    );
  });

  it('knows what the versions do not have', () => {
    const timed = S12.replace('NTE|', 'TQ1|1|||||150^MIN\rNTE|');
    assert.deepEqual(issuesOf(timed, '2.5'), []);
    assert.deepEqual(issuesOf(timed, '2.4'), ['TQ1: the segment may not stand here in SIU_S12 of HL7 2.4']);
    const protectedPatient = S12.replace('PV1|', 'PD1||||||||||||Y\rPV1|');
    assert.deepEqual(issuesOf(protectedPatient, '2.4'), []);
    assert.match(issuesOf(protectedPatient, '2.3').join(), /PD1: the segment may not stand here in SIU_S12 of HL7 2.3/);
    assert.deepEqual(
      issuesOf(A05, '2.3').filter((issue) => issue.startsWith('PR1-16')),
      ['PR1-16: the segment has no such field in this version'],
    );
  });

  it('holds the field lengths of every version', () => {
    assert.ok(issuesOf(A05, '2.3').includes('PID-3: Patient Identifier List has 48 characters, 20 are allowed'));
    assert.ok(issuesOf(A05, '2.3').includes('PV2-8: Expected Admit Date/Time has 19 characters, 8 are allowed'));
    assert.ok(issuesOf(A05, '2.3.1').includes('PV1-19: Visit Number has 24 characters, 20 are allowed'));
    assert.deepEqual(issuesOf(A05.replace('PV2|||NFB49^Primär', `PV2|||NFB49^${'x'.repeat(250)}`)), [
      'PV2-3: Admit Reason has 277 characters, 250 are allowed',
    ]);
  });

  it('measures each repetition on its own', () => {
    const twice = A05.replace(/(191212121212[^|]*)/, '$1~$1');
    assert.deepEqual(issuesOf(twice), []);
    assert.deepEqual(issuesOf(twice.replace('~1912', `~${'9'.repeat(250)}`)), [
      'PID-3: Patient Identifier List has 294 characters, 250 are allowed',
    ]);
  });

  it('requires what the standard requires in each version', () => {
    const empty = 'MSH|^~\\&|\rSCH|\rRGS|\rAIS|\rAIL|\rAIP|\rAIG|\r';
    const paths = (version: Hl7Version) => {
      const parsed = parseMessage(empty);
      assert.ok(parsed.ok);
      return checkStructure(parsed.message, 'SIU_S12', version).map(({ path }) => path);
    };
    const common = [
      'MSH-9',
      'MSH-10',
      'MSH-11',
      'MSH-12',
      'SCH-6',
      'SCH-16',
      'SCH-20',
      'RGS-1',
      'AIS-1',
      'AIS-3',
      'AIS-10',
      'AIL-1',
      'AIL-3',
      'AIL-12',
      'AIP-1',
      'AIP-3',
      'AIP-12',
      'AIG-1',
      'AIG-4',
      'AIG-14',
    ];
    const extra: Record<Hl7Version, string[]> = {
      '2.3': ['SCH-1', 'SCH-11', 'AIP-4'],
      '2.3.1': ['SCH-11', 'AIL-4', 'AIP-4'],
      '2.4': ['MSH-7', 'SCH-11', 'AIL-4', 'AIP-4'],
      '2.5': ['MSH-7'],
      '2.5.1': ['MSH-7'],
    };
    for (const version of VERSIONS) {
      const required = paths(version).filter((path) => path.includes('-'));
      assert.deepEqual(required.toSorted(), [...common, ...extra[version]].toSorted(), version);
    }
  });

  it('checks the form of times, numbers and set ids', () => {
    const wrong = [
      [
        '20261109140000+0100',
        '20261131',
        'PV2-8: Expected Admit Date/Time is not a date or time YYYY[MM[DD[HHMM[SS]]]][+/-ZZZZ]',
      ],
      [
        '20261109140000+0100',
        '20260229',
        'PV2-8: Expected Admit Date/Time is not a date or time YYYY[MM[DD[HHMM[SS]]]][+/-ZZZZ]',
      ],
      [
        '20261109140000+0100',
        '2026-11-09',
        'PV2-8: Expected Admit Date/Time is not a date or time YYYY[MM[DD[HHMM[SS]]]][+/-ZZZZ]',
      ],
      [
        '20261109140000+0100',
        '202611091400+1500',
        'PV2-8: Expected Admit Date/Time is not a date or time YYYY[MM[DD[HHMM[SS]]]][+/-ZZZZ]',
      ],
      ['|3|', '|tre|', 'PV2-10: Estimated Length of Inpatient Stay is not a number'],
    ] as const;
    const a14 = workedMessage('1-booking-2-A14');
    const plan = a14.indexOf('PV2');
    for (const [right, text, issue] of wrong) {
      assert.deepEqual(issuesOf(a14.slice(0, plan) + a14.slice(plan).replace(right, text)), [issue]);
    }
    for (const right of ['20240229', '2026', '202611', '202611091400', '20261109140000.1234-0930', '""']) {
      assert.deepEqual(issuesOf(a14.slice(0, plan) + a14.slice(plan).replace('20261109140000+0100', right)), []);
    }
    assert.deepEqual(issuesOf(S12.replace('RGS|1|', 'RGS|ett|')), [
      'RGS-1: Set ID is not a set id of one to four digits',
    ]);
    assert.deepEqual(issuesOf(S12.replace('^^150^', '^^M150^')), [
      'SCH-11: Appointment Timing Quantity is not a duration and times',
    ]);
  });

  it('names the occurrence of a segment and tells no values', () => {
    const issues = issuesOf(S12.replace('|ANES^Anestesiolog^99ORBIT|', `|${'Hemligt'.repeat(40)}|`));
    assert.deepEqual(issues, ['AIP(2)-4: Resource Type has 280 characters, 250 are allowed']);
  });

  it('reads any separators', () => {
    const other = A05.replaceAll('^', '*').replaceAll('|', '#').replace('#*~\\&#', '#*~\\&#');
    assert.deepEqual(issuesOf(fromLines(other)), []);
  });
});

describe('the structure check of repetitions', () => {
  const parsed = (text: string) => {
    const result = parseMessage(text);
    assert.ok(result.ok);
    return result.message;
  };
  const ofPatient = (field: string, version: Hl7Version) =>
    checkStructure(parsed(`MSH|^~\\&|\rPID|1||A||${field}\r`), 'ADT_A05', version)
      .filter(({ path }) => path === 'PID-5')
      .map(({ message }) => message);

  it('refuses them in a version that does not have them', () => {
    assert.deepEqual(ofPatient('A~B', '2.3'), ['Patient Name does not repeat in this version']);
    assert.deepEqual(ofPatient('A~B', '2.3.1'), []);
  });

  it('does not mind one that is empty', () => {
    const ofTime = checkStructure(
      parsed('MSH|^~\\&|\rPV1||I|||||||||||||||||||||||||||||||||||||||||||2026~~2025\r'),
      'ADT_A05',
      '2.4',
    );
    assert.deepEqual(
      ofTime.filter(({ path }) => path.startsWith('PV1-')),
      [],
    );
  });

  it('tells a segment that is required and stands in a wrong place from one that is missing', () => {
    const paths = (text: string) => checkStructure(parsed(text), 'ADT_A21', '2.4').map(({ path }) => path);
    assert.deepEqual(paths('MSH|^~\\&|A\rPID|1\r')[0], 'EVN');
    assert.deepEqual(paths('MSH|^~\\&|A\rPID|1\rEVN|\r')[0], 'PID');
  });
});
