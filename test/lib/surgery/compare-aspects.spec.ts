import assert from 'node:assert/strict';
import { aspectsOf, ASPECTS, type Aspect, type SurgicalCase } from '../../../nodes/lib/surgery/index.ts';
import { admittedCase, surgicalCase, withoutCare } from './case-makers.ts';

const base = surgicalCase();
const surgeon = { role: 'surgeon', hsaId: 'SE2321000131-P000000123456' } as const;
const colleague = { role: 'surgeon', hsaId: 'SE2321000131-P000000999999' } as const;
const nurse = { role: 'theatre-nurse', hsaId: 'SE2321000131-P000000123459' } as const;
const assistant = { role: 'assistant', hsaId: 'SE2321000131-P000000123460' } as const;
const hip = { code: 'NFB49', main: true, laterality: 'right' } as const;
const [knee, shoulder] = [
  { code: 'NGB49', main: false },
  { code: 'NBB20', main: false },
];
const coxarthrosis = { code: 'M16.1', main: true };

/** One change for every aspect, and the aspects it is seen as. */
const CHANGES: Readonly<Record<Aspect, readonly [SurgicalCase, ...Aspect[]]>> = {
  patient: [surgicalCase({ patient: { ...base.patient, id: '189912299816' } }), 'patient'],
  start: [surgicalCase({ time: { start: '2026-11-10T09:00:00+01:00', end: '2026-11-10T11:30:00+01:00' } }), 'start'],
  duration: [surgicalCase({ time: { ...base.time, end: '2026-11-10T11:00:00+01:00' } }), 'duration'],
  admission: [surgicalCase({ care: { admissionAt: '2026-11-08T14:00:00+01:00' } }), 'admission'],
  discharge: [withoutCare(base, 'dischargeAt'), 'discharge'],
  ward: [surgicalCase({ care: { ward: 'KIR303' } }), 'ward'],
  bed: [surgicalCase({ care: { bed: '12' } }), 'bed'],
  accommodation: [surgicalCase({ care: { accommodation: 'single' } }), 'accommodation'],
  'care-type': [surgicalCase({ care: { type: 'outpatient' } }), 'care-type'],
  admitted: [admittedCase('E77'), 'admitted'],
  clinic: [surgicalCase({ clinic: 'KIR' }), 'clinic'],
  room: [surgicalCase({ room: 'OP5' }), 'room'],
  'operating-department': [surgicalCase({ operatingDepartment: 'MOPC' }), 'operating-department'],
  priority: [surgicalCase({ priority: 'acute' }), 'priority'],
  procedures: [surgicalCase({ procedures: [hip, knee] }), 'procedures'],
  diagnoses: [surgicalCase({ diagnoses: [] }), 'diagnoses'],
  responsible: [surgicalCase({ staff: [colleague] }), 'responsible', 'staff'],
  staff: [surgicalCase({ staff: [surgeon, nurse] }), 'staff'],
  anaesthesia: [surgicalCase({ anaesthesia: 'spinal' }), 'anaesthesia'],
  asa: [surgicalCase({ asa: 2 }), 'asa'],
  note: [surgicalCase({ note: 'ring före 08:00' }), 'note'],
  reference: [surgicalCase({ waitingListId: 'VL-1' }), 'reference'],
};

