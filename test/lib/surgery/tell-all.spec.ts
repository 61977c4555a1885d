import assert from 'node:assert/strict';
import {
  ASPECTS,
  compareCase,
  DEFAULT_PLAN_OPTIONS,
  eventsToRunAgain,
  planMessages,
  tellEverything,
  type CaseLedger,
  type Holdings,
  type PlanOptions,
  type SurgicalCase,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import { bookedEvent, CASE_ID, endingEvent, HOSPITAL, ledgerOf, rebookedCase, surgicalCase } from './case-makers.ts';

const registered = { name: 'registered', visitNumber: CASE_ID, createdBy: 'A05' } as const;
const nothing: Holdings = {
  hospital: HOSPITAL,
  encounter: { name: 'none' },
  bed: 'none',
  appointment: 'none',
  visitCount: 1,
};

/** Trigger events with the visit number, the ward and the staff they name. */
function told(before: CaseLedger, event: SurgicalEvent, changes: Partial<PlanOptions> = {}): string[] {
  const options = { ...DEFAULT_PLAN_OPTIONS, ...changes };
  const change = compareCase({ ...before, version: event.version - 1 }, event, { waitForGap: false });
  if (!('after' in change)) return [];
  return planMessages(change, before, { current: options, previous: options }).messages.map(
    ({ triggerEvent, visitNumber, subject }) => `${triggerEvent} ${visitNumber} ${subject.care.ward ?? ''}`,
  );
}

describe('telling a case everything', () => {
  it('goes back to what was held before the first message that was not accepted', () => {
    const booked = surgicalCase();
    const ledger = tellEverything(ledgerOf({ version: 2, snapshot: rebookedCase() }), {
      holdings: { ...nothing, encounter: registered, bookedUnder: 'OP0' },
      told: { encounter: booked, bed: booked, appointment: booked },
      last: booked,
    });
    assert.deepEqual(ledger, {
      ...ledgerOf({ version: 2, bed: 'none', appointment: 'none', snapshot: booked }),
      tellAll: { told: { encounter: booked }, bookedUnder: 'OP0' },
    });
  });

  it('leaves what is held as it is when everything was accepted', () => {
    const before = ledgerOf({ generation: 3 });
    const ledger = tellEverything(before, { holdings: undefined, told: {}, last: surgicalCase() });
    assert.deepEqual(ledger, { ...before, tellAll: { told: {} } });
  });

  it('keeps what an earlier break-off has left open', () => {
    const tellAll = { told: {}, bookedUnder: 'OP0', admissionSaid: true } as const;
    const ledger = tellEverything(ledgerOf({ tellAll }), { holdings: undefined, told: {}, last: undefined });
    assert.deepEqual(ledger.tellAll, tellAll);
  });

  it('knows nothing as sent when nothing was accepted, so that a cancellation has nothing to cancel', () => {
    const ledger = tellEverything(ledgerOf(), { holdings: nothing, told: {}, last: undefined });
    assert.equal(ledger.snapshot, undefined);
    assert.deepEqual(told(ledger, endingEvent(2)), []);
  });

  it('tells every object although the event is the one that was told before, and moves nothing for it', () => {
    const ledger = ledgerOf({ tellAll: { told: {} } });
    const change = compareCase({ ...ledger, version: 0 }, bookedEvent(1), { waitForGap: false });
    assert.deepEqual(change, { kind: 'modification', version: 1, after: surgicalCase(), aspects: ASPECTS });
    assert.deepEqual(told(ledger, bookedEvent(1), { rebookEncounter: 'A38+A05' }), [
      'A08 OP1 KIR302',
      'A14 OP1 KIR302',
      'S13 OP1 KIR302',
    ]);
  });

  it('is over once it has been planned', () => {
    const options = DEFAULT_PLAN_OPTIONS;
    const before = ledgerOf({ version: 0, tellAll: { told: {} }, generation: 2 });
    const change = compareCase(before, bookedEvent(1), { waitForGap: false });
    assert.ok('after' in change);
    const { after, messages } = planMessages(change, before, { current: options, previous: options });
    assert.deepEqual(after, ledgerOf({ generation: 2 }));
    assert.deepEqual(
      messages.map(({ generation }) => generation),
      [2, 2, 2],
    );
  });

  it('takes back each object in the words it was last told in', () => {
    const elsewhere = surgicalCase({ care: { ward: 'KIR303' } });
    const ledger = ledgerOf({
      tellAll: { told: { encounter: elsewhere, bed: surgicalCase(), appointment: elsewhere } },
    });
    assert.deepEqual(told({ ...ledger, snapshot: elsewhere }, endingEvent(2)), [
      'S15 OP1 KIR303',
      'A27 OP1 KIR302',
      'A38 OP1 KIR303',
    ]);
  });

  it('cancels the appointment under the number it was last told under', () => {
    const ledger = ledgerOf({
      encounter: { ...registered, visitNumber: 'OP1-2' },
      visitCount: 2,
      bed: 'none',
      tellAll: { told: {}, bookedUnder: 'OP1' },
    });
    assert.deepEqual(told(ledger, endingEvent(2)), ['S15 OP1 KIR302', 'A38 OP1-2 KIR302']);
  });

  it('releases the bed of a visit that was missed, although the miss was told', () => {
    const ledger = ledgerOf({ appointment: 'no-show', tellAll: { told: {} } });
    assert.deepEqual(told(ledger, endingEvent(2, 'no-show')), ['A27 OP1 KIR302']);
  });
});

describe('what a message finds held when its turn comes', () => {
  const heldBefore = (before: CaseLedger | undefined, after: SurgicalCase, version: number): unknown[] => {
    const change = compareCase(before, bookedEvent(version, after), { waitForGap: false });
    assert.ok('after' in change);
    const options = { ...DEFAULT_PLAN_OPTIONS, rebookEncounter: 'A38+A05' } as const;
    return planMessages(change, before, { current: options, previous: options }).messages.map(
      ({ triggerEvent, before: { encounter, bed, appointment, bookedUnder } }) => [
        triggerEvent,
        encounter.name === 'none' ? 'none' : encounter.visitNumber,
        bed,
        appointment,
        bookedUnder,
      ],
    );
  };

  it('grows with a booking', () => {
    assert.deepEqual(heldBefore(undefined, surgicalCase(), 1), [
      ['A05', 'none', 'none', 'none', undefined],
      ['A14', 'OP1', 'none', 'none', undefined],
      ['S12', 'OP1', 'reserved', 'none', undefined],
    ]);
  });

  it('names the number the appointment still goes by while the encounter has a new one', () => {
    assert.deepEqual(heldBefore(ledgerOf(), rebookedCase(), 2), [
      ['A27', 'OP1', 'reserved', 'booked', 'OP1'],
      ['A38', 'OP1', 'none', 'booked', 'OP1'],
      ['A05', 'none', 'none', 'booked', 'OP1'],
      ['A14', 'OP1-2', 'none', 'booked', 'OP1'],
      ['S13', 'OP1-2', 'reserved', 'booked', 'OP1'],
    ]);
  });
});

describe('the events that run again', () => {
  const run = (types: readonly SurgicalEvent['eventType'][], missTold = false): number[] =>
    eventsToRunAgain(
      types.map((eventType, index) => ({ eventType, version: index + 1 })).toReversed(),
      () => missTold,
    ).map(({ version }) => version);

  it('are the newest alone when it says what is to be', () => {
    assert.deepEqual(run(['booked', 'cancelled', 'modified']), [3]);
  });

  it('are all endings since the last booking', () => {
    assert.deepEqual(run(['booked', 'cancelled', 'no-show']), [2, 3]);
    assert.deepEqual(run(['cancelled', 'entered-in-error']), [1, 2]);
  });

  it('are the booking too when a miss was not told', () => {
    assert.deepEqual(run(['booked', 'rebooked', 'no-show']), [2, 3]);
    assert.deepEqual(run(['booked', 'rebooked', 'no-show'], true), [3]);
  });

  it('are none where there are none', () => {
    assert.deepEqual(run([]), []);
  });
});
