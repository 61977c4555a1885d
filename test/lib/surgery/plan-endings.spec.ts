import assert from 'node:assert/strict';
import {
  bookedEvent,
  CASE_ID,
  dayCase,
  ELSEWHERE,
  endingEvent,
  HOSPITAL,
  ledgerOf,
  rebookedCase,
  surgicalCase,
} from './case-makers.ts';
import { tell, tellsEach } from './tell-case.ts';

const booking = bookedEvent(1);
const dayBooking = bookedEvent(1, dayCase());

describe('the plan of a cancellation', () => {
  tellsEach([
    ['an inpatient', [booking, endingEvent(2)], ['S15', 'A27', 'A38']],
    ['day surgery', [dayBooking, endingEvent(2)], ['S15', 'A38']],
    ['with a body that says otherwise', [booking, bookedEvent(2, dayCase(), 'cancelled')], ['S15', 'A27', 'A38']],
    ['after a rebooking', [booking, bookedEvent(2, rebookedCase()), endingEvent(3)], ['S15', 'A27', 'A38']],
    ['of a case never sent', [endingEvent(1)], []],
    ['of a case cancelled before', [booking, endingEvent(2), endingEvent(3)], []],
    ['of a watch', [bookedEvent(1, surgicalCase({ priority: 'watch' })), endingEvent(2)], []],
    ['of what a no-show has left', [booking, endingEvent(2, 'no-show'), endingEvent(3)], ['A38']],
    ['by a watch', [booking, bookedEvent(2, surgicalCase({ priority: 'watch' }))], ['S15', 'A27', 'A38']],
  ]);

  it('says what was last sent, and keeps it', () => {
    const { plan, ledger } = tell([booking, bookedEvent(2, rebookedCase()), endingEvent(3)]);
    for (const { subject, effect } of plan.messages) assert.deepEqual([subject, effect], [rebookedCase(), 'cancel']);
    assert.deepEqual(
      ledger,
      ledgerOf({ version: 3, encounter: { name: 'none' }, bed: 'none', appointment: 'none', snapshot: rebookedCase() }),
    );
  });
});

describe('the plan of an undone cancellation', () => {
  tellsEach([
    ['as before', [booking, endingEvent(2), bookedEvent(3)], ['A05', 'A14', 'S12']],
    ['at another time', [booking, endingEvent(2), bookedEvent(3, rebookedCase(), 'rebooked')], ['A05', 'A14', 'S12']],
    ['in day surgery', [dayBooking, endingEvent(2), bookedEvent(3, dayCase(), 'modified')], ['A05', 'S12']],
    ['twice', [booking, endingEvent(2), bookedEvent(3), endingEvent(4), bookedEvent(5)], ['A05', 'A14', 'S12']],
    [
      'of a no-show that was entered in error',
      [booking, endingEvent(2, 'no-show'), endingEvent(3, 'entered-in-error'), bookedEvent(4)],
      ['A05', 'A14', 'S12'],
    ],
  ]);

  it('uses the same visit number again', () => {
    assert.deepEqual(tell([booking, endingEvent(2), bookedEvent(3)]).visits, [CASE_ID, CASE_ID, CASE_ID]);
  });

  it('names nothing as gone that was cancelled', () => {
    const { plan } = tell([booking, endingEvent(2), bookedEvent(3, surgicalCase({ staff: [] }))]);
    assert.ok(plan.messages.every(({ removed }) => removed === undefined));
  });
});

describe('the plan of a no-show', () => {
  tellsEach([
    ['an inpatient', [booking, endingEvent(2, 'no-show')], ['S26', 'A27']],
    ['day surgery', [dayBooking, endingEvent(2, 'no-show')], ['S26']],
    ['of a case never sent', [endingEvent(1, 'no-show')], []],
    ['twice', [booking, endingEvent(2, 'no-show'), endingEvent(3, 'no-show')], []],
    [
      'booked again after it',
      [booking, endingEvent(2, 'no-show'), bookedEvent(3, rebookedCase())],
      ['A08', 'A14', 'S12'],
    ],
    ['booked again in day surgery', [dayBooking, endingEvent(2, 'no-show'), bookedEvent(3, dayCase())], ['S12']],
  ]);

  it('keeps the encounter', () => {
    const { plan, ledger } = tell([booking, endingEvent(2, 'no-show')]);
    assert.deepEqual(ledger, ledgerOf({ version: 2, bed: 'none', appointment: 'no-show' }));
    assert.deepEqual(
      plan.messages.map(({ effect }) => effect),
      ['no-show', 'cancel'],
    );
  });
});

