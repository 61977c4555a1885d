import assert from 'node:assert/strict';
import { compareCase, DEFAULT_PLAN_OPTIONS, planMessages, type CaseLedger } from '../../../nodes/lib/surgery/index.ts';
import { bookedEvent, ledgerOf } from './case-makers.ts';

/** The trigger events of a booking on top of what is held. */
function plannedOn(changes: Partial<CaseLedger>): string[] {
  const before = ledgerOf(changes);
  const change = compareCase(before, bookedEvent(2), { waitForGap: false });
  assert.ok(change.kind === 'booking');
  const plan = planMessages(change, before, { current: DEFAULT_PLAN_OPTIONS, previous: DEFAULT_PLAN_OPTIONS });
  return plan.messages.map(({ triggerEvent }) => triggerEvent);
}

describe('a bed that a broken-off plan has left', () => {
  const gone = { encounter: { name: 'none' }, appointment: 'none' } as const;

  it('is released before the case is booked anew, where encounter and appointment are gone', () => {
    const [first, ...others] = plannedOn({ ...gone, bed: 'reserved' });
    assert.equal(first, 'A27');
    assert.ok(others.includes('A14') && !others.includes('A27'));
  });

  it('stays where the encounter stands, and none is released where none is held', () => {
    const { encounter } = ledgerOf();
    assert.ok(!plannedOn({ encounter, appointment: 'none', bed: 'reserved' }).includes('A27'));
    assert.ok(!plannedOn({ ...gone, bed: 'none' }).includes('A27'));
  });
});
