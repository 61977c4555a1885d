/** Puts messages into a real store the way they get there: an event accepted, claimed and committed with its messages. */
import type { Store } from '../../../nodes/lib/store/index.ts';
import type { MessageEffect, MessageKind, SurgicalEvent } from '../../../nodes/lib/surgery/index.ts';

export const ENDPOINT = 'millennium';

const STEPS: readonly { kind: MessageKind; messageType: string; triggerEvent: string; effect: MessageEffect }[] = [
  { kind: 'encounter', messageType: 'ADT^A05', triggerEvent: 'A05', effect: 'create' },
  { kind: 'bed', messageType: 'ADT^A14', triggerEvent: 'A14', effect: 'create' },
  { kind: 'appointment', messageType: 'SIU^S12', triggerEvent: 'S12', effect: 'create' },
];

/** One booking of three messages per case; their control ids are `<case>-1`, `<case>-2`, `<case>-3`. */
export async function enqueueBookings(store: Store, caseIds: readonly string[], now: Date): Promise<void> {
  const events = caseIds.map((caseId): SurgicalEvent => ({
    eventId: `event-${caseId}`,
    eventType: 'booked',
    occurredAt: '2026-11-03T10:15:00+01:00',
    caseId,
    version: 1,
    hospital: 'SU',
  }));
  await store.acceptEvents(
    events.map((event) => ({ event, contentHash: event.eventId, source: 'test' })),
    now,
  );
  const claimed = await store.claimEvents({ limit: events.length, now, dispatchTimeoutMs: 30_000, maxDispatches: 5 });
  await Promise.all(
    claimed.map(({ event, claimToken }) => commit(store, event.eventId, event.caseId, claimToken, now)),
  );
}

async function commit(store: Store, eventId: string, caseId: string, claimToken: string, now: Date): Promise<void> {
  await store.commitEvent(
    {
      eventId,
      claimToken,
      change: 'booking',
      outcome: 'sent',
      ledger: {
        caseId,
        version: 1,
        hospital: 'SU',
        encounter: { name: 'registered', visitNumber: caseId, createdBy: 'A05' },
        bed: 'reserved',
        appointment: 'booked',
        visitCount: 1,
      },
      orderingKey: caseId,
      messages: STEPS.map((step, index) => {
        const controlId = `${caseId}-${String(index + 1)}`;
        return {
          ...step,
          step: index + 1,
          controlId,
          hospital: 'SU',
          endpoint: ENDPOINT,
          content: contentOf(step.messageType, controlId),
          linkIdentifier: caseId,
        };
      }),
      warnings: [],
    },
    now,
  );
}

export function contentOf(messageType: string, controlId: string): Buffer {
  const header = `MSH|^~\\&|ORBIT|SU|MILLENNIUM|VGR|20261103101500+0100||${messageType}|${controlId}|P|2.4|||||SWE|UNICODE UTF-8`;
  return Buffer.from(`${header}\rPID|1||191212121212^^^PNR||Tolvansson^Tolvan\rNTE|1||åäö ${'x'.repeat(600)}\r`);
}
