import assert from 'node:assert/strict';
import {
  bedPlaceOf,
  DEFAULT_PLAN_OPTIONS,
  type PlanOptions,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import {
  admittedCase,
  bookedEvent,
  dayCase,
  endingEvent,
  rebookedCase,
  surgicalCase,
  withoutCare,
} from './case-makers.ts';
import { tell, tellsEach } from './tell-case.ts';

const booking = bookedEvent(1);
const dayBooking = bookedEvent(1, dayCase());
const rebooking = [booking, bookedEvent(2, rebookedCase())];
const otherRoom = [booking, bookedEvent(2, surgicalCase({ room: 'OP5' }))];
const otherBed = [booking, bookedEvent(2, surgicalCase({ care: { bed: '12' } }))];
const otherWard = [booking, bookedEvent(2, surgicalCase({ care: { ward: 'KIR303' } }))];
const toDay = [booking, bookedEvent(2, dayCase())];
const toInpatient = [dayBooking, bookedEvent(2)];
const cancellation = [booking, endingEvent(2)];
const noShow = [booking, endingEvent(2, 'no-show')];

describe('a site that books the bed inside the encounter', () => {
  tellsEach(
    [
      ['a booking', [booking], ['A05', 'S12']],
      ['a rebooking', rebooking, ['A08', 'S13']],
      ['another bed', otherBed, ['A08', 'S14']],
      ['another ward', otherWard, ['A08', 'S14']],
      ['another room', otherRoom, ['S14']],
      ['inpatient to day surgery', toDay, ['A08', 'S14']],
      ['a cancellation', cancellation, ['S15', 'A38']],
      ['a no-show in a ward', noShow, ['S26']],
      ['a no-show in a bed', [...otherBed, endingEvent(3, 'no-show')], ['S26', 'A08']],
      ['admitted under another encounter', [booking, bookedEvent(2, admittedCase('E77'))], ['S14', 'A38']],
    ],
    { bedBooking: 'A05-PV1-3' },
  );

  it('puts the patient back into the bed when the visit is booked again, and tells nothing where there was none', () => {
    const missed = (events: readonly SurgicalEvent[]): SurgicalEvent[] => [...events, endingEvent(3, 'no-show')];
    const again = (events: readonly SurgicalEvent[], version: number): string[] =>
      tell([...events, bookedEvent(version, events.at(-2)?.case)], { bedBooking: 'A05-PV1-3' }).triggers;
    assert.deepEqual(again(missed(otherBed), 4), ['A08', 'S12']);
    assert.deepEqual(again(noShow, 3), ['S12']);
  });

  it('remembers the place that is carried', () => {
    const options = { bedBooking: 'A05-PV1-3' } as const;
    assert.equal(tell([booking], options).ledger.bed, 'reserved');
    assert.equal(tell(toDay, options).ledger.bed, 'none');
    assert.equal(tell(noShow, options).ledger.bed, 'none');
  });

  it('frees the bed of a missed visit in the encounter that stays', () => {
    const { plan } = tell([...otherBed, endingEvent(3, 'no-show')], { bedBooking: 'A05-PV1-3' });
    const care = plan.messages[1]?.subject.care;
    assert.deepEqual([care?.bed, care?.bedWanted, care?.ward], [undefined, false, 'KIR302']);
  });

  it('leaves the freeing to the cancellation of the encounter', () => {
    const options = { bedBooking: 'A05-PV1-3', noShowEncounter: 'A38' } as const;
    assert.deepEqual(tell([...otherBed, endingEvent(3, 'no-show')], options).triggers, ['S26', 'A38']);
  });

  it('warns of a bed without a place', () => {
    const { warnings, ledger } = tell([bookedEvent(1, withoutCare(surgicalCase(), 'ward'))], {
      bedBooking: 'A05-PV1-3',
    });
    assert.deepEqual([warnings, ledger.bed], [['no-ward-for-bed'], 'none']);
  });
});

describe('a site that books the bed inside the appointment', () => {
  tellsEach(
    [
      ['a booking', [booking], ['A05', 'S12']],
      ['a rebooking', rebooking, ['A08', 'S13']],
      ['another bed', otherBed, ['S14']],
      ['another ward', otherWard, ['A08', 'S14']],
      ['a cancellation', cancellation, ['S15', 'A38']],
      ['a no-show', [...otherBed, endingEvent(3, 'no-show')], ['S26']],
    ],
    { bedBooking: 'SIU-AIL' },
  );

  it('remembers the place that is carried', () => {
    assert.equal(tell([booking], { bedBooking: 'SIU-AIL' }).ledger.bed, 'reserved');
    assert.equal(tell(cancellation, { bedBooking: 'SIU-AIL' }).ledger.bed, 'none');
  });

  const givenUp = (events: readonly SurgicalEvent[]): unknown =>
    tell(events, { bedBooking: 'SIU-AIL' }).plan.messages.at(-1)?.removed?.bed;

  it('names the place that is given up for another, for day surgery, or by a patient who has come in', () => {
    assert.deepEqual(givenUp(otherWard), { ward: 'KIR302' });
    assert.deepEqual(givenUp([...otherBed, bookedEvent(3)]), { ward: 'KIR302', bed: '12' });
    assert.deepEqual(givenUp(toDay), { ward: 'KIR302' });
    assert.deepEqual(givenUp([booking, bookedEvent(2, admittedCase('OP1'))]), { ward: 'KIR302' });
  });

  it('gives up no place that is kept, and none that was never taken', () => {
    assert.equal(givenUp(otherRoom), undefined);
    assert.equal(givenUp([dayBooking, bookedEvent(2, dayCase({ care: { ward: 'DAG2' } }))]), undefined);
    assert.equal(tell(toDay).plan.messages.at(-1)?.removed, undefined);
  });
});

describe('a site that books no beds', () => {
  tellsEach(
    [
      ['a booking', [booking], ['A05', 'S12']],
      ['a rebooking', rebooking, ['A08', 'S13']],
      ['another bed', otherBed, ['S14']],
      ['day surgery to inpatient', toInpatient, ['A08', 'S14']],
      ['a cancellation', cancellation, ['S15', 'A38']],
    ],
    { bedBooking: 'off' },
  );

  it('neither remembers a bed nor misses its ward', () => {
    const { warnings, ledger } = tell([bookedEvent(1, withoutCare(surgicalCase(), 'ward'))], { bedBooking: 'off' });
    assert.deepEqual([warnings, ledger.bed], [[], 'none']);
  });
});

describe('the patients for whom a site books a bed', () => {
  const PATIENTS = {
    inpatient: surgicalCase(),
    'day surgery': dayCase({ care: { bedWanted: true } }),
    outpatient: dayCase({ care: { type: 'outpatient', bedWanted: true } }),
  };
  const SERVED: Readonly<Record<PlanOptions['bedWhen'], readonly (keyof typeof PATIENTS)[]>> = {
    inpatient: ['inpatient'],
    'inpatient-and-day': ['inpatient', 'day surgery'],
    wanted: ['inpatient', 'day surgery', 'outpatient'],
  };
  for (const [bedWhen, served] of Object.entries(SERVED) as [PlanOptions['bedWhen'], readonly string[]][]) {
    for (const [name, patient] of Object.entries(PATIENTS)) {
      const isServed = served.includes(name);
      it(`${bedWhen}: ${isServed ? 'a bed' : 'none'} for ${name}`, () => {
        assert.deepEqual(
          tell([bookedEvent(1, patient)], { bedWhen }).triggers,
          isServed ? ['A05', 'A14', 'S12'] : ['A05', 'S12'],
        );
      });
    }

    it(`${bedWhen}: none for a patient who wants none or is in already`, () => {
      const options = { ...DEFAULT_PLAN_OPTIONS, bedWhen };
      assert.equal(bedPlaceOf(surgicalCase({ care: { bedWanted: false } }), options), 'none');
      assert.equal(bedPlaceOf(admittedCase('E77'), options), 'none');
    });
  }

  it('keeps the bed of a patient whose care type changes where both are served', () => {
    const events = [booking, bookedEvent(2, dayCase({ care: { bedWanted: true } }))];
    assert.deepEqual(tell(events, { bedWhen: 'wanted' }).triggers, ['A08', 'S14']);
  });
});
