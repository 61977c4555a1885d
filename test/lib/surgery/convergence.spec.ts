import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  compareCase,
  DEFAULT_PLAN_OPTIONS,
  planMessages,
  settleUnchanged,
  type CaseLedger,
  type PlanOptions,
  type PlannedMessage,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import { bookedEvent, endingEvent, surgicalCase } from './case-makers.ts';

/** A receiver in miniature with rules of its own: it knows trigger events and refuses what cannot be. */
class Receiver {
  readonly encounters = new Map<string, 'active' | 'cancelled'>();
  readonly beds = new Map<string, string>();
  appointment: { status: 'Booked' | 'Cancelled' | 'Noshow'; start: string; room: string; hospital: string } | undefined;

  take({ triggerEvent, visitNumber, subject }: PlannedMessage): void {
    const active = this.encounters.get(visitNumber) === 'active';
    switch (triggerEvent) {
      case 'A05':
      case 'A04':
        assert.ok(!active, `${triggerEvent} for an encounter that exists`);
        this.encounters.set(visitNumber, 'active');
        return;
      case 'A08':
        assert.ok(active, 'A08 for an encounter that does not exist');
        return;
      case 'A38':
      case 'A11':
        assert.ok(active, `${triggerEvent} for an encounter that does not exist`);
        assert.ok(!this.beds.has(visitNumber), 'an encounter cancelled before its bed');
        this.encounters.set(visitNumber, 'cancelled');
        return;
      case 'A14':
        assert.ok(active, 'a bed without an encounter');
        this.beds.set(visitNumber, subject.care.ward ?? '');
        return;
      case 'A27':
        assert.ok(this.beds.delete(visitNumber), 'A27 for a bed that is not reserved');
        return;
      default:
        this.takeAppointment(triggerEvent, {
          start: subject.time.start,
          room: subject.room ?? '',
          hospital: subject.hospital,
        });
    }
  }

  private takeAppointment(triggerEvent: string, plan: { start: string; room: string; hospital: string }): void {
    const booked = this.appointment?.status === 'Booked';
    assert.equal(
      booked,
      triggerEvent !== 'S12',
      `${triggerEvent} while the appointment is ${this.appointment?.status ?? 'unknown'}`,
    );
    const status =
      triggerEvent === 'S15' || triggerEvent === 'S17' ? 'Cancelled' : triggerEvent === 'S26' ? 'Noshow' : 'Booked';
    this.appointment = { status, ...plan };
  }
}

const bookings = fc.record({
  hour: fc.integer({ min: 7, max: 15 }),
  room: fc.constantFrom('OP1', 'OP2'),
  ward: fc.constantFrom('KIR302', 'KIR303'),
  hospital: fc.constantFrom('SU-MOLNDAL', 'SU-MOLNDAL', 'SAS-BORAS'),
  type: fc.constantFrom('inpatient', 'inpatient', 'day-surgery'),
  priority: fc.constantFrom('elective', 'elective', 'elective', 'watch'),
  label: fc.constantFrom('booked', 'rebooked', 'modified'),
} as const);
const endings = fc.constantFrom('cancelled', 'no-show', 'entered-in-error');
const histories = fc.array(fc.oneof({ weight: 4, arbitrary: bookings }, { weight: 1, arbitrary: endings }), {
  minLength: 1,
  maxLength: 8,
});

function toEvents(history: readonly unknown[]): SurgicalEvent[] {
  return history.map((entry, index) => {
    const version = index + 1;
    if (typeof entry === 'string') return endingEvent(version, entry as 'cancelled');
    const { hour, room, ward, hospital, type, priority, label } = entry as {
      hour: number;
      room: string;
      ward: string;
      hospital: string;
      type: 'inpatient' | 'day-surgery';
      priority: 'elective';
      label: 'booked';
    };
    const start = `2026-11-10T${String(hour).padStart(2, '0')}:00:00+01:00`;
    const end = `2026-11-10T${String(hour + 1).padStart(2, '0')}:00:00+01:00`;
    const after = surgicalCase({
      room,
      hospital,
      priority,
      time: { start, end },
      care: { type, bedWanted: type === 'inpatient', ward },
    });
    return bookedEvent(version, after, label);
  });
}

function deliver(events: readonly SurgicalEvent[], options: PlanOptions): { receiver: Receiver; sent: number } {
  const receiver = new Receiver();
  let ledger: CaseLedger | undefined;
  let sent = 0;
  for (const event of events) {
    const change = compareCase(ledger, event, { waitForGap: false });
    if (change.kind === 'unchanged' || change.kind === 'wait') {
      ledger = settleUnchanged(ledger, event);
      continue;
    }
    const plan = planMessages(change, ledger, { current: options, previous: options });
    for (const message of plan.messages) receiver.take(message);
    sent += plan.messages.length;
    ledger = plan.after;
  }
  return { receiver, sent };
}

/** What Orbit holds: the highest version alone. */
function assertHolds(receiver: Receiver, last: SurgicalEvent): void {
  const booked = last.case !== undefined && last.case.priority !== 'watch' ? last.case : undefined;
  const active = [...receiver.encounters.values()].filter((state) => state === 'active').length;
  if (booked !== undefined) {
    assert.deepEqual(receiver.appointment, {
      status: 'Booked',
      start: booked.time.start,
      room: booked.room,
      hospital: booked.hospital,
    });
    assert.equal(active, 1);
    assert.deepEqual([...receiver.beds.values()], booked.care.type === 'inpatient' ? [booked.care.ward] : []);
    return;
  }
  assert.notEqual(receiver.appointment?.status, 'Booked');
  assert.equal(receiver.beds.size, 0);
  // The encounter of a missed visit stays.
  if (last.eventType !== 'no-show') assert.equal(active, 0);
}

const OPTIONS: Record<string, Partial<PlanOptions>> = {
  'the default options': {},
  'a new encounter at every rebooking': { rebookEncounter: 'A38+A05' },
  'bed and visit moved in two messages': { rebookBed: 'A27+A14', rebookAppointment: 'S15+S12' },
};

describe('any history of a case, repeated and reordered', () => {
  for (const [name, changes] of Object.entries(OPTIONS)) {
    const options = { ...DEFAULT_PLAN_OPTIONS, ...changes };

    it(`ends with the receiver holding what Orbit holds, with ${name}`, () => {
      fc.assert(
        fc.property(histories, fc.array(fc.nat(), { maxLength: 12 }), (history, order) => {
          const events = toEvents(history);
          // Every event at least once, some again, in any order.
          const delivered = [...order.map((pick) => events[pick % events.length] ?? events[0]), ...events].flatMap(
            (event) => event ?? [],
          );
          assertHolds(deliver(delivered, options).receiver, events.at(-1) ?? assert.fail());
        }),
        { numRuns: 500 },
      );
    });

    it(`sends nothing more when the whole history is told again, with ${name}`, () => {
      fc.assert(
        fc.property(histories, (history) => {
          const events = toEvents(history);
          assert.equal(deliver([...events, ...events], options).sent, deliver(events, options).sent);
        }),
        { numRuns: 200 },
      );
    });
  }
});
