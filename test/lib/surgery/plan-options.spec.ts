import assert from 'node:assert/strict';
import type { PlanOptions } from '../../../nodes/lib/surgery/index.ts';
import {
  admittedCase,
  bookedEvent,
  dayCase,
  ELSEWHERE,
  endingEvent,
  LATER,
  rebookedCase,
  surgicalCase,
} from './case-makers.ts';
import { tell, tellsEach } from './tell-case.ts';

const encounterBy = (event: 'A04' | 'A05' | 'none'): Pick<PlanOptions, 'encounterEvent'> => ({
  encounterEvent: { inpatient: event, 'day-surgery': event, outpatient: event },
});

const booking = bookedEvent(1);
const dayBooking = bookedEvent(1, dayCase());
const rebooking = [booking, bookedEvent(2, rebookedCase())];
const sameStay = [booking, bookedEvent(2, surgicalCase({ time: LATER }))];
const otherRoom = [booking, bookedEvent(2, surgicalCase({ room: 'OP5' }))];
const otherWard = [booking, bookedEvent(2, surgicalCase({ care: { ward: 'KIR303' } }))];
const toDay = [booking, bookedEvent(2, dayCase())];
const toInpatient = [dayBooking, bookedEvent(2)];
const cancellation = [booking, endingEvent(2)];
const noShow = [booking, endingEvent(2, 'no-show')];
const inError = [booking, endingEvent(2, 'entered-in-error')];

describe('a site that registers by A04', () => {
  tellsEach(
    [
      ['a booking', [booking], ['A04', 'A14', 'S12']],
      ['a rebooking', rebooking, ['A08', 'A14', 'S13']],
      ['a cancellation', cancellation, ['S15', 'A27', 'A11']],
      ['a no-show', noShow, ['S26', 'A27']],
    ],
    encounterBy('A04'),
  );

  it('cancels what it has registered by the event that fits, also after the care type has changed', () => {
    const encounterEvent = { inpatient: 'A05', 'day-surgery': 'A04', outpatient: 'A04' } as const;
    assert.deepEqual(tell([dayBooking], { encounterEvent }).triggers, ['A04', 'S12']);
    assert.deepEqual(tell([...toDay, endingEvent(3)], { encounterEvent }).triggers, ['S15', 'A38']);
    assert.deepEqual(tell([...toInpatient, endingEvent(3)], { encounterEvent }).triggers, ['S15', 'A27', 'A11']);
  });
});

