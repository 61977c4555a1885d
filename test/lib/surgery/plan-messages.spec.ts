import assert from 'node:assert/strict';
import {
  compareCase,
  DEFAULT_PLAN_OPTIONS,
  planMessages,
  settleUnchanged,
  type CaseLedger,
  type MessagePlan,
  type PlanOptions,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import { bookedEvent, CASE_ID, dayCase, endingEvent, LATER, surgicalCase } from './case-makers.ts';

interface Told {
  triggers: string[];
  plan: MessagePlan | undefined;
  ledger: CaseLedger | undefined;
}

/** Tells events one after the other; what the last one sent. */
function tell(
  events: readonly SurgicalEvent[],
  options: Partial<PlanOptions> = {},
  previous: Partial<PlanOptions> = options,
): Told {
  let ledger: CaseLedger | undefined;
  let plan: MessagePlan | undefined;
  for (const event of events) {
    const change = compareCase(ledger, event, { waitForGap: false });
    assert.notEqual(change.kind, 'wait');
    if (change.kind === 'unchanged' || change.kind === 'wait') {
      plan = undefined;
      ledger = settleUnchanged(ledger, event);
      continue;
    }
    plan = planMessages(change, ledger, {
      current: { ...DEFAULT_PLAN_OPTIONS, ...options },
      previous: { ...DEFAULT_PLAN_OPTIONS, ...previous },
    });
    ledger = plan.after;
  }
  return { triggers: plan?.messages.map(({ triggerEvent }) => triggerEvent) ?? [], plan, ledger };
}

const booking = bookedEvent(1);
const rebooked = surgicalCase({
  time: LATER,
  care: { admissionAt: '2026-11-16T14:00:00+01:00', dischargeAt: '2026-11-19T12:00:00+01:00' },
});
const visits = ({ plan }: Told): string[] => plan?.messages.map(({ visitNumber }) => visitNumber) ?? [];

describe('the message plan', () => {
  const ROWS: [string, SurgicalEvent[], string[]][] = [
    ['a booking of an inpatient', [booking], ['A05', 'A14', 'S12']],
    ['a booking in day surgery', [bookedEvent(1, dayCase())], ['A05', 'S12']],
    ['a rebooking with another stay', [booking, bookedEvent(2, rebooked)], ['A08', 'A14', 'S13']],
    ['a rebooking within the same stay', [booking, bookedEvent(2, surgicalCase({ time: LATER }))], ['A08', 'S13']],
    [
      'a rebooking in day surgery',
      [bookedEvent(1, dayCase()), bookedEvent(2, dayCase({ time: LATER }))],
      ['A08', 'S13'],
    ],
    ['another room', [booking, bookedEvent(2, surgicalCase({ room: 'OP5' }))], ['S14']],
    ['another diagnosis', [booking, bookedEvent(2, surgicalCase({ diagnoses: [] }))], ['A08', 'S14']],
    ['another ward', [booking, bookedEvent(2, surgicalCase({ care: { ward: 'KIR303' } }))], ['A08', 'A14', 'S14']],
    [
      'another patient',
      [booking, bookedEvent(2, surgicalCase({ patient: { ...surgicalCase().patient, given: 'Tolvina' } }))],
      ['A08', 'A14', 'S14'],
    ],
    [
      'inpatient becomes day surgery',
      [booking, bookedEvent(2, surgicalCase({ care: { type: 'day-surgery', bedWanted: false } }))],
      ['A08', 'A27', 'S14'],
    ],
    ['day surgery becomes inpatient', [bookedEvent(1, dayCase()), bookedEvent(2)], ['A08', 'A14', 'S14']],
    ['a cancellation', [booking, endingEvent(2)], ['S15', 'A27', 'A38']],
    ['a cancellation in day surgery', [bookedEvent(1, dayCase()), endingEvent(2)], ['S15', 'A38']],
    ['entered in error', [booking, endingEvent(2, 'entered-in-error')], ['S15', 'A27', 'A38']],
    ['a no-show', [booking, endingEvent(2, 'no-show')], ['S26', 'A27']],
    ['a no-show in day surgery', [bookedEvent(1, dayCase()), endingEvent(2, 'no-show')], ['S26']],
    [
      'booked again after a no-show',
      [booking, endingEvent(2, 'no-show'), bookedEvent(3, rebooked)],
      ['A08', 'A14', 'S12'],
    ],
    ['an undone cancellation', [booking, endingEvent(2), bookedEvent(3)], ['A05', 'A14', 'S12']],
    ['a cancellation of a case never sent', [endingEvent(1)], []],
    ['a late version', [bookedEvent(2, rebooked), bookedEvent(1)], []],
    ['a repeated version', [booking, booking], []],
    [
      'an already admitted patient',
      [bookedEvent(1, surgicalCase({ care: { alreadyAdmitted: true, encounterId: 'E77' } }))],
      ['S12'],
    ],
    [
      'a cancellation for an admitted patient',
      [bookedEvent(1, surgicalCase({ care: { alreadyAdmitted: true, encounterId: 'E77' } })), endingEvent(2)],
      ['S15'],
    ],
    [
      'admitted under another encounter meanwhile',
      [booking, bookedEvent(2, surgicalCase({ care: { alreadyAdmitted: true, encounterId: 'E77' } }))],
      ['S14', 'A27', 'A38'],
    ],
    [
      'the pre-admission became the admission',
      [booking, bookedEvent(2, surgicalCase({ care: { alreadyAdmitted: true } }))],
      ['S14'],
    ],
    [
      'discharged before the operation',
      [bookedEvent(1, surgicalCase({ care: { alreadyAdmitted: true, encounterId: 'E77' } })), bookedEvent(2)],
      ['A05', 'A14', 'S14'],
    ],
    [
      'moved to another hospital',
      [booking, bookedEvent(2, surgicalCase({ hospital: 'SAS-BORAS' }))],
      ['S15', 'A27', 'A38', 'A05', 'A14', 'S12'],
    ],
    [
      'a watch instead of a booking',
      [booking, bookedEvent(2, surgicalCase({ priority: 'watch' }))],
      ['S15', 'A27', 'A38'],
    ],
  ];
  for (const [story, events, triggers] of ROWS)
    it(`${story}: ${triggers.join(', ') || 'nothing'}`, () => assert.deepEqual(tell(events).triggers, triggers));

  it('numbers the steps in the order of delivery', () => {
    assert.deepEqual(
      tell([booking]).plan?.messages.map(({ step }) => step),
      [1, 2, 3],
    );
  });

  it('points to the existing encounter of an admitted patient, and never cancels it', () => {
    const admitted = bookedEvent(1, surgicalCase({ care: { alreadyAdmitted: true, encounterId: 'E77' } }));
    assert.deepEqual(visits(tell([admitted])), ['E77']);
    const cancelled = tell([admitted, endingEvent(2)]);
    assert.deepEqual(cancelled.plan?.warnings, [{ code: 'admitted-encounter-kept', visitNumber: 'E77' }]);
  });

  it('lets go of a pre-registration that was never used, under its own number', () => {
    const told = tell([booking, bookedEvent(2, surgicalCase({ care: { alreadyAdmitted: true, encounterId: 'E77' } }))]);
    assert.deepEqual(visits(told), ['E77', CASE_ID, CASE_ID]);
    assert.deepEqual(told.ledger?.encounter, { name: 'adopted', visitNumber: 'E77' });
  });

  it('says the old hospital’s words in the cancelling half of a move', () => {
    const told = tell([booking, bookedEvent(2, surgicalCase({ hospital: 'SAS-BORAS' }))]);
    assert.deepEqual(
      told.plan?.messages.map(({ hospital }) => hospital),
      [...Array<string>(3).fill('SU-MOLNDAL'), ...Array<string>(3).fill('SAS-BORAS')],
    );
    assert.equal(told.ledger?.hospital, 'SAS-BORAS');
  });

  it('warns of a gap and of a bed without a ward', () => {
    assert.deepEqual(tell([booking, bookedEvent(3, surgicalCase({ room: 'OP5' }))]).plan?.warnings, [
      { code: 'version-gap', lastVersion: 1, version: 3 },
    ]);
    const { ward: _ward, ...care } = surgicalCase().care;
    const noWard = tell([bookedEvent(1, { ...surgicalCase(), care })]);
    assert.deepEqual(noWard.triggers, ['A05', 'S12']);
    assert.deepEqual(noWard.plan?.warnings, [{ code: 'no-ward-for-bed' }]);
  });

  it('names the resources that are gone', () => {
    const told = tell([
      booking,
      bookedEvent(2, surgicalCase({ staff: [{ role: 'surgeon', hsaId: 'SE2321000131-P000000999999' }] })),
    ]);
    assert.deepEqual(told.plan?.messages.at(-1)?.removed, { staff: surgicalCase().staff, procedures: [] });
  });

  const OPTIONS: [string, Partial<PlanOptions>, SurgicalEvent[], string[]][] = [
    [
      'encounter by A04',
      { encounterEvent: { inpatient: 'A04', 'day-surgery': 'A04', outpatient: 'A04' } },
      [booking],
      ['A04', 'A14', 'S12'],
    ],
    [
      'an A04 is cancelled by A11',
      { encounterEvent: { inpatient: 'A04', 'day-surgery': 'A04', outpatient: 'A04' } },
      [booking, endingEvent(2)],
      ['S15', 'A27', 'A11'],
    ],
    [
      'encounter made from the SIU',
      { encounterEvent: { inpatient: 'none', 'day-surgery': 'none', outpatient: 'none' } },
      [booking],
      ['A14', 'S12'],
    ],
    ['bed inside the encounter', { bedBooking: 'A05-PV1-3' }, [booking], ['A05', 'S12']],
    ['bed inside the visit', { bedBooking: 'SIU-AIL' }, [booking, endingEvent(2)], ['S15', 'A38']],
    ['no beds', { bedBooking: 'off' }, [booking], ['A05', 'S12']],
    [
      'bed for day surgery when wanted',
      { bedWhen: 'wanted' },
      [bookedEvent(1, dayCase({ care: { bedWanted: true, ward: 'DAG' } }))],
      ['A05', 'A14', 'S12'],
    ],
    [
      'rebooking with a new encounter',
      { rebookEncounter: 'A38+A05' },
      [booking, bookedEvent(2, rebooked)],
      ['A27', 'A38', 'A05', 'A14', 'S13'],
    ],
    ['rebooking by A05 again', { rebookEncounter: 'A05' }, [booking, bookedEvent(2, rebooked)], ['A05', 'A14', 'S13']],
    [
      'rebooking of the bed in two messages',
      { rebookBed: 'A27+A14' },
      [booking, bookedEvent(2, rebooked)],
      ['A08', 'A27', 'A14', 'S13'],
    ],
    [
      'rebooking of the visit in two messages',
      { rebookAppointment: 'S15+S12' },
      [booking, bookedEvent(2, rebooked)],
      ['A08', 'A14', 'S15', 'S12'],
    ],
    [
      'a no-show that cancels the encounter',
      { noShowEncounter: 'A38' },
      [booking, endingEvent(2, 'no-show')],
      ['S26', 'A27', 'A38'],
    ],
    [
      'entered in error as a deletion',
      { enteredInError: 'S17' },
      [booking, endingEvent(2, 'entered-in-error')],
      ['S17', 'A27', 'A38'],
    ],
  ];
  for (const [story, options, events, triggers] of OPTIONS)
    it(`option: ${story}: ${triggers.join(', ')}`, () => assert.deepEqual(tell(events, options).triggers, triggers));

  it('gives every new encounter of a case its own number where a rebooking opens one', () => {
    const told = tell([booking, bookedEvent(2, rebooked)], { rebookEncounter: 'A38+A05', visitNumberPrefix: 'V' });
    assert.deepEqual(visits(told), [`V${CASE_ID}`, `V${CASE_ID}`, `V${CASE_ID}-2`, `V${CASE_ID}-2`, `V${CASE_ID}-2`]);
  });
});
