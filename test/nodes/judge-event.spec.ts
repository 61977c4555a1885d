import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeEvent, type Judged } from '../../nodes/orbit-case/judge-event.ts';
import { parseOrbitEvent } from '../../nodes/lib/orbit/index.ts';
import type { FlowMessage } from '../../nodes/lib/runtime/flow-message.ts';
import {
  DEFAULT_PLAN_OPTIONS,
  type CaseLedger,
  type PlanOptions,
  type SurgicalEvent,
} from '../../nodes/lib/surgery/index.ts';

const ACCEPTED_AT = '2026-11-03T10:15:00.000Z';
const GAP_WAIT_MS = 5_000;

function sample(name: string, changes: Partial<SurgicalEvent> = {}): SurgicalEvent {
  const parsed = parseOrbitEvent(
    JSON.parse(readFileSync(join(import.meta.dirname, `../fixtures/events/${name}.json`), 'utf8')),
  );
  assert.ok(parsed.ok);
  return { ...parsed.event, ...changes };
}

function judge(
  event: SurgicalEvent,
  before: CaseLedger | null,
  options: { unsent?: FlowMessage['orbit']['dispatch']['unsent']; nowMs?: number; profiles?: readonly string[] } = {},
): Judged {
  const { unsent, nowMs = 0, profiles = ['SU-MOLNDAL', 'SAS-BORAS'] } = options;
  const message: FlowMessage = {
    payload: event,
    orbit: {
      eventId: event.eventId,
      caseId: event.caseId,
      hospital: event.hospital,
      before,
      dispatch: {
        store: 'store',
        claimToken: 'claim',
        acceptedAt: ACCEPTED_AT,
        dispatchCount: 1,
        ...(unsent === undefined ? {} : { unsent }),
      },
      warnings: [],
    },
    messages: [],
  };
  const optionsOf = (hospital: string): PlanOptions | undefined =>
    profiles.includes(hospital) ? DEFAULT_PLAN_OPTIONS : undefined;
  return judgeEvent(message, optionsOf, { now: new Date(Date.parse(ACCEPTED_AT) + nowMs), gapWaitMs: GAP_WAIT_MS });
}

function planned(judged: Judged): Extract<Judged, { kind: 'planned' }>['context'] {
  assert.equal(judged.kind, 'planned');
  return judged.context;
}

const triggers = (judged: Judged): string[] => planned(judged).plan.map(({ triggerEvent }) => triggerEvent);

const booked = sample('booked-inpatient');
const afterBooking = planned(judge(booked, null)).after;

describe('judging an event', () => {
  it('plans a booking for a case nobody knows', () => {
    assert.deepEqual(triggers(judge(booked, null)), ['A05', 'A14', 'S12']);
  });

  it('holds an event of a hospital without a profile, naming it', () => {
    assert.deepEqual(judge(booked, null, { profiles: [] }), {
      kind: 'hold',
      problem: { code: 'no-profile', text: 'no profile for hospital SU-MOLNDAL' },
    });
  });

  it('holds a move out of a hospital whose profile is gone', () => {
    const moved = sample('rebooked-inpatient', { hospital: 'SAS-BORAS' });
    const event = { ...moved, case: { ...(moved.case ?? assert.fail()), hospital: 'SAS-BORAS' } };
    assert.deepEqual(judge(event, afterBooking, { profiles: ['SAS-BORAS'] }), {
      kind: 'hold',
      problem: { code: 'no-profile', text: 'no profile for hospital SU-MOLNDAL' },
    });
  });

  it('waits for a missing version, counted from when the event was accepted', () => {
    const judged = judge(sample('rebooked-inpatient', { version: 4 }), afterBooking);
    assert.deepEqual(judged, { kind: 'wait', until: new Date(Date.parse(ACCEPTED_AT) + GAP_WAIT_MS), version: 2 });
  });

  it('goes on over the gap with a warning when the wait has ended', () => {
    const context = planned(judge(sample('rebooked-inpatient', { version: 4 }), afterBooking, { nowMs: GAP_WAIT_MS }));
    assert.deepEqual(context.warnings, ['version-gap']);
    assert.equal(context.after.version, 4);
  });

  it('has nothing to send for a repeated version, and keeps the ledger', () => {
    const judged = judge(booked, afterBooking);
    assert.equal(judged.kind, 'unchanged');
    assert.deepEqual(judged.commit.ledger, afterBooking);
  });

  it('has nothing to send for the cancellation of a case never sent, and remembers its version', () => {
    const judged = judge(sample('cancelled-inpatient'), null);
    assert.equal(judged.kind, 'unchanged');
    const { commit } = judged;
    assert.equal(commit.change, 'never-sent');
    assert.equal(commit.ledger.version, 3);
  });

  describe('while nothing of the event before has been tried', () => {
    const unsent = { eventId: booked.eventId, before: null };

    it('replaces a booking by the booking of the newest state', () => {
      const context = planned(judge(sample('rebooked-inpatient'), afterBooking, { unsent }));
      assert.deepEqual(
        context.plan.map(({ triggerEvent }) => triggerEvent),
        ['A05', 'A14', 'S12'],
      );
      assert.equal(context.supersedes, booked.eventId);
      assert.equal(context.plan[2]?.subject.room, 'OP5');
      assert.deepEqual(context.warnings, []);
    });

    it('never replaces a booking by a cancellation: the receiver sees both', () => {
      const context = planned(judge(sample('cancelled-inpatient', { version: 2 }), afterBooking, { unsent }));
      assert.deepEqual(
        context.plan.map(({ triggerEvent }) => triggerEvent),
        ['S15', 'A27', 'A38'],
      );
      assert.equal(context.supersedes, undefined);
    });

    it('never replaces a cancellation by a booking', () => {
      const cancelled = sample('cancelled-inpatient', { version: 2 });
      const afterCancel = planned(judge(cancelled, afterBooking)).after;
      const context = planned(
        judge({ ...booked, version: 3 }, afterCancel, { unsent: { eventId: cancelled.eventId, before: afterBooking } }),
      );
      assert.deepEqual(
        context.plan.map(({ triggerEvent }) => triggerEvent),
        ['A05', 'A14', 'S12'],
      );
      assert.equal(context.supersedes, undefined);
    });

    it('sends nothing when the newest state is the one before', () => {
      const rebooked = sample('rebooked-inpatient');
      const afterRebooking = planned(judge(rebooked, afterBooking)).after;
      const judged = judge({ ...booked, eventId: 'back', version: 3 }, afterRebooking, {
        unsent: { eventId: rebooked.eventId, before: afterBooking },
      });
      assert.equal(judged.kind, 'unchanged');
      const { commit } = judged;
      assert.equal(commit.supersedes, rebooked.eventId);
      assert.equal(commit.ledger.version, 3);
    });
  });
});
