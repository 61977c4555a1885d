/** What the tables hold of the standard: HL7 v2 chapters 2, 3, 6 and 10, written down here a second time in the standard's own notation. */
import assert from 'node:assert/strict';
import { structureOf, STRUCTURES, VERSIONS, type Hl7Version, type StructureId } from '../../../nodes/lib/hl7/index.ts';
import { segmentRule } from '../../../nodes/lib/hl7/segment-rules.ts';
import { APPOINTMENT_SEGMENTS } from '../../../nodes/lib/hl7/tables/appointment-segments.ts';
import { structure, type Element } from '../../../nodes/lib/hl7/tables/message-structures.ts';
import { PATIENT_SEGMENTS } from '../../../nodes/lib/hl7/tables/patient-segments.ts';
import { asVersion, from, until } from '../../../nodes/lib/hl7/version.ts';

const SEGMENTS = [...Object.keys(PATIENT_SEGMENTS), ...Object.keys(APPOINTMENT_SEGMENTS)];
const TYPES = 'CE CQ CWE CX EI FT HD ID IS MSG NM PL PT SI ST TQ TS VARIES VID XAD XCN XON XPN XTN'.split(' ');
const ALL = VERSIONS;

/** `PID-3` and so on, for the fields of which something is true in exactly these versions. */
function fieldsWith(property: 'required' | 'repeats', versions: readonly Hl7Version[]): string {
  return SEGMENTS.flatMap((name) =>
    Array.from({ length: 60 }, (_, field) => field)
      .filter((field) => {
        const holds = VERSIONS.filter((version) => segmentRule(name, version)?.fields[field]?.[property]);
        return holds.length > 0 && holds.join() === versions.join();
      })
      .map((field) => `${name}-${String(field)}`),
  ).join(' ');
}

/** Abstract message syntax (§2.12): [optional] {repeating}. */
function syntax(elements: readonly Element[]): string {
  return elements
    .map(({ name, group, required, repeats }) => {
      const content = group === undefined ? name : syntax(group);
      const counted = repeats ? `{${content}}` : content;
      return required ? counted : `[${counted}]`;
    })
    .join(' ');
}

