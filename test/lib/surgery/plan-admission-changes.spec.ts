import assert from 'node:assert/strict';
import type { SurgicalEvent } from '../../../nodes/lib/surgery/index.ts';
import {
  admittedCase,
  bookedEvent,
  dayCase,
  ELSEWHERE,
  endingEvent,
  LATER,
  ledgerOf,
  rebookedCase,
  surgicalCase,
} from './case-makers.ts';
import { tell } from './tell-case.ts';

const OWN = 'OP1';
const booking = bookedEvent(1);
const admitted = (
  version: number,
  encounterId?: string,
  changes: Parameters<typeof surgicalCase>[0] = {},
): SurgicalEvent => bookedEvent(version, admittedCase(encounterId, changes));

describe('the plan when the patient has been admitted under another encounter', () => {
  it('moves the appointment there, then takes back the bed and the unused pre-registration', () => {
    const { triggers, visits, warnings, ledger } = tell([booking, admitted(2, 'E77')]);
    assert.deepEqual([triggers, visits, warnings], [['S14', 'A27', 'A38'], ['E77', OWN, OWN], []]);
    assert.deepEqual(ledger.encounter, { name: 'adopted', visitNumber: 'E77' });
    assert.equal(ledger.bed, 'none');
  });

  it('tells the new time as well', () => {
    const { triggers, visits } = tell([booking, admitted(2, 'E77', { time: LATER })]);
    assert.deepEqual(
      [triggers, visits],
      [
        ['S13', 'A27', 'A38'],
        ['E77', OWN, OWN],
      ],
    );
  });

  it('replaces the appointment where the site wants that, under the number it was booked by', () => {
    const options = { rebookAppointment: 'S15+S12' } as const;
    const { triggers, visits } = tell([booking, admitted(2, 'E77', { time: LATER })], options);
    assert.deepEqual(
      [triggers, visits],
      [
        ['S15', 'S12', 'A27', 'A38'],
        [OWN, 'E77', OWN, OWN],
      ],
    );
  });

  it('takes the pre-registration back in the words last sent', () => {
    const { plan } = tell([booking, admitted(2, 'E77', { care: { ward: 'KIR303' } })]);
    assert.deepEqual(
      plan.messages.map(({ subject }) => subject),
      [admittedCase('E77', { care: { ward: 'KIR303' } }), surgicalCase(), surgicalCase()],
    );
  });

  it('has no bed to take back in day surgery', () => {
    const { triggers } = tell([bookedEvent(1, dayCase()), admitted(2, 'E77')]);
    assert.deepEqual(triggers, ['S14', 'A38']);
  });

  it('cancels a registration by A11', () => {
    const A04 = { inpatient: 'A04', 'day-surgery': 'A04', outpatient: 'A04' } as const;
    assert.deepEqual(tell([booking, admitted(2, 'E77')], { encounterEvent: A04 }).triggers, ['S14', 'A27', 'A11']);
  });

  it('takes back what a no-show has left', () => {
    const { triggers, visits } = tell([booking, endingEvent(2, 'no-show'), admitted(3, 'E77')]);
    assert.deepEqual(
      [triggers, visits],
      [
        ['S12', 'A38'],
        ['E77', OWN],
      ],
    );
  });
});

describe('the plan when the pre-admission has become the admission', () => {
  for (const encounterId of [undefined, OWN]) {
    it(`changes the appointment only, with ${encounterId ?? 'no'} number given`, () => {
      const { triggers, visits, plan, ledger } = tell([booking, admitted(2, encounterId)]);
      assert.deepEqual([triggers, visits], [['S14'], [OWN]]);
      assert.deepEqual(plan.warnings, [{ code: 'admitted-encounter-kept', visitNumber: OWN }]);
      assert.deepEqual(ledger.encounter, { name: 'adopted', visitNumber: OWN });
      // The reservation was used up by the admission.
      assert.equal(ledger.bed, 'none');
    });
  }

  it('warns once, not at every change after it', () => {
    assert.deepEqual(tell([booking, admitted(2), admitted(3, undefined, { room: 'OP5' })]).warnings, []);
  });

  it('never cancels it', () => {
    const { triggers, warnings } = tell([booking, admitted(2), endingEvent(3)]);
    assert.deepEqual([triggers, warnings], [['S15'], ['admitted-encounter-kept']]);
  });

  it('keeps to it when the operation is cancelled and booked again in the same stay', () => {
    const { triggers, visits } = tell([booking, admitted(2), endingEvent(3), admitted(4)]);
    assert.deepEqual([triggers, visits], [['S12'], [OWN]]);
  });
});

describe('the plan when the patient is not admitted after all', () => {
  it('registers an encounter, reserves a bed and moves the appointment there', () => {
    const { triggers, visits, ledger } = tell([admitted(1, 'E77'), bookedEvent(2)]);
    assert.deepEqual(
      [triggers, visits],
      [
        ['A05', 'A14', 'S14'],
        [OWN, OWN, OWN],
      ],
    );
    assert.deepEqual(ledger, ledgerOf({ version: 2 }));
  });

  it('tells the new time as well', () => {
    assert.deepEqual(tell([admitted(1, 'E77'), bookedEvent(2, rebookedCase())]).triggers, ['A05', 'A14', 'S13']);
  });

  it('replaces the appointment under the number it was booked by', () => {
    const options = { rebookAppointment: 'S15+S12' } as const;
    const { triggers, visits } = tell([admitted(1, 'E77'), bookedEvent(2, rebookedCase())], options);
    assert.deepEqual(
      [triggers, visits],
      [
        ['A05', 'A14', 'S15', 'S12'],
        [OWN, OWN, 'E77', OWN],
      ],
    );
  });

  it('uses a new number when the receiver has taken the first one over', () => {
    const { triggers, visits } = tell([booking, admitted(2), bookedEvent(3)]);
    assert.deepEqual(
      [triggers, visits],
      [
        ['A05', 'A14', 'S14'],
        ['OP1-2', 'OP1-2', 'OP1-2'],
      ],
    );
    const again = tell([booking, admitted(2), bookedEvent(3), admitted(4), bookedEvent(5)]);
    assert.deepEqual(again.visits, ['OP1-3', 'OP1-3', 'OP1-3']);
  });

  it('uses a new number although other encounters have come between', () => {
    const { visits } = tell([booking, admitted(2), admitted(3, 'E77'), bookedEvent(4)]);
    assert.deepEqual(visits, ['OP1-2', 'OP1-2', 'OP1-2']);
  });

  it('uses a new number although the operation was cancelled between', () => {
    const { triggers, visits } = tell([booking, admitted(2), endingEvent(3), bookedEvent(4)]);
    assert.deepEqual(
      [triggers, visits],
      [
        ['A05', 'A14', 'S12'],
        ['OP1-2', 'OP1-2', 'OP1-2'],
      ],
    );
  });

  it('uses a new number at another hospital too, which may share the receiver', () => {
    const { triggers, visits } = tell([booking, admitted(2), bookedEvent(3, surgicalCase({ hospital: ELSEWHERE }))]);
    assert.deepEqual(
      [triggers, visits],
      [
        ['S15', 'A05', 'A14', 'S12'],
        [OWN, 'OP1-2', 'OP1-2', 'OP1-2'],
      ],
    );
  });

  it('uses its own number again when that one was cancelled', () => {
    const { triggers, visits } = tell([booking, admitted(2, 'E77'), bookedEvent(3)]);
    assert.deepEqual(
      [triggers, visits],
      [
        ['A05', 'A14', 'S14'],
        [OWN, OWN, OWN],
      ],
    );
  });
});
