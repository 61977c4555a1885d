import assert from 'node:assert/strict';
import {
  planMessages,
  DEFAULT_PLAN_OPTIONS,
  type SurgicalCase,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import {
  bookedEvent,
  CASE_ID,
  dayCase,
  HOSPITAL,
  LATER,
  ledgerOf,
  rebookedCase,
  surgicalCase,
  withoutCare,
} from './case-makers.ts';
import { tell, tellsEach } from './tell-case.ts';

const base = surgicalCase();
const booking = bookedEvent(1);
const dayBooking = bookedEvent(1, dayCase());
const changed = (changes: Parameters<typeof surgicalCase>[0]): SurgicalEvent[] => [
  booking,
  bookedEvent(2, surgicalCase(changes)),
];
const dayChanged = (changes: Parameters<typeof dayCase>[0]): SurgicalEvent[] => [
  dayBooking,
  bookedEvent(2, dayCase(changes)),
];
const toDay = (changes: Parameters<typeof surgicalCase>[0] = {}): SurgicalCase =>
  dayCase({ ...changes, care: { bedWanted: true, ...changes.care } });
const renamed = { ...base.patient, family: 'Ersson' };

describe('the plan of a booking', () => {
  tellsEach([
    ['an inpatient', [booking], ['A05', 'A14', 'S12']],
    ['day surgery', [dayBooking], ['A05', 'S12']],
    ['an outpatient', [bookedEvent(1, dayCase({ care: { type: 'outpatient' } }))], ['A05', 'S12']],
    ['a case first seen as rebooked', [bookedEvent(4, base, 'rebooked')], ['A05', 'A14', 'S12']],
    ['an acute operation', [bookedEvent(1, surgicalCase({ priority: 'acute' }))], ['A05', 'A14', 'S12']],
    ['an inpatient who wants no bed', [bookedEvent(1, surgicalCase({ care: { bedWanted: false } }))], ['A05', 'S12']],
    ['a watch', [bookedEvent(1, surgicalCase({ priority: 'watch' }))], []],
  ]);

  it('tells every object of the case as it is, under one visit number', () => {
    const { plan } = tell([booking]);
    assert.deepEqual(
      plan.messages.map(({ step, kind, effect, hospital, visitNumber }) => [step, kind, effect, hospital, visitNumber]),
      [
        [1, 'encounter', 'create', HOSPITAL, CASE_ID],
        [2, 'bed', 'create', HOSPITAL, CASE_ID],
        [3, 'appointment', 'create', HOSPITAL, CASE_ID],
      ],
    );
    for (const { subject, removed } of plan.messages) assert.deepEqual([subject, removed], [base, undefined]);
  });

  it('leaves a ledger of what the receiver holds then', () => {
    assert.deepEqual(tell([booking]).ledger, ledgerOf());
    assert.deepEqual(tell([dayBooking]).ledger, ledgerOf({ bed: 'none', snapshot: dayCase() }));
  });
});

describe('the plan of a rebooking', () => {
  tellsEach([
    ['with another stay', [booking, bookedEvent(2, rebookedCase())], ['A08', 'A14', 'S13']],
    ['within the same stay', changed({ time: LATER }), ['A08', 'S13']],
    ['within the same stay, with another room', changed({ time: LATER, room: 'OP5' }), ['A08', 'S13']],
    ['to another ward', changed({ time: LATER, care: { ward: 'KIR303' } }), ['A08', 'A14', 'S13']],
    ['to another bed', changed({ time: LATER, care: { bed: '12' } }), ['A08', 'A14', 'S13']],
    ['with another accommodation', changed({ time: LATER, care: { accommodation: 'single' } }), ['A08', 'A14', 'S13']],
    [
      'with another discharge',
      changed({ time: LATER, care: { dischargeAt: '2026-11-20T12:00:00Z' } }),
      ['A08', 'A14', 'S13'],
    ],
    ['in day surgery', dayChanged({ time: LATER }), ['A08', 'S13']],
    ['that only the label calls one', [booking, bookedEvent(2, base, 'rebooked')], []],
    ['after a missed version', [booking, bookedEvent(3, rebookedCase({ room: 'OP5' }))], ['A08', 'A14', 'S13']],
  ]);

  it('holds the bed from the day of the operation where no admission is planned', () => {
    const unplanned = (changes = {}): SurgicalCase => withoutCare(surgicalCase(changes), 'admissionAt', 'dischargeAt');
    const events = [bookedEvent(1, unplanned()), bookedEvent(2, unplanned({ time: LATER }))];
    assert.deepEqual(tell(events).triggers, ['A08', 'A14', 'S13']);
  });

  it('updates what there is, under the same visit number', () => {
    const { plan, visits, ledger } = tell([booking, bookedEvent(2, rebookedCase())]);
    assert.deepEqual(
      plan.messages.map(({ effect }) => effect),
      ['update', 'update', 'update'],
    );
    assert.deepEqual(visits, [CASE_ID, CASE_ID, CASE_ID]);
    assert.deepEqual(ledger, ledgerOf({ version: 2, snapshot: rebookedCase() }));
  });
});

describe('the plan of a modification', () => {
  tellsEach([
    ['another room', changed({ room: 'OP5' }), ['S14']],
    ['another operating department', changed({ operatingDepartment: 'MOPC' }), ['S14']],
    [
      'other staff',
      changed({ staff: [...base.staff, { role: 'assistant', hsaId: 'SE2321000131-P000000123460' }] }),
      ['S14'],
    ],
    ['a longer operation', changed({ time: { ...base.time, end: '2026-11-10T11:00:00+01:00' } }), ['S14']],
    ['a remark', changed({ note: 'ring före 08:00' }), ['S14']],
    ['an ASA class', changed({ asa: 2 }), ['S14']],
    ['another diagnosis', changed({ diagnoses: [{ code: 'M16.0', main: true }] }), ['A08', 'S14']],
    ['another procedure', changed({ procedures: [{ code: 'NGB49', main: true }] }), ['A08', 'S14']],
    ['another surgeon', changed({ staff: [{ role: 'surgeon', hsaId: 'SE2321000131-P000000999999' }] }), ['A08', 'S14']],
    ['another urgency', changed({ priority: 'acute' }), ['A08', 'S14']],
    ['another clinic', changed({ clinic: 'KIR' }), ['A08', 'S14']],
    ['another anaesthesia', changed({ anaesthesia: 'spinal' }), ['A08', 'S14']],
    ['another ward', changed({ care: { ward: 'KIR303' } }), ['A08', 'A14', 'S14']],
    ['another admission', changed({ care: { admissionAt: '2026-11-08T14:00:00Z' } }), ['A08', 'A14', 'S14']],
    ['another discharge', changed({ care: { dischargeAt: '2026-11-13T12:00:00Z' } }), ['A08', 'A14', 'S14']],
    ['another accommodation', changed({ care: { accommodation: 'single' } }), ['A08', 'A14', 'S14']],
    ['another bed', changed({ care: { bed: '12' } }), ['A14', 'S14']],
    ['a bed no longer wanted', changed({ care: { bedWanted: false } }), ['A27', 'S14']],
    [
      'a bed wanted after all',
      [bookedEvent(1, surgicalCase({ care: { bedWanted: false } })), bookedEvent(2)],
      ['A14', 'S14'],
    ],
    ['another ward in day surgery', dayChanged({ care: { ward: 'DAG2' } }), ['A08', 'S14']],
    ['a room that goes and comes back', [...changed({ room: 'OP5' }), bookedEvent(3)], ['S14']],
  ]);

  it('names the staff and procedures that are gone, in the appointment only', () => {
    const surgeon = { role: 'surgeon', hsaId: 'SE2321000131-P000000999999' } as const;
    const { plan } = tell(changed({ staff: [surgeon], procedures: [{ code: 'NGB49', main: true }] }));
    assert.deepEqual(
      plan.messages.map(({ removed }) => removed),
      [undefined, { staff: base.staff, procedures: base.procedures }],
    );
  });

  it('names nothing as gone that only changes', () => {
    const { plan } = tell(changed({ procedures: [{ code: 'NFB49', main: true, laterality: 'left' }], note: 'x' }));
    assert.ok(plan.messages.every(({ removed }) => removed === undefined));
  });

  it('names a role that somebody no longer has', () => {
    const { plan } = tell(changed({ staff: [{ role: 'assistant', hsaId: 'SE2321000131-P000000123456' }] }));
    assert.deepEqual(plan.messages.at(-1)?.removed, { staff: base.staff, procedures: [] });
  });
});

describe('the plan of another care type', () => {
  tellsEach([
    ['inpatient to day surgery', [booking, bookedEvent(2, toDay())], ['A08', 'A27', 'S14']],
    [
      'inpatient to day surgery with another start',
      [booking, bookedEvent(2, toDay({ time: LATER }))],
      ['A08', 'A27', 'S13'],
    ],
    ['day surgery to inpatient', [dayBooking, booking2()], ['A08', 'A14', 'S14']],
    [
      'day surgery to inpatient with another start',
      [dayBooking, bookedEvent(2, rebookedCase())],
      ['A08', 'A14', 'S13'],
    ],
    ['day surgery to outpatient', dayChanged({ care: { type: 'outpatient' } }), ['A08', 'S14']],
  ]);

  function booking2(): SurgicalEvent {
    return bookedEvent(2);
  }

  it('releases the place that was reserved, for the patient as they are called now', () => {
    const { plan, ledger } = tell([booking, bookedEvent(2, toDay({ patient: renamed, care: { ward: 'DAG2' } }))]);
    const release = plan.messages.find(({ triggerEvent }) => triggerEvent === 'A27');
    assert.equal(release?.subject.care.ward, 'KIR302');
    assert.equal(release.subject.care.type, 'day-surgery');
    assert.equal(release.subject.patient.family, renamed.family);
    assert.equal(release.effect, 'cancel');
    assert.equal(ledger.bed, 'none');
  });

  it('reserves again when it changes back', () => {
    const { triggers, ledger } = tell([booking, bookedEvent(2, toDay()), bookedEvent(3)]);
    assert.deepEqual(triggers, ['A08', 'A14', 'S14']);
    assert.equal(ledger.bed, 'reserved');
  });
});

describe('the plan of a bed without a place', () => {
  const homeless = withoutCare(base, 'ward');

  it('leaves the bed out and warns', () => {
    const { triggers, warnings, ledger } = tell([bookedEvent(1, homeless)]);
    assert.deepEqual(triggers, ['A05', 'S12']);
    assert.deepEqual(warnings, ['no-ward-for-bed']);
    assert.equal(ledger.bed, 'none');
  });

  it('reserves when the ward is known', () => {
    const { triggers, warnings } = tell([bookedEvent(1, homeless), bookedEvent(2)]);
    assert.deepEqual(triggers, ['A08', 'A14', 'S14']);
    assert.deepEqual(warnings, []);
  });

  it('takes a bed for a place as well as a ward', () => {
    const { triggers } = tell([bookedEvent(1, { ...homeless, care: { ...homeless.care, bed: '12' } })]);
    assert.deepEqual(triggers, ['A05', 'A14', 'S12']);
  });

  it('releases the place that is no longer known', () => {
    const { plan, triggers, warnings } = tell([booking, bookedEvent(2, homeless)]);
    assert.deepEqual(triggers, ['A08', 'A27', 'S14']);
    assert.deepEqual(warnings, ['no-ward-for-bed']);
    assert.equal(plan.messages[1]?.subject.care.ward, 'KIR302');
  });

  it('does not warn where no bed is wanted', () => {
    assert.deepEqual(tell([bookedEvent(1, withoutCare(dayCase(), 'ward'))]).warnings, []);
  });
});

describe('a plan', () => {
  it('is derived from what exists: a missing bed and encounter are made when something else changes', () => {
    const change = {
      kind: 'modification',
      version: 2,
      after: surgicalCase({ room: 'OP5' }),
      aspects: ['room'],
    } as const;
    const before = ledgerOf({ encounter: { name: 'none' }, bed: 'none' });
    const options = { current: DEFAULT_PLAN_OPTIONS, previous: DEFAULT_PLAN_OPTIONS };
    assert.deepEqual(
      planMessages(change, before, options).messages.map(({ triggerEvent }) => triggerEvent),
      ['A05', 'A14', 'S14'],
    );
  });
});