describe('the aspects in which two states differ', () => {
  for (const aspect of ASPECTS) {
    const [after, ...expected] = CHANGES[aspect];

    it(`name ${expected.join(' and ')}, whichever of the two comes first`, () => {
      assert.deepEqual(aspectsOf(base, after), expected);
      assert.deepEqual(aspectsOf(after, base), expected);
    });
  }

  const MORE: readonly [string, SurgicalCase, readonly Aspect[]][] = [
    ['a name', surgicalCase({ patient: { ...base.patient, family: 'Elvansson' } }), ['patient']],
    ['a protected identity', surgicalCase({ patient: { ...base.patient, protected: true } }), ['patient']],
    ['the knife time', surgicalCase({ time: { ...base.time, knifeMin: 95 } }), ['duration']],
    [
      'a later start with the same end',
      surgicalCase({ time: { ...base.time, start: '2026-11-10T09:00:00+01:00' } }),
      ['start', 'duration'],
    ],
    ['a bed no longer wanted', surgicalCase({ care: { bedWanted: false } }), ['bed']],
    ['the other side', surgicalCase({ procedures: [{ ...hip, laterality: 'left' }] }), ['procedures']],
    ['another role', surgicalCase({ staff: [surgeon, { ...surgeon, role: 'assistant' }] }), ['staff']],
    ['the surgeon’s name', surgicalCase({ staff: [{ ...surgeon, family: 'Åström' }] }), ['responsible', 'staff']],
    ['a referral', surgicalCase({ referralId: 'REM-1' }), ['reference']],
  ];
  for (const [what, after, expected] of MORE) {
    it(`name ${expected.join(' and ')} for ${what}`, () => assert.deepEqual(aspectsOf(base, after), expected));
  }

  const SAME: readonly [string, SurgicalCase, SurgicalCase][] = [
    [
      'the same instants written with another offset',
      base,
      surgicalCase({
        time: { start: '2026-11-10T07:00Z', end: '2026-11-10T09:30:00.000Z' },
        care: { admissionAt: '2026-11-09T13:00:00Z' },
      }),
    ],
    [
      'fields in another order',
      base,
      {
        ...base,
        patient: Object.fromEntries(Object.entries(base.patient).reverse()) as unknown as SurgicalCase['patient'],
      },
    ],
    [
      'an absent value and none',
      base,
      { ...base, note: undefined, asa: null, care: { ...base.care, bed: null } } as unknown as SurgicalCase,
    ],
    [
      'the others of the staff in another order',
      surgicalCase({ staff: [surgeon, nurse, assistant] }),
      surgicalCase({ staff: [assistant, surgeon, nurse] }),
    ],
    [
      'the other procedures in another order',
      surgicalCase({ procedures: [hip, knee, shoulder] }),
      surgicalCase({ procedures: [hip, shoulder, knee] }),
    ],
    ['an encounter number before the admission', base, surgicalCase({ care: { encounterId: 'E77' } })],
  ];
  for (const [what, before, after] of SAME) {
    it(`are none for ${what}`, () => assert.deepEqual(aspectsOf(before, after), []));
  }

  it('name the surgeon when two of them change places', () => {
    const [before, after] = [
      surgicalCase({ staff: [surgeon, colleague] }),
      surgicalCase({ staff: [colleague, surgeon] }),
    ];
    assert.deepEqual(aspectsOf(before, after), ['responsible', 'staff']);
  });

  it('name the procedures when another one becomes the main one', () => {
    const [before, after] = [
      surgicalCase({ procedures: [hip, knee] }),
      surgicalCase({
        procedures: [
          { ...knee, main: true },
          { ...hip, main: false },
        ],
      }),
    ];
    assert.deepEqual(aspectsOf(before, after), ['procedures']);
  });

  it('name the diagnoses when one comes twice', () => {
    const twice = surgicalCase({ diagnoses: [coxarthrosis, { ...coxarthrosis, main: false }] });
    assert.deepEqual(aspectsOf(base, twice), ['diagnoses']);
  });

  it('name the encounter of an admitted patient when it is another one', () => {
    assert.deepEqual(aspectsOf(admittedCase('E77'), admittedCase('E78')), ['admitted']);
  });
});

describe('what says nothing', () => {
  const equal = (one: SurgicalCase, other: SurgicalCase): void => assert.deepEqual(aspectsOf(one, other), []);

  it('is the order in which procedures and diagnoses were typed, the main one standing first or not', () => {
    equal(surgicalCase({ procedures: [knee, hip, shoulder] }), surgicalCase({ procedures: [hip, shoulder, knee] }));
    const other = { code: 'I10', main: false };
    equal(surgicalCase({ diagnoses: [other, coxarthrosis] }), surgicalCase({ diagnoses: [coxarthrosis, other] }));
  });

  it('is a field without a value, and the order of fields', () => {
    const { family, ...rest } = base.patient;
    equal(base, surgicalCase({ patient: { ...rest, family } }));
    for (const nothing of [undefined, null])
      equal(base, surgicalCase({ patient: { ...base.patient, middle: nothing as unknown as string } }));
  });
});
