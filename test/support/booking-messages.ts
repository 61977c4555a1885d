/** The finished messages of the sample booking, for tests of what comes after the mapping. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildMessage, parseProfile, type BuiltMessage } from '../../nodes/lib/millennium/index.ts';
import { parseOrbitEvent } from '../../nodes/lib/orbit/index.ts';
import { planMessages, type MessagePlan, type SurgicalEvent } from '../../nodes/lib/surgery/index.ts';

export const NOW = new Date('2026-11-03T09:15:00Z');

export function bookingMessages(): { event: SurgicalEvent; plan: MessagePlan; messages: BuiltMessage[] } {
  const parsed = parseOrbitEvent(
    JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/events/booked-inpatient.json'), 'utf8')),
  );
  const profile = parseProfile({ hospital: 'SU-MOLNDAL' });
  assert.ok(parsed.ok && parsed.event.case !== undefined && profile.ok);
  const { event } = parsed;
  const options = { current: profile.profile.plan, previous: profile.profile.plan };
  const plan = planMessages({ kind: 'booking', version: 1, after: parsed.event.case, aspects: [] }, undefined, options);
  const messages = plan.messages.map((planned) => {
    const built = buildMessage(planned, { event, profile: profile.profile, now: NOW });
    assert.ok(built.ok);
    return built.message;
  });
  return { event, plan, messages };
}
