import assert from 'node:assert/strict';
import { DEFAULT_PLAN_OPTIONS, type CaseLedger, type SurgicalEvent } from '../../../nodes/lib/surgery/index.ts';
import {
  admittedCase,
  bookedEvent,
  ELSEWHERE,
  endingEvent,
  LATER,
  ledgerOf,
  rebookedCase,
  surgicalCase,
} from './case-makers.ts';
import { tell, tellOne } from './tell-case.ts';

const OWN = 'OP1';
const booking = bookedEvent(1);
const admitted = (
  version: number,
  encounterId?: string,
  changes: Parameters<typeof surgicalCase>[0] = {},
): SurgicalEvent => bookedEvent(version, admittedCase(encounterId, changes));

describe('the plan for a patient already admitted', () => {
  it('books the appointment only, pointing to the existing encounter', () => {
    const { triggers, visits, warnings, ledger } = tell([admitted(1, 'E77')]);
    assert.deepEqual([triggers, visits, warnings], [['S12'], ['E77'], []]);
    assert.deepEqual(ledger.encounter, { name: 'adopted', visitNumber: 'E77' });
    assert.equal(ledger.bed, 'none');
  });

  it('points to the case’s own visit number where no other is given', () => {
    const { triggers, visits, ledger } = tell([admitted(1)]);
    assert.deepEqual([triggers, visits], [['S12'], [OWN]]);
    assert.deepEqual(ledger.encounter, { name: 'adopted', visitNumber: OWN });
  });

  it('rebooks and modifies the appointment only', () => {
    assert.deepEqual(tell([admitted(1, 'E77'), admitted(2, 'E77', { time: LATER })]).triggers, ['S13']);
    assert.deepEqual(tell([admitted(1, 'E77'), admitted(2, 'E77', { care: { ward: 'KIR303' } })]).triggers, ['S14']);
    assert.deepEqual(tell([admitted(1, 'E77'), admitted(2, 'E77', { diagnoses: [] })]).triggers, ['S14']);
  });

  it('follows the patient into another encounter', () => {
    const { triggers, visits } = tell([admitted(1, 'E77'), admitted(2, 'E78')]);
    assert.deepEqual([triggers, visits], [['S14'], ['E78']]);
  });

  it('keeps to the encounter it knows when an event leaves the number out, and names it as the receiver’s', () => {
    const { triggers, visits, plan } = tell([admitted(1, 'E77'), admitted(2, undefined, { room: 'OP5' })]);
    assert.deepEqual([triggers, visits], [['S14'], ['E77']]);
    assert.equal(plan.messages[0]?.subject.care.encounterId, 'E77');
    const cancelled = tell([admitted(1, 'E77'), admitted(2, undefined, { room: 'OP5' }), endingEvent(3)]);
    assert.equal(cancelled.plan.messages[0]?.subject.care.encounterId, 'E77');
  });

  it('does not name a number of our own as the receiver’s', () => {
    assert.equal(tell([admitted(1)]).plan.messages[0]?.subject.care.encounterId, undefined);
    const { plan } = tell([admitted(1), endingEvent(2)], { visitNumberPrefix: 'V' });
    assert.equal(plan.messages[0]?.visitNumber, 'VOP1');
    assert.equal(plan.messages[0].subject.care.encounterId, undefined);
  });

  it('cancels the appointment only, and says that the encounter is kept', () => {
    const { triggers, visits, plan, ledger } = tell([admitted(1, 'E77'), endingEvent(2)]);
    assert.deepEqual([triggers, visits], [['S15'], ['E77']]);
    assert.deepEqual(plan.warnings, [{ code: 'admitted-encounter-kept', visitNumber: 'E77' }]);
    assert.deepEqual(ledger.encounter, { name: 'adopted', visitNumber: 'E77' });
    assert.equal(ledger.appointment, 'none');
  });

  it('tells of a no-show without touching the encounter, whatever the site does with its own', () => {
    for (const noShowEncounter of ['keep', 'A38'] as const) {
      assert.deepEqual(tell([admitted(1, 'E77'), endingEvent(2, 'no-show')], { noShowEncounter }).triggers, ['S26']);
    }
  });

  it('books again after a cancellation', () => {
    const { triggers, visits } = tell([admitted(1, 'E77'), endingEvent(2), admitted(3, 'E77')]);
    assert.deepEqual([triggers, visits], [['S12'], ['E77']]);
  });

  it('replaces the appointment under the number it was booked by', () => {
    const options = { rebookAppointment: 'S15+S12' } as const;
    const { triggers, visits } = tell([admitted(1, 'E77'), admitted(2, 'E78', { time: LATER })], options);
    assert.deepEqual(
      [triggers, visits],
      [
        ['S15', 'S12'],
        ['E77', 'E78'],
      ],
    );
  });
});