describe('a site whose receiver makes the encounter from the appointment', () => {
  // The bed belongs to an encounter: it has none before the appointment.
  tellsEach(
    [
      ['a booking', [booking], ['S12', 'A14']],
      ['a booking in day surgery', [dayBooking], ['S12']],
      ['a rebooking', rebooking, ['A14', 'S13']],
      ['another diagnosis', [booking, bookedEvent(2, surgicalCase({ diagnoses: [] }))], ['S14']],
      ['inpatient to day surgery', toDay, ['A27', 'S14']],
      ['day surgery to inpatient', toInpatient, ['A14', 'S14']],
      ['a cancellation', cancellation, ['S15', 'A27']],
      ['a no-show', noShow, ['S26', 'A27']],
      ['booked again after a no-show', [...noShow, bookedEvent(3)], ['S12', 'A14']],
      ['an undone cancellation', [...cancellation, bookedEvent(3)], ['S12', 'A14']],
      ['admitted under another encounter', [booking, bookedEvent(2, admittedCase('E77'))], ['S15', 'A27', 'S12']],
      ['the pre-admission became the admission', [booking, bookedEvent(2, admittedCase())], ['S14']],
      ['not admitted after all', [bookedEvent(1, admittedCase('E77')), bookedEvent(2)], ['S14', 'A14']],
    ],
    encounterBy('none'),
  );

  it('takes no encounter for its own', () => {
    const { ledger, visits } = tell([booking], encounterBy('none'));
    assert.deepEqual(ledger.encounter, { name: 'none' });
    assert.deepEqual(visits, ['OP1', 'OP1']);
  });

  it('gives the bed back under the number it was reserved by', () => {
    const { visits } = tell([booking, bookedEvent(2, admittedCase('E77'))], encounterBy('none'));
    assert.deepEqual(visits, ['OP1', 'OP1', 'E77']);
  });

  it('registers under another number once a missed visit has left its encounter there', () => {
    const events = [booking, endingEvent(2, 'no-show'), bookedEvent(3, surgicalCase({ hospital: ELSEWHERE }))];
    const { triggers, visits } = tell(events, encounterBy('none'), {});
    assert.deepEqual([triggers, [...new Set(visits)]], [['A05', 'A14', 'S12'], ['OP1-2']]);
    assert.deepEqual([...new Set(tell(events, {}, {}).visits)], ['OP1']);
  });

  it('has a new encounter made when the first one has been used', () => {
    const { visits } = tell([booking, bookedEvent(2, admittedCase()), bookedEvent(3)], encounterBy('none'));
    assert.deepEqual(visits, ['OP1-2', 'OP1-2']);
  });

  it('goes on with an encounter registered before, until it is cancelled', () => {
    const encounterEvent = { inpatient: 'A05', 'day-surgery': 'none', outpatient: 'none' } as const;
    assert.deepEqual(tell(toDay, { encounterEvent }).triggers, ['A08', 'A27', 'S14']);
    assert.deepEqual(tell([...toDay, endingEvent(3)], { encounterEvent }).triggers, ['S15', 'A38']);
  });
});

describe('a site that opens a new encounter at a rebooking', () => {
  tellsEach(
    [
      ['a rebooking', rebooking, ['A27', 'A38', 'A05', 'A14', 'S13']],
      ['a rebooking within the same stay', sameStay, ['A27', 'A38', 'A05', 'A14', 'S13']],
      ['a rebooking in day surgery', [dayBooking, bookedEvent(2, dayCase({ time: LATER }))], ['A38', 'A05', 'S13']],
      [
        'a rebooking into day surgery',
        [booking, bookedEvent(2, dayCase({ time: LATER }))],
        ['A27', 'A38', 'A05', 'S13'],
      ],
      ['a modification', otherWard, ['A08', 'A14', 'S14']],
      [
        'a rebooking of an admitted patient',
        [bookedEvent(1, admittedCase('E77')), bookedEvent(2, admittedCase('E77', { time: LATER }))],
        ['S13'],
      ],
      ['booked again after a no-show', [...noShow, bookedEvent(3, rebookedCase())], ['A08', 'A14', 'S12']],
    ],
    { rebookEncounter: 'A38+A05' },
  );

  const options = { rebookEncounter: 'A38+A05', visitNumberPrefix: 'V' } as const;

  it('gives every one of them its own number, and the appointment the newest', () => {
    assert.deepEqual(tell(rebooking, options).visits, ['VOP1', 'VOP1', 'VOP1-2', 'VOP1-2', 'VOP1-2']);
    const third = tell([...rebooking, bookedEvent(3, surgicalCase())], options);
    assert.deepEqual(third.visits, ['VOP1-2', 'VOP1-2', 'VOP1-3', 'VOP1-3', 'VOP1-3']);
    assert.deepEqual(third.ledger.encounter, { name: 'registered', visitNumber: 'VOP1-3', createdBy: 'A05' });
  });

  it('uses the newest number again after a cancellation', () => {
    assert.deepEqual(tell([...rebooking, endingEvent(3), bookedEvent(4)], options).visits, [
      'VOP1-2',
      'VOP1-2',
      'VOP1-2',
    ]);
  });

  it('cancels the old one in the words last sent', () => {
    const { plan } = tell(rebooking, options);
    assert.deepEqual(plan.messages[1]?.subject, surgicalCase());
    assert.deepEqual(plan.messages[2]?.subject, rebookedCase());
  });

  it('cancels a registration by A11 and registers by A04', () => {
    const byA04 = { ...options, ...encounterBy('A04') };
    assert.deepEqual(tell(rebooking, byA04).triggers, ['A27', 'A11', 'A04', 'A14', 'S13']);
  });

  it('takes the appointment away first where that is replaced too', () => {
    const { triggers, visits } = tell(rebooking, { ...options, rebookAppointment: 'S15+S12' });
    assert.deepEqual(triggers, ['S15', 'A27', 'A38', 'A05', 'A14', 'S12']);
    assert.deepEqual(visits, [...Array<string>(3).fill('VOP1'), ...Array<string>(3).fill('VOP1-2')]);
  });
});

