import assert from 'node:assert/strict';
import {
  compareCase,
  settleUnchanged,
  type CaseLedger,
  type Change,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import {
  bookedEvent,
  cancelledLedger,
  CASE_ID,
  dayCase,
  ELSEWHERE,
  endingEvent,
  HOSPITAL,
  LATER,
  ledgerOf,
  surgicalCase,
} from './case-makers.ts';

const compare = (before: CaseLedger | undefined, event: SurgicalEvent, waitForGap = true): Change =>
  compareCase(before, event, { waitForGap });

/** The kind of the change, or why there is none. */
const kindOf = (...told: Parameters<typeof compare>): string => {
  const change = compare(...told);
  return change.kind === 'unchanged' ? change.reason : change.kind;
};

const otherRoom = surgicalCase({ room: 'OP5' });
const keptAfterNoShow = ledgerOf({ bed: 'none', appointment: 'no-show' });
const watch = surgicalCase({ priority: 'watch' });

describe('comparing the version of an event', () => {
  it('finds a repeated version, whatever the event says', () => {
    assert.equal(kindOf(ledgerOf({ version: 2 }), bookedEvent(2, otherRoom)), 'duplicate-version');
    assert.equal(kindOf(ledgerOf({ version: 2 }), endingEvent(2)), 'duplicate-version');
  });

  it('finds a late version', () => {
    assert.equal(kindOf(ledgerOf({ version: 2 }), bookedEvent(1, otherRoom)), 'stale-version');
    assert.equal(kindOf(ledgerOf({ version: 9 }), endingEvent(3, 'no-show')), 'stale-version');
  });

  it('waits over a gap in the versions of a known case', () => {
    assert.deepEqual(compare(ledgerOf(), bookedEvent(3, otherRoom)), {
      kind: 'wait',
      reason: 'version-gap',
      version: 3,
      lastVersion: 1,
    });
  });

  it('waits over a gap before every kind of event, also where nothing has been sent yet', () => {
    assert.equal(kindOf(ledgerOf(), endingEvent(3)), 'wait');
    assert.equal(kindOf(ledgerOf(), bookedEvent(3)), 'wait');
    assert.equal(kindOf(settleUnchanged(undefined, endingEvent(1)), bookedEvent(3)), 'wait');
  });

  it('goes on over the gap when told, and says where it began', () => {
    const change = compare(ledgerOf(), bookedEvent(4, otherRoom), false);
    assert.ok(change.kind === 'modification');
    assert.equal(change.gapAfter, 1);
  });

  it('says nothing of a gap where there is none', () => {
    const change = compare(ledgerOf(), bookedEvent(2, otherRoom), false);
    assert.ok(change.kind === 'modification');
    assert.equal('gapAfter' in change, false);
  });

  it('lets a case never seen start at any version without waiting', () => {
    const change = compare(undefined, bookedEvent(7));
    assert.ok(change.kind === 'booking');
    assert.equal('gapAfter' in change, false);
  });
});

describe('comparing a booking', () => {
  for (const label of ['booked', 'rebooked', 'modified'] as const) {
    it(`finds a booking where nothing exists although the event says ${label}`, () => {
      assert.equal(kindOf(undefined, bookedEvent(5, surgicalCase(), label)), 'booking');
      assert.equal(kindOf(settleUnchanged(undefined, endingEvent(1)), bookedEvent(2)), 'booking');
      assert.equal(kindOf(cancelledLedger(), bookedEvent(2, surgicalCase(), label)), 'booking');
    });

    it(`finds a rebooking in a new start although the event says ${label}`, () => {
      assert.equal(kindOf(ledgerOf(), bookedEvent(2, surgicalCase({ time: LATER }), label)), 'rebooking');
    });

    it(`finds a modification in any other difference although the event says ${label}`, () => {
      const longer = surgicalCase({ time: { ...surgicalCase().time, end: '2026-11-10T11:00:00+01:00' } });
      assert.equal(kindOf(ledgerOf(), bookedEvent(2, longer, label)), 'modification');
      assert.equal(kindOf(ledgerOf(), bookedEvent(2, otherRoom, label)), 'modification');
    });

    it(`finds nothing in the same case although the event says ${label}`, () => {
      assert.equal(kindOf(ledgerOf(), bookedEvent(2, surgicalCase(), label)), 'no-difference');
    });
  }

  it('compares with nothing that no longer exists', () => {
    const change = compare(cancelledLedger(), bookedEvent(2, surgicalCase({ time: LATER })));
    assert.ok(change.kind === 'booking');
    assert.deepEqual(change.aspects, []);
  });

  it('finds a booking again after a no-show, although the encounter is there', () => {
    assert.equal(kindOf(keptAfterNoShow, bookedEvent(2)), 'booking');
    assert.equal(kindOf(keptAfterNoShow, bookedEvent(2, surgicalCase({ time: LATER }))), 'booking');
  });

  it('finds a move when another hospital books what exists', () => {
    const elsewhere = surgicalCase({ hospital: ELSEWHERE });
    assert.equal(kindOf(ledgerOf(), bookedEvent(2, elsewhere)), 'moved');
    assert.equal(kindOf(keptAfterNoShow, bookedEvent(2, elsewhere)), 'moved');
  });

  it('finds a booking when another hospital books what no longer exists', () => {
    assert.equal(kindOf(cancelledLedger(), bookedEvent(2, surgicalCase({ hospital: ELSEWHERE }))), 'booking');
  });

  it('does not take the receiver’s own encounter for something of ours', () => {
    const admitted = cancelledLedger({ encounter: { name: 'adopted', visitNumber: 'E77' } });
    assert.equal(kindOf(admitted, bookedEvent(2, surgicalCase({ hospital: ELSEWHERE }))), 'booking');
    assert.equal(kindOf(admitted, endingEvent(2)), 'already-cancelled');
  });

  it('carries the case and the reason on', () => {
    const reason = { code: '7a', codeSystem: 'SPOR' };
    const change = compare(ledgerOf(), { ...bookedEvent(2, otherRoom), reason });
    assert.ok(change.kind === 'modification');
    assert.deepEqual(change.after, otherRoom);
    assert.deepEqual(change.reason, reason);
    assert.equal(change.version, 2);
  });

  it('has nothing to do for a booking without a case', () => {
    assert.equal(kindOf(ledgerOf(), endingEvent(2, 'booked')), 'no-difference');
  });
});

describe('comparing an ending', () => {
  const ENDINGS = { cancelled: 'cancellation', 'no-show': 'no-show', 'entered-in-error': 'entered-in-error' } as const;

  for (const [label, kind] of Object.entries(ENDINGS) as [keyof typeof ENDINGS, string][]) {
    it(`${label}: finds it where a booking exists, in the words last sent`, () => {
      const change = compare(ledgerOf(), endingEvent(2, label));
      assert.ok('after' in change);
      assert.equal(change.kind, kind);
      assert.deepEqual(change.after, surgicalCase());
      assert.deepEqual(change.aspects, []);
    });

    it(`${label}: ignores what the event says of the operation`, () => {
      const change = compare(ledgerOf(), bookedEvent(2, dayCase({ hospital: ELSEWHERE }), label));
      assert.ok('after' in change);
      assert.equal(change.kind, kind);
      assert.deepEqual(change.after, surgicalCase());
    });

    it(`${label}: has nothing to take back of a case never sent`, () => {
      assert.equal(kindOf(undefined, endingEvent(1, label)), 'never-sent');
      assert.equal(kindOf(undefined, bookedEvent(1, surgicalCase(), label)), 'never-sent');
      assert.equal(kindOf(settleUnchanged(undefined, endingEvent(1)), endingEvent(2, label)), 'never-sent');
    });

    it(`${label}: has nothing to take back of a case cancelled before`, () => {
      assert.equal(kindOf(cancelledLedger(), endingEvent(2, label)), 'already-cancelled');
    });
  }

  it('finds that a missed visit cannot be missed again', () => {
    assert.equal(kindOf(keptAfterNoShow, endingEvent(2, 'no-show')), 'already-cancelled');
  });

  it('finds a cancellation of what a no-show has left', () => {
    assert.equal(kindOf(keptAfterNoShow, endingEvent(2)), 'cancellation');
    assert.equal(kindOf(keptAfterNoShow, endingEvent(2, 'entered-in-error')), 'entered-in-error');
  });
});

describe('comparing a watch', () => {
  it('has nothing to send where nothing exists', () => {
    assert.equal(kindOf(undefined, bookedEvent(1, watch)), 'watch-only');
    assert.equal(kindOf(cancelledLedger(), bookedEvent(2, watch)), 'watch-only');
  });

  it('finds a cancellation, in the words last sent, where a booking exists', () => {
    const change = compare(ledgerOf(), bookedEvent(2, watch));
    assert.ok(change.kind === 'cancellation');
    assert.deepEqual(change.after, surgicalCase());
  });

  it('finds a booking when the watch becomes an operation', () => {
    assert.equal(kindOf(settleUnchanged(undefined, bookedEvent(1, watch)), bookedEvent(2)), 'booking');
  });
});

describe('settling an event with nothing to send', () => {
  it('gives a case never seen a ledger with nothing in it', () => {
    assert.deepEqual(settleUnchanged(undefined, endingEvent(3)), {
      caseId: CASE_ID,
      version: 3,
      hospital: HOSPITAL,
      encounter: { name: 'none' },
      bed: 'none',
      appointment: 'none',
      visitCount: 0,
    });
  });

  it('moves the version on, and nothing else', () => {
    assert.deepEqual(settleUnchanged(ledgerOf(), bookedEvent(2)), ledgerOf({ version: 2 }));
  });

  it('never moves the version back', () => {
    assert.deepEqual(settleUnchanged(ledgerOf({ version: 4 }), bookedEvent(2)), ledgerOf({ version: 4 }));
  });

  it('lets an older version be known as late afterwards', () => {
    assert.equal(kindOf(settleUnchanged(undefined, endingEvent(3)), bookedEvent(1)), 'stale-version');
  });
});