describe('the plan for an admitted patient who moves to another hospital', () => {
  it('cancels the appointment there and books it here, in the encounter that is given', () => {
    const { triggers, visits, warnings } = tell([admitted(1, 'E77'), admitted(2, 'E88', { hospital: ELSEWHERE })]);
    assert.deepEqual(
      [triggers, visits],
      [
        ['S15', 'S12'],
        ['E77', 'E88'],
      ],
    );
    assert.deepEqual(warnings, ['admitted-encounter-kept']);
  });

  it('takes back the unused pre-registration with the rest', () => {
    const { triggers, visits } = tell([booking, admitted(2, 'E88', { hospital: ELSEWHERE })]);
    assert.deepEqual(
      [triggers, visits],
      [
        ['S15', 'A27', 'A38', 'S12'],
        [OWN, OWN, OWN, 'E88'],
      ],
    );
  });

  it('leaves the pre-registration alone when it is the one the patient came in on', () => {
    const { triggers, visits, warnings, ledger } = tell([booking, admitted(2, OWN, { hospital: ELSEWHERE })]);
    assert.deepEqual(
      [triggers, visits],
      [
        ['S15', 'S12'],
        [OWN, OWN],
      ],
    );
    assert.deepEqual(warnings, ['admitted-encounter-kept']);
    assert.deepEqual(ledger.encounter, { name: 'adopted', visitNumber: OWN });
  });

  it('knows no encounter of the old hospital at the new one', () => {
    for (const between of [[], [endingEvent(2)]]) {
      const events = [admitted(1, 'E77'), ...between, admitted(3, undefined, { hospital: ELSEWHERE })];
      assert.equal(tell(events).visits.at(-1), OWN);
    }
  });
});

describe('the plan when the receiver has told of the admission before Orbit', () => {
  const takenOver = (changes: Partial<CaseLedger> = {}): CaseLedger =>
    ledgerOf({ encounter: { name: 'adopted', visitNumber: OWN }, bed: 'none', ...changes });
  const next = (before: CaseLedger, event: SurgicalEvent): string[] =>
    tellOne(before, event, () => DEFAULT_PLAN_OPTIONS).plan.messages.map(
      ({ triggerEvent, visitNumber }) => `${triggerEvent} ${visitNumber}`,
    );

  it('changes the appointment only, and registers no second encounter', () => {
    assert.deepEqual(next(takenOver(), bookedEvent(2, rebookedCase())), ['S13 OP1']);
    assert.deepEqual(next(takenOver(), bookedEvent(2, surgicalCase({ diagnoses: [] }))), ['S14 OP1']);
  });

  it('goes on when Orbit says so too', () => {
    assert.deepEqual(next(takenOver(), admitted(2)), ['S14 OP1']);
  });

  it('cancels the appointment only, and takes the bed for used up', () => {
    assert.deepEqual(next(takenOver({ bed: 'reserved' }), endingEvent(2)), ['S15 OP1']);
  });

  it('registers a new encounter when the operation is booked again after a cancellation', () => {
    const cancelled = takenOver({ appointment: 'none' });
    assert.deepEqual(next(cancelled, bookedEvent(2)), ['A05 OP1-2', 'A14 OP1-2', 'S12 OP1-2']);
  });
});