describe('the plan of a case entered in error', () => {
  tellsEach([
    ['an inpatient', [booking, endingEvent(2, 'entered-in-error')], ['S15', 'A27', 'A38']],
    ['day surgery', [dayBooking, endingEvent(2, 'entered-in-error')], ['S15', 'A38']],
    ['of a case never sent', [endingEvent(1, 'entered-in-error')], []],
    ['after a no-show', [booking, endingEvent(2, 'no-show'), endingEvent(3, 'entered-in-error')], ['A38']],
  ]);
});

describe('the plan of a move to another hospital', () => {
  const elsewhere = surgicalCase({ hospital: ELSEWHERE });
  const moved = [booking, bookedEvent(2, elsewhere)];

  tellsEach([
    ['an inpatient', moved, ['S15', 'A27', 'A38', 'A05', 'A14', 'S12']],
    ['day surgery', [dayBooking, bookedEvent(2, dayCase({ hospital: ELSEWHERE }))], ['S15', 'A38', 'A05', 'S12']],
    [
      'with a new time',
      [booking, bookedEvent(2, { ...rebookedCase(), hospital: ELSEWHERE })],
      ['S15', 'A27', 'A38', 'A05', 'A14', 'S12'],
    ],
    ['and back', [...moved, bookedEvent(3)], ['S15', 'A27', 'A38', 'A05', 'A14', 'S12']],
    ['after a no-show', [booking, endingEvent(2, 'no-show'), bookedEvent(3, elsewhere)], ['A38', 'A05', 'A14', 'S12']],
    ['after a cancellation', [booking, endingEvent(2), bookedEvent(3, elsewhere)], ['A05', 'A14', 'S12']],
    ['cancelled after it', [...moved, endingEvent(3)], ['S15', 'A27', 'A38']],
  ]);

  it('tells each hospital its own half, in its own words', () => {
    const { plan, ledger } = tell(moved);
    assert.deepEqual(
      plan.messages.map(({ hospital, subject }) => [hospital, subject.hospital]),
      [...Array<string[]>(3).fill([HOSPITAL, HOSPITAL]), ...Array<string[]>(3).fill([ELSEWHERE, ELSEWHERE])],
    );
    assert.deepEqual(
      plan.messages.map(({ step }) => step),
      [1, 2, 3, 4, 5, 6],
    );
    assert.deepEqual(ledger, ledgerOf({ version: 2, hospital: ELSEWHERE, snapshot: elsewhere }));
  });

  it('follows the options of the one that is left and of the one that is reached', () => {
    const A04 = { inpatient: 'A04', 'day-surgery': 'A04', outpatient: 'A04' } as const;
    const here = { encounterEvent: A04, bedBooking: 'off', visitNumberPrefix: 'M' } as const;
    const there = { bedBooking: 'A14', visitNumberPrefix: 'B' } as const;
    const { triggers, visits } = tell(moved, here, there);
    assert.deepEqual(triggers, ['S15', 'A11', 'A05', 'A14', 'S12']);
    assert.deepEqual(visits, ['MOP1', 'MOP1', 'BOP1', 'BOP1', 'BOP1']);
  });

  it('sends a later cancellation to the hospital that holds the case, whatever the event says', () => {
    const { plan } = tell([...moved, { ...endingEvent(3), hospital: HOSPITAL }]);
    assert.deepEqual([...new Set(plan.messages.map(({ hospital }) => hospital))], [ELSEWHERE]);
  });
});

describe('the plan of a late or repeated event', () => {
  tellsEach([
    ['a late version', [bookedEvent(2, rebookedCase()), bookedEvent(1)], []],
    ['a late cancellation', [bookedEvent(2), endingEvent(1)], []],
    ['a repeated booking', [booking, booking], []],
    ['a repeated cancellation', [booking, endingEvent(2), endingEvent(2)], []],
    ['a new version without a difference', [booking, bookedEvent(2)], []],
  ]);

  it('warns of the gap it has gone over', () => {
    const { plan } = tell([booking, bookedEvent(3, surgicalCase({ room: 'OP5' }))]);
    assert.deepEqual(plan.warnings, [{ code: 'version-gap', lastVersion: 1, version: 3 }]);
  });
});