describe('the field tables', () => {
  it('name every field and give it a known type and a length, in every version that has it', () => {
    for (const name of SEGMENTS) {
      for (const version of VERSIONS) {
        const rule = segmentRule(name, version);
        assert.ok(rule !== undefined);
        rule.fields.forEach((field, number) => {
          if (field === undefined) return;
          const path = `${name}-${String(number)} of ${version}`;
          assert.match(field.name, /^[A-Z]\S/, path);
          assert.ok(TYPES.includes(field.type), path);
          assert.ok(field.maxLength > 0, path);
        });
        assert.ok(rule.fields.length <= rule.fieldCount + 1, `${name} of ${version}`);
      }
    }
  });

  it('have the fields messages are built from', () => {
    const listed = (name: string) =>
      segmentRule(name, '2.5.1')?.fields.flatMap((field, number) => (field === undefined ? [] : [number]));
    assert.deepEqual(listed('MSH'), [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 15, 16, 17, 18]);
    assert.deepEqual(listed('EVN'), [1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(listed('PID'), [1, 2, 3, 4, 5, 7, 8, 11, 13, 14, 18, 19, 29]);
    assert.deepEqual(listed('PV1'), [1, 2, 3, 4, 5, 7, 8, 10, 11, 14, 17, 18, 19, 39, 40, 41, 42, 44, 45, 50]);
    assert.deepEqual(listed('SCH'), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 20, 23, 24, 25, 26, 27]);
    assert.deepEqual(listed('TQ1'), [1, 6, 7, 8, 9]);
  });

  it('know which fields are required, and since or until when', () => {
    assert.equal(
      fieldsWith('required', ALL),
      'MSH-1 MSH-2 MSH-9 MSH-10 MSH-11 MSH-12 PID-3 PID-5 NK1-1 PV1-2 OBX-3 OBX-11 DG1-1 DG1-6 PR1-1 ' +
        'SCH-6 SCH-16 SCH-20 RGS-1 AIS-1 AIS-3 AIS-10 AIG-1 AIG-4 AIG-14 AIL-1 AIL-3 AIL-12 AIP-1 AIP-3 AIP-12',
    );
    assert.equal(fieldsWith('required', ['2.4', '2.5', '2.5.1']), 'MSH-7');
    assert.equal(fieldsWith('required', ['2.3']), 'EVN-1 NK1-7 PR1-2 SCH-1');
    assert.equal(fieldsWith('required', ['2.3.1', '2.4', '2.5', '2.5.1']), 'EVN-2 PR1-3 PR1-5');
    assert.equal(fieldsWith('required', ['2.3', '2.3.1']), 'OBX-2 PR1-6');
    assert.equal(fieldsWith('required', ['2.3.1']), 'OBX-4');
    assert.equal(fieldsWith('required', ['2.3', '2.3.1', '2.4']), 'SCH-11 AIP-4');
    assert.equal(fieldsWith('required', ['2.3.1', '2.4']), 'AIL-4');
  });

  it('know which fields may come several times, and since or until when', () => {
    assert.equal(
      fieldsWith('repeats', ALL),
      'PID-3 PID-11 PID-13 PID-14 PD1-4 NK1-2 NK1-5 OBX-5 DG1-16 PR1-8 PR1-11 PR1-12 SCH-11 NTE-3 AIG-5',
    );
    assert.equal(
      fieldsWith('repeats', ['2.3.1', '2.4', '2.5', '2.5.1']),
      'MSH-18 EVN-5 PID-4 PID-5 PV1-7 PV1-8 PV1-17 PR1-16 SCH-12 SCH-16 SCH-20 AIP-3',
    );
    assert.equal(fieldsWith('repeats', ['2.4', '2.5', '2.5.1']), 'PV1-45 SCH-26 SCH-27 AIS-11 AIS-12');
    assert.equal(fieldsWith('repeats', ['2.5', '2.5.1']), 'AIL-3 TQ1-9'.split(' ').reverse().join(' '));
    assert.equal(fieldsWith('repeats', ['2.3']), 'AIP-5');
  });

  it('give a field that grew over the versions the length of each', () => {
    const lengths = (name: string, field: number) =>
      VERSIONS.map((version) => segmentRule(name, version)?.fields[field]?.maxLength);
    assert.deepEqual(lengths('PID', 3), [20, 20, 250, 250, 250]);
    assert.deepEqual(lengths('PV1', 3), [12, 80, 80, 80, 80]);
    assert.deepEqual(lengths('PV1', 19), [15, 20, 250, 250, 250]);
    assert.deepEqual(lengths('MSH', 3), [180, 180, 180, 227, 227]);
    assert.deepEqual(lengths('OBX', 5), [65536, 65536, 65536, 99999, 99999]);
    assert.deepEqual(lengths('EVN', 7), [undefined, undefined, 180, 241, 241]);
  });
});

describe('the message structures', () => {
  const admission = {
    '2.3':
      '[{NK1}] PV1 [PV2] [{DB1}] [{OBX}] [{AL1}] [{DG1}] [DRG] [{PR1 [{ROL}]}] [{GT1}] [{IN1 [IN2] [IN3]}] [ACC] [UB1] [UB2]',
    '2.3.1':
      '[{NK1}] PV1 [PV2] [{DB1}] [{OBX}] [{AL1}] [{DG1}] [DRG] [{PR1 [{ROL}]}] [{GT1}] [{IN1 [IN2] [{IN3}]}] [ACC] [UB1] [UB2]',
    '2.4':
      '[{ROL}] [{NK1}] PV1 [PV2] [{ROL}] [{DB1}] [{OBX}] [{AL1}] [{DG1}] [DRG] [{PR1 [{ROL}]}] [{GT1}] [{IN1 [IN2] [{IN3}] [{ROL}]}] [ACC] [UB1] [UB2]',
  };
  const early = 'MSH EVN PID [PD1]';
  const late = 'MSH [{SFT}] EVN PID [PD1]';
  const resources = '{RGS [{AIS [{NTE}]}] [{AIG [{NTE}]}] [{AIL [{NTE}]}] [{AIP [{NTE}]}]}';

  const expected: Readonly<Record<StructureId, Readonly<Record<Hl7Version, string>>>> = {
    ADT_A01: {
      '2.3': `${early} ${admission['2.3']}`,
      '2.3.1': `${early} ${admission['2.3.1']}`,
      '2.4': `${early} ${admission['2.4']} [PDA]`,
      '2.5': `${late} ${admission['2.4']} [PDA]`,
      '2.5.1': `${late} ${admission['2.4']} [PDA]`,
    },
    ADT_A05: {
      '2.3': `${early} ${admission['2.3']}`,
      '2.3.1': `${early} ${admission['2.3.1']}`,
      '2.4': `${early} ${admission['2.4']}`,
      '2.5': `${late} ${admission['2.4']}`,
      '2.5.1': `${late} ${admission['2.4']}`,
    },
    ADT_A09: since25((software) => `MSH${software} EVN PID [PD1] PV1 [PV2] [{DB1}] [{OBX}] [{DG1}]`),
    ADT_A21: since25((software) => `MSH${software} EVN PID [PD1] PV1 [PV2] [{DB1}] [{OBX}]`),
    ADT_A38: since25((software) => `MSH${software} EVN PID [PD1] PV1 [PV2] [{DB1}] [{OBX}] [{DG1}] [DRG]`),
    SIU_S12: {
      '2.3': `MSH SCH [{NTE}] [{PID [PV1] [PV2] [{OBX}] [{DG1}]}] ${resources}`,
      '2.3.1': `MSH SCH [{NTE}] [{PID [PD1] [PV1] [PV2] [{OBX}] [{DG1}]}] ${resources}`,
      '2.4': `MSH SCH [{NTE}] [{PID [PD1] [PV1] [PV2] [{OBX}] [{DG1}]}] ${resources}`,
      '2.5': `MSH SCH [{TQ1}] [{NTE}] [{PID [PD1] [PV1] [PV2] [{OBX}] [{DG1}]}] ${resources}`,
      '2.5.1': `MSH SCH [{TQ1}] [{NTE}] [{PID [PD1] [PV1] [PV2] [{OBX}] [{DG1}]}] ${resources}`,
    },
  };

  function since25(text: (software: string) => string): Readonly<Record<Hl7Version, string>> {
    const [before, after] = [text(''), text(' [{SFT}]')];
    return { '2.3': before, '2.3.1': before, '2.4': before, '2.5': after, '2.5.1': after };
  }

  for (const id of STRUCTURES) {
    it(`have ${id} as each version writes it`, () => {
      for (const version of VERSIONS) assert.equal(syntax(structure(id, version)), expected[id][version], version);
    });
  }

  it('belong to the trigger events', () => {
    const triggers = { A01: 'ADT_A01', A04: 'ADT_A01', A05: 'ADT_A05', A08: 'ADT_A01', A11: 'ADT_A09', A14: 'ADT_A05' };
    const others = { A27: 'ADT_A21', A38: 'ADT_A38', S12: 'SIU_S12', S13: 'SIU_S12', S14: 'SIU_S12', S15: 'SIU_S12' };
    const optional = { S16: 'SIU_S12', S17: 'SIU_S12', S26: 'SIU_S12' };
    for (const [trigger, id] of Object.entries({ ...triggers, ...others, ...optional })) {
      assert.equal(structureOf(trigger), id);
    }
    for (const trigger of ['A40', '', 'toString']) assert.equal(structureOf(trigger), undefined);
  });
});

describe('the versions', () => {
  it('are known by their whole name', () => {
    assert.deepEqual(['2.3', '2.3.1', '2.5.1', '2.6', '2', ''].map(asVersion), [
      '2.3',
      '2.3.1',
      '2.5.1',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are counted from one and until one, both included', () => {
    assert.deepEqual(from('2.4'), ['2.4', '2.5', '2.5.1']);
    assert.deepEqual(until('2.3.1'), ['2.3', '2.3.1']);
  });
});
