import assert from 'node:assert/strict';
import {
  compareCase,
  DEFAULT_PLAN_OPTIONS,
  planMessages,
  type CaseLedger,
  type MessagePlan,
  type PlanOptions,
  type SurgicalCase,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import {
  admittedCase,
  bookedEvent,
  cancelledLedger,
  CASE_ID,
  dayCase,
  ELSEWHERE,
  endingEvent,
  ledgerOf,
  rebookedCase,
  surgicalCase,
} from './case-makers.ts';

function planned(
  before: CaseLedger,
  event: SurgicalEvent,
  options: Partial<PlanOptions> = {},
  elsewhere: Partial<PlanOptions> = options,
): MessagePlan {
  const change = compareCase(before, event, { waitForGap: false });
  assert.ok('after' in change, change.kind);
  const [current, previous] = [options, elsewhere].map((changes) => ({ ...DEFAULT_PLAN_OPTIONS, ...changes }));
  assert.ok(current && previous);
  return planMessages(change, before, { current, previous });
}

const triggersOf = ({ messages }: MessagePlan): string[] => messages.map(({ triggerEvent }) => triggerEvent);
const visitsOf = ({ messages }: MessagePlan): string[] => [...new Set(messages.map(({ visitNumber }) => visitNumber))];
const inEncounter = { bedBooking: 'A05-PV1-3' } as const;
const byAppointment = { inpatient: 'none', 'day-surgery': 'none', outpatient: 'none' } as const;
const adopted = (visitNumber: string) => ({ name: 'adopted', visitNumber }) as const;
const otherPatient = { ...surgicalCase().patient, id: '189912299816' };

describe('what a plan takes a site for that has said nothing', () => {
  it('is written down here word for word', () => {
    assert.deepEqual(DEFAULT_PLAN_OPTIONS, {
      encounterEvent: { inpatient: 'A05', 'day-surgery': 'A05', outpatient: 'A05' },
      bedBooking: 'A14',
      bedWhen: 'inpatient',
      rebookEncounter: 'A08',
      rebookBed: 'A14',
      rebookAppointment: 'S13',
      noShowEncounter: 'keep',
      enteredInError: 'S15',
      visitNumberPrefix: '',
    });
  });

  it('is that of the hospital the case is at, whatever the other one has', () => {
    const plan = planned(
      ledgerOf(),
      bookedEvent(2, rebookedCase()),
      {},
      { bedBooking: 'off', rebookAppointment: 'S15+S12' },
    );
    assert.deepEqual(triggersOf(plan), ['A08', 'A14', 'S13']);
  });
});

describe('what a message finds held', () => {
  it('says that the patient is in where Orbit has said so, and not where the receiver took the encounter over', () => {
    const said = planned(cancelledLedger(), bookedEvent(2, admittedCase('E77')));
    assert.deepEqual(
      said.messages.map(({ before }) => before.admissionSaid),
      [true],
    );
    const takenOver = ledgerOf({ encounter: adopted('E77'), bed: 'none' });
    const [message] = planned(takenOver, bookedEvent(2, surgicalCase({ room: 'OP5' }))).messages;
    assert.ok(message !== undefined && !('admissionSaid' in message.before));
    const cancelled = planned(ledgerOf(), bookedEvent(2, admittedCase('E77'))).messages;
    const first = cancelled.find(({ before }) => before.encounter.name === 'registered');
    assert.ok(first !== undefined && !('admissionSaid' in first.before));
  });

  it('has no generation before an operator has planned the case anew', () => {
    const [message] = planned(ledgerOf(), endingEvent(2)).messages;
    assert.ok(message !== undefined && !('generation' in message));
    const again = planned(ledgerOf({ generation: 2 }), endingEvent(2)).messages;
    assert.equal(again[0]?.generation, 2);
  });
});

describe('the number of an encounter', () => {
  it('is the case’s own again after a cancellation', () => {
    assert.deepEqual(visitsOf(planned(cancelledLedger(), bookedEvent(2))), [CASE_ID]);
    assert.deepEqual(visitsOf(planned(cancelledLedger({ appointment: 'no-show' }), bookedEvent(2))), [CASE_ID]);
    assert.deepEqual(visitsOf(planned(ledgerOf({ bed: 'none', appointment: 'no-show' }), bookedEvent(2))), [CASE_ID]);
  });

  it('is a new one where a missed visit has left an encounter that the appointment had opened', () => {
    const missed = cancelledLedger({ appointment: 'no-show', snapshot: dayCase() });
    const mixed = { encounterEvent: { ...byAppointment, inpatient: 'A05' } } as const;
    assert.deepEqual(visitsOf(planned(missed, bookedEvent(2), mixed)), [`${CASE_ID}-2`]);
    assert.deepEqual(visitsOf(planned(cancelledLedger({ snapshot: dayCase() }), bookedEvent(2), mixed)), [CASE_ID]);
    const { snapshot: _snapshot, ...unknown } = missed;
    assert.deepEqual(visitsOf(planned(unknown, bookedEvent(2), mixed)), [CASE_ID]);
  });

  it('is no number of the receiver’s although the site’s prefix has changed since', () => {
    const before = ledgerOf({ encounter: { name: 'registered', visitNumber: 'OLD-OP1', createdBy: 'A05' } });
    const { messages } = planned(before, bookedEvent(2, rebookedCase()), { visitNumberPrefix: 'NEW-' });
    assert.ok(messages.length > 0);
    for (const { subject, visitNumber } of messages) {
      assert.deepEqual([visitNumber, subject.care.encounterId], ['OLD-OP1', undefined]);
    }
  });

  it('stays when the receiver’s encounter goes by it already, and is used up when the receiver’s is left', () => {
    const mine = ledgerOf({ encounter: adopted(CASE_ID), bed: 'none', snapshot: admittedCase(CASE_ID) });
    assert.equal(planned(mine, bookedEvent(2, admittedCase(CASE_ID, { room: 'OP5' }))).after.visitCount, 1);
    assert.equal(planned(mine, bookedEvent(2, admittedCase('E77'))).after.visitCount, 2);
  });

  it('is not changed by a rebooking with an encounter of its own where there is none of ours to replace', () => {
    const before = ledgerOf({ encounter: { name: 'none' }, bed: 'none' });
    const plan = planned(before, bookedEvent(2, rebookedCase()), { rebookEncounter: 'A38+A05' });
    assert.deepEqual(visitsOf(plan), [CASE_ID]);
  });
});

describe('a case that leaves its hospital or its patient with nothing of ours there', () => {
  const theirs = cancelledLedger({ encounter: adopted('E77') });

  it('takes nothing back, and warns of nothing', () => {
    const moved = planned({ ...theirs, hospital: ELSEWHERE }, bookedEvent(2));
    const another = planned(theirs, bookedEvent(2, surgicalCase({ patient: otherPatient })));
    for (const { messages, warnings } of [moved, another]) {
      assert.deepEqual(warnings, []);
      assert.ok(messages.every(({ effect }) => effect === 'create'));
    }
  });

  it('keeps the number of an encounter the patient has come in by', () => {
    const plan = planned(ledgerOf(), bookedEvent(2, admittedCase(CASE_ID, { patient: otherPatient })));
    assert.deepEqual([plan.after.encounter, plan.after.visitCount], [adopted(CASE_ID), 1]);
  });
});

describe('a missed visit whose bed stands in the encounter', () => {
  const snapshot = surgicalCase({ care: { bed: '12' } });
  const miss = endingEvent(2, 'no-show');

  it('tells the encounter without it, in the words it was told, unless no bed was held', () => {
    const plan = planned(ledgerOf({ snapshot }), miss, inEncounter);
    assert.deepEqual(triggersOf(plan), ['S26', 'A08']);
    assert.deepEqual(triggersOf(planned(ledgerOf({ snapshot, bed: 'none' }), miss, inEncounter)), ['S26']);
    const told: SurgicalCase = { ...snapshot, clinic: 'KIR' };
    const brokenOff = ledgerOf({ snapshot, bed: 'none', tellAll: { told: { encounter: told } } });
    const { messages } = planned(brokenOff, miss, inEncounter);
    assert.equal(messages.find(({ triggerEvent }) => triggerEvent === 'A08')?.subject.clinic, 'KIR');
  });
});

describe('an encounter that carries the bed', () => {
  it('is not told of the bed of a case that takes none', () => {
    const inBed = (bed: string): SurgicalCase => dayCase({ care: { bed, bedWanted: true } });
    const before = ledgerOf({ snapshot: inBed('12'), bed: 'none' });
    const plan = planned(before, bookedEvent(2, { ...inBed('14'), room: 'OP5' }), inEncounter);
    assert.deepEqual(triggersOf(plan), ['S14']);
  });

  it('is cancelled in the words it was told', () => {
    const told = surgicalCase({ clinic: 'KIR' });
    const { messages } = planned(ledgerOf({ tellAll: { told: { encounter: told } } }), endingEvent(2));
    assert.equal(messages.find(({ triggerEvent }) => triggerEvent === 'A38')?.subject.clinic, 'KIR');
  });
});
