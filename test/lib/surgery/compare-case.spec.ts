import assert from 'node:assert/strict';
import { compareCase, settleUnchanged, type CaseLedger, type SurgicalCase } from '../../../nodes/lib/surgery/index.ts';
import { bookedEvent, CASE_ID, dayCase, endingEvent, LATER, surgicalCase } from './case-makers.ts';

const ledger = (changes: Partial<CaseLedger> = {}): CaseLedger => ({
  caseId: CASE_ID,
  version: 1,
  hospital: 'SU-MOLNDAL',
  encounter: { name: 'registered', visitNumber: CASE_ID, createdBy: 'A05' },
  bed: 'reserved',
  appointment: 'booked',
  visitCount: 1,
  snapshot: surgicalCase(),
  ...changes,
});
const gone: Partial<CaseLedger> = { encounter: { name: 'none' }, bed: 'none', appointment: 'none' };
const compare = (before: CaseLedger | undefined, event: ReturnType<typeof bookedEvent>, waitForGap = true): string => {
  const change = compareCase(before, event, { waitForGap });
  return change.kind === 'unchanged' ? change.reason : change.kind;
};

describe('comparing a case', () => {
  it('finds a booking where nothing exists, whatever the event calls itself', () => {
    for (const label of ['booked', 'rebooked', 'modified'] as const)
      assert.equal(compare(undefined, bookedEvent(5, surgicalCase(), label)), 'booking');
  });

  it('finds a repeated version and a late one', () => {
    assert.equal(compare(ledger({ version: 2 }), bookedEvent(2)), 'duplicate-version');
    assert.equal(compare(ledger({ version: 2 }), bookedEvent(1)), 'stale-version');
    assert.equal(compare(ledger({ version: 2 }), endingEvent(2)), 'duplicate-version');
  });

  it('waits over a gap in the versions of a known case, and goes on when told', () => {
    assert.equal(compare(ledger(), bookedEvent(3, surgicalCase({ room: 'OP5' }))), 'wait');
    const change = compareCase(ledger(), bookedEvent(3, surgicalCase({ room: 'OP5' })), { waitForGap: false });
    assert.ok(change.kind === 'modification');
    assert.equal(change.gapAfter, 1);
  });

  it('takes a new start for a rebooking although the event says modified', () => {
    assert.equal(compare(ledger(), bookedEvent(2, surgicalCase({ time: LATER }), 'modified')), 'rebooking');
  });

  it('takes a new end for a modification although the event says rebooked', () => {
    const longer = surgicalCase({ time: { start: '2026-11-10T08:00:00+01:00', end: '2026-11-10T11:00:00+01:00' } });
    assert.equal(compare(ledger(), bookedEvent(2, longer, 'rebooked')), 'modification');
  });

  const CHANGES: Record<string, SurgicalCase> = {
    patient: surgicalCase({ patient: { ...surgicalCase().patient, id: '189912299816' } }),
    admission: surgicalCase({ care: { admissionAt: '2026-11-08T14:00:00+01:00' } }),
    discharge: surgicalCase({ care: { dischargeAt: '2026-11-13T14:00:00+01:00' } }),
    ward: surgicalCase({ care: { ward: 'KIR303' } }),
    bed: surgicalCase({ care: { bed: '12' } }),
    accommodation: surgicalCase({ care: { accommodation: 'single' } }),
    'care-type': surgicalCase({ care: { type: 'outpatient' } }),
    clinic: surgicalCase({ clinic: 'KIR' }),
    room: surgicalCase({ room: 'OP5' }),
    'operating-department': surgicalCase({ operatingDepartment: 'MOPC' }),
    priority: surgicalCase({ priority: 'acute' }),
    procedures: surgicalCase({ procedures: [{ code: 'NGB49', main: true }] }),
    diagnoses: surgicalCase({ diagnoses: [] }),
    responsible: surgicalCase({ staff: [{ role: 'surgeon', hsaId: 'SE2321000131-P000000999999' }] }),
    anaesthesia: surgicalCase({ anaesthesia: 'spinal' }),
    asa: surgicalCase({ asa: 2 }),
    note: surgicalCase({ note: 'ring före 08:00' }),
    reference: surgicalCase({ waitingListId: 'VL-1' }),
  };
  for (const [aspect, after] of Object.entries(CHANGES)) {
    it(`sees a change of ${aspect}`, () => {
      const change = compareCase(ledger(), bookedEvent(2, after), { waitForGap: true });
      assert.ok(change.kind === 'modification', change.kind);
      assert.ok((change.aspects as readonly string[]).includes(aspect), change.aspects.join());
    });
  }

  it('sees no difference in the same instant written with another offset, nor in the order of fields', () => {
    const same = surgicalCase({ time: { end: '2026-11-10T09:30:00Z', start: '2026-11-10T07:00:00Z' } });
    assert.equal(compare(ledger(), bookedEvent(2, same)), 'no-difference');
  });

  it('finds a move when another hospital books what exists', () => {
    assert.equal(compare(ledger(), bookedEvent(2, surgicalCase({ hospital: 'SAS-BORAS' }))), 'moved');
    assert.equal(compare(ledger(gone), bookedEvent(2, surgicalCase({ hospital: 'SAS-BORAS' }))), 'booking');
  });

  it('finds the three endings of what exists', () => {
    assert.equal(compare(ledger(), endingEvent(2)), 'cancellation');
    assert.equal(compare(ledger(), endingEvent(2, 'no-show')), 'no-show');
    assert.equal(compare(ledger(), endingEvent(2, 'entered-in-error')), 'entered-in-error');
  });

  it('has nothing to cancel for a case never sent or cancelled before', () => {
    assert.equal(compare(undefined, endingEvent(1)), 'never-sent');
    assert.equal(compare(ledger(gone), endingEvent(2)), 'already-cancelled');
    assert.equal(
      compare(
        ledger({
          ...gone,
          encounter: { name: 'registered', visitNumber: CASE_ID, createdBy: 'A05' },
          appointment: 'no-show',
        }),
        endingEvent(2, 'no-show'),
      ),
      'already-cancelled',
    );
  });

  it('finds a booking again after a cancellation', () => {
    assert.equal(compare(ledger(gone), bookedEvent(2)), 'booking');
  });

  it('sends nothing for a watch, and cancels what a watch replaces', () => {
    assert.equal(compare(undefined, bookedEvent(1, dayCase({ priority: 'watch' }))), 'watch-only');
    assert.equal(compare(ledger(), bookedEvent(2, surgicalCase({ priority: 'watch' }))), 'cancellation');
  });

  it('remembers the version of what was not sent', () => {
    assert.equal(settleUnchanged(undefined, endingEvent(3)).version, 3);
    assert.equal(settleUnchanged(ledger({ version: 4 }), bookedEvent(2)).version, 4);
    assert.equal(compare(settleUnchanged(undefined, endingEvent(3)), bookedEvent(1)), 'stale-version');
  });
});