describe('a site that sends the A05 again at a rebooking', () => {
  tellsEach(
    [
      ['a rebooking', rebooking, ['A05', 'A14', 'S13']],
      ['a modification', otherWard, ['A08', 'A14', 'S14']],
    ],
    { rebookEncounter: 'A05' },
  );

  it('sends it as an update of the same encounter', () => {
    const { plan, visits } = tell(rebooking, { rebookEncounter: 'A05' });
    assert.deepEqual([plan.messages[0]?.effect, visits[0]], ['update', 'OP1']);
  });

  it('sends the A04 again where that has made the encounter', () => {
    assert.deepEqual(tell(rebooking, { rebookEncounter: 'A05', ...encounterBy('A04') }).triggers, [
      'A04',
      'A14',
      'S13',
    ]);
  });
});

describe('a site that rebooks the bed in two messages', () => {
  tellsEach(
    [
      ['a rebooking', rebooking, ['A08', 'A27', 'A14', 'S13']],
      ['a rebooking within the same stay', sameStay, ['A08', 'S13']],
      ['a modification', otherWard, ['A08', 'A14', 'S14']],
    ],
    { rebookBed: 'A27+A14' },
  );

  it('releases the old place and reserves the new one', () => {
    const moved = [booking, bookedEvent(2, rebookedCase({ care: { ward: 'KIR303' } }))];
    const { plan } = tell(moved, { rebookBed: 'A27+A14' });
    assert.deepEqual(
      plan.messages.slice(1, 3).map(({ effect, subject }) => [effect, subject.care.ward]),
      [
        ['cancel', 'KIR302'],
        ['create', 'KIR303'],
      ],
    );
  });
});

describe('a site that rebooks the appointment in two messages', () => {
  tellsEach(
    [
      ['a rebooking', rebooking, ['A08', 'A14', 'S15', 'S12']],
      ['a modification', otherRoom, ['S14']],
      ['booked again after a no-show', [...noShow, bookedEvent(3, rebookedCase())], ['A08', 'A14', 'S12']],
    ],
    { rebookAppointment: 'S15+S12' },
  );

  it('cancels the old time and books the new one', () => {
    const { plan } = tell(rebooking, { rebookAppointment: 'S15+S12' });
    assert.deepEqual(
      plan.messages.slice(2).map(({ effect, subject, removed }) => [effect, subject, removed]),
      [
        ['cancel', surgicalCase(), undefined],
        ['create', rebookedCase(), undefined],
      ],
    );
  });
});

describe('a site that cancels the encounter of a missed visit', () => {
  tellsEach(
    [
      ['an inpatient', noShow, ['S26', 'A27', 'A38']],
      ['day surgery', [dayBooking, endingEvent(2, 'no-show')], ['S26', 'A38']],
      ['booked again', [...noShow, bookedEvent(3)], ['A05', 'A14', 'S12']],
      ['cancelled after it', [...noShow, endingEvent(3)], []],
    ],
    { noShowEncounter: 'A38' },
  );
});

describe('a site that deletes what was entered in error', () => {
  tellsEach(
    [
      ['entered in error', inError, ['S17', 'A27', 'A38']],
      ['a cancellation', cancellation, ['S15', 'A27', 'A38']],
    ],
    { enteredInError: 'S17' },
  );
});
