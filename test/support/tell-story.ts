/** Tells the events of one case to the real rooms, from the wire to the finished messages; nothing is stored or sent. */
import assert from 'node:assert/strict';
import { buildMessage, type BuiltMessage, type HospitalProfile } from '../../nodes/lib/millennium/index.ts';
import { parseOrbitEvent } from '../../nodes/lib/orbit/index.ts';
import {
  compareCase,
  planMessages,
  settleUnchanged,
  type CaseLedger,
  type SurgicalEvent,
} from '../../nodes/lib/surgery/index.ts';

export interface Told {
  event: SurgicalEvent;
  change: string;
  messages: readonly (BuiltMessage & { warnings: readonly string[] })[];
}

/** @param clock the time the messages of an event are made */
export function tellStory(
  events: readonly unknown[],
  profileOf: (hospital: string) => HospitalProfile,
  clock: (event: SurgicalEvent) => Date,
): readonly Told[] {
  let ledger: CaseLedger | undefined;
  return events.map((wire) => {
    const parsed = parseOrbitEvent(wire);
    assert.ok(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.issues));
    const told = tell(parsed.event, ledger, profileOf, clock(parsed.event));
    ledger = told.ledger;
    return told;
  });
}

function tell(
  event: SurgicalEvent,
  before: CaseLedger | undefined,
  profileOf: (hospital: string) => HospitalProfile,
  now: Date,
): Told & { ledger: CaseLedger } {
  const change = compareCase(before, event, { waitForGap: false });
  assert.ok(change.kind !== 'wait');
  if (change.kind === 'unchanged')
    return { event, change: change.reason, messages: [], ledger: settleUnchanged(before, event) };
  const { hospital } = change.after;
  const current = profileOf(hospital).plan;
  const previous = before === undefined ? current : profileOf(before.hospital).plan;
  const plan = planMessages(change, before, { current, previous });
  const messages = plan.messages.map((planned) => {
    const built = buildMessage(planned, { event, profile: profileOf(planned.hospital), now });
    assert.ok(built.ok, built.ok ? '' : built.problem.text);
    return { ...built.message, warnings: built.warnings };
  });
  return { event, change: change.kind, messages, ledger: plan.after };
}
