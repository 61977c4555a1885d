import assert from 'node:assert/strict';
import {
  compareCase,
  DEFAULT_PLAN_OPTIONS,
  planMessages,
  type CaseLedger,
  type PlannedMessage,
  type PlanOptions,
  type SurgicalCase,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import { bookedEvent, ELSEWHERE, endingEvent, LATER, ledgerOf, rebookedCase, surgicalCase } from './case-makers.ts';

function planned(before: CaseLedger, event: SurgicalEvent, options: Partial<PlanOptions> = {}): PlannedMessage[] {
  const change = compareCase(before, event, { waitForGap: false });
  assert.ok('after' in change, change.kind);
  const current = { ...DEFAULT_PLAN_OPTIONS, ...options };
  return [...planMessages(change, before, { current, previous: current }).messages];
}

const triggersOf = (messages: readonly PlannedMessage[]): string[] => messages.map(({ triggerEvent }) => triggerEvent);

const kindOf = (before: CaseLedger, event: SurgicalEvent): string =>
  compareCase(before, event, { waitForGap: false }).kind;

function withoutSnapshot(changes: Partial<CaseLedger> = {}): CaseLedger {
  const { snapshot: _snapshot, ...ledger } = ledgerOf(changes);
  return ledger;
}

/** What the object of that kind was told, where the newest of all that was told is another state of the case. */
const toldOf = (kind: PlannedMessage['kind'], subject: SurgicalCase): CaseLedger =>
  ledgerOf({ tellAll: { told: { [kind]: subject } } });

describe('the plan of a case whose objects were told different states', () => {
  const elder = surgicalCase({ room: 'OP9', care: { ward: 'KIR309' }, staff: [] });

  it('cancels and misses the appointment as the appointment was told', () => {
    for (const ending of ['cancelled', 'no-show'] as const) {
      const [first] = planned(toldOf('appointment', elder), endingEvent(2, ending));
      assert.deepEqual([first?.kind, first?.subject], ['appointment', elder]);
    }
  });

  it('takes away the staff and the procedures that the appointment was told, and keeps the others', () => {
    const [kept, leaving] = ['SE2321000131-P1', 'SE2321000131-P2'].map((hsaId) => ({
      role: 'surgeon' as const,
      hsaId,
    }));
    assert.ok(kept !== undefined && leaving !== undefined);
    const hip = { code: 'NFB49', main: true };
    const knee = { code: 'NGB29', main: false };
    const told = surgicalCase({ staff: [kept, leaving], procedures: [hip, knee] });
    const after = surgicalCase({
      staff: [kept, { role: 'assistant', hsaId: kept.hsaId }],
      procedures: [hip, { ...knee, code: 'NGB39' }],
    });
    const messages = planned(toldOf('appointment', told), bookedEvent(2, after));
    assert.deepEqual(messages.find(({ kind }) => kind === 'appointment')?.removed, {
      staff: [leaving],
      procedures: [knee],
    });
  });

  it('releases the bed where the bed was told, when a rebooking reserves it anew', () => {
    const messages = planned(toldOf('bed', elder), bookedEvent(2, rebookedCase()), { rebookBed: 'A27+A14' });
    const release = messages.find(({ triggerEvent }) => triggerEvent === 'A27');
    assert.equal(release?.subject.care.ward, 'KIR309');
    assert.ok(triggersOf(messages).includes('A14'));
  });

  it('is a rebooking when the start differs from what the encounter was told, else the appointment, else the case', () => {
    const moved = surgicalCase({ time: LATER });
    const now = bookedEvent(2);
    assert.equal(kindOf(toldOf('encounter', moved), now), 'rebooking');
    assert.equal(kindOf(toldOf('appointment', moved), now), 'rebooking');
    assert.equal(
      kindOf(ledgerOf({ tellAll: { told: { encounter: surgicalCase(), appointment: moved } } }), now),
      'modification',
    );
    assert.equal(kindOf(ledgerOf({ tellAll: { told: {} } }), now), 'modification');
    assert.equal(kindOf(ledgerOf({ tellAll: { told: {} }, snapshot: moved }), now), 'rebooking');
  });

  it('stays with the encounter of the receiver, unless Orbit itself had said that the patient is in', () => {
    const encounter = { name: 'adopted', visitNumber: 'E77' } as const;
    const changed = bookedEvent(2, surgicalCase({ room: 'OP5' }));
    assert.deepEqual(triggersOf(planned(ledgerOf({ encounter, bed: 'none', tellAll: { told: {} } }), changed)), [
      'S13',
    ]);
    const said = ledgerOf({ encounter, bed: 'none', tellAll: { told: {}, admissionSaid: true } });
    assert.deepEqual(triggersOf(planned(said, changed)), ['A05', 'A14', 'S13']);
  });
});

describe('a case of which something exists and nothing is known as told', () => {
  it('is booked, and its encounter told anew', () => {
    assert.equal(kindOf(withoutSnapshot(), bookedEvent(2)), 'booking');
    assert.ok(
      triggersOf(planned(withoutSnapshot({ appointment: 'none', bed: 'none' }), bookedEvent(2))).includes('A08'),
    );
  });

  it('is moved to another hospital without any difference known', () => {
    const change = compareCase(withoutSnapshot({ hospital: ELSEWHERE }), bookedEvent(2), { waitForGap: false });
    assert.deepEqual('aspects' in change && [change.kind, change.aspects], ['moved', []]);
  });

  it('has no visit to miss, whether all of it is to be told or not', () => {
    const nothing = { appointment: 'none', bed: 'none', encounter: { name: 'none' } } as const;
    assert.equal(kindOf(ledgerOf({ ...nothing, tellAll: { told: {} } }), endingEvent(2, 'no-show')), 'unchanged');
  });
});

describe('an appointment that is cancelled and booked anew when it is moved', () => {
  it('is cancelled by S15', () => {
    const triggers = triggersOf(planned(ledgerOf(), bookedEvent(2, rebookedCase()), { rebookAppointment: 'S15+S12' }));
    assert.deepEqual(
      triggers,
      ['S15', 'A08', 'A14', 'S12'].sort((a, b) => triggers.indexOf(a) - triggers.indexOf(b)),
    );
    assert.ok(triggers.indexOf('S15') < triggers.indexOf('S12'));
  });
});

describe('a bed inside the encounter', () => {
  const inBed = (bed: string): SurgicalCase => surgicalCase({ care: { bed } });
  const before = ledgerOf({ snapshot: inBed('12') });

  it('is told with the encounter when it is another, and not when something else has changed', () => {
    const options = { bedBooking: 'A05-PV1-3' } as const;
    assert.deepEqual(triggersOf(planned(before, bookedEvent(2, { ...inBed('12'), room: 'OP5' }), options)), ['S14']);
    assert.ok(triggersOf(planned(before, bookedEvent(2, inBed('14')), options)).includes('A08'));
  });
});

describe('a bed that is held from the day of the operation', () => {
  const options = { rebookBed: 'A14' } as const;
  const undated = (time?: SurgicalCase['time']): SurgicalCase => {
    const { admissionAt: _admission, dischargeAt: _discharge, ...care } = surgicalCase().care;
    return { ...surgicalCase(time === undefined ? {} : { time }), care };
  };

  it('moves with the operation; one with a planned admission does not', () => {
    assert.ok(
      triggersOf(planned(ledgerOf({ snapshot: undated() }), bookedEvent(2, undated(LATER)), options)).includes('A14'),
    );
    const sameStay = planned(ledgerOf(), bookedEvent(2, surgicalCase({ time: LATER })), options);
    assert.ok(!triggersOf(sameStay).includes('A14'));
  });
});
