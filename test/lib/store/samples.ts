/** Invented events, ledgers and messages of small size, and the few moves every store test makes. */
import assert from 'node:assert/strict';
import type { CaseLedger, SurgicalEvent } from '../../../nodes/lib/surgery/index.ts';
import type {
  AttemptResult,
  ClaimedEvent,
  ClaimedMessage,
  EventCommit,
  NewEvent,
  NewMessage,
  Store,
} from '../../../nodes/lib/store/index.ts';

export const ENDPOINT = 'millennium';

/** A time on the invented day all store tests live in, `seconds` after 08:00 UTC. */
export function at(seconds: number): Date {
  return new Date(Date.UTC(2026, 10, 10, 8, 0, seconds));
}

export function surgicalEvent(
  caseId: string,
  version: number,
  eventId = `${caseId}-v${String(version)}`,
): SurgicalEvent {
  return {
    eventId,
    eventType: version === 1 ? 'booked' : 'modified',
    occurredAt: '2026-11-01T10:00:00+01:00',
    caseId,
    version,
    hospital: 'TESTSJUKHUSET',
    case: {
      caseId,
      hospital: 'TESTSJUKHUSET',
      patient: {
        idType: 'personnummer',
        id: '191212121212',
        family: 'Tolvansson',
        given: 'Tolvan',
        sex: 'male',
        protected: false,
      },
      care: { type: 'inpatient', alreadyAdmitted: false, bedWanted: true },
      time: { start: '2026-11-10T08:00:00+01:00', end: '2026-11-10T10:30:00+01:00' },
      priority: 'elective',
      procedures: [{ code: 'NGB49', main: true }],
      diagnoses: [],
      staff: [],
    },
  };
}

export function newEvent(caseId: string, version: number, eventId?: string): NewEvent {
  const event = surgicalEvent(caseId, version, eventId);
  return { event, contentHash: `hash of ${event.eventId}`, source: 'intake' };
}

export function ledger(caseId: string, version: number): CaseLedger {
  const snapshot = surgicalEvent(caseId, version).case;
  assert.ok(snapshot !== undefined);
  return {
    caseId,
    version,
    hospital: 'TESTSJUKHUSET',
    encounter: { name: 'registered', visitNumber: caseId, createdBy: 'A05' },
    bed: 'none',
    appointment: 'booked',
    visitCount: 1,
    snapshot,
  };
}

export function newMessage(eventId: string, step: number, change: Partial<NewMessage> = {}): NewMessage {
  return {
    step,
    kind: step === 1 ? 'encounter' : 'appointment',
    effect: 'create',
    messageType: step === 1 ? 'ADT^A05' : 'SIU^S12',
    triggerEvent: step === 1 ? 'A05' : 'S12',
    controlId: `${eventId}.${String(step)}`,
    hospital: 'TESTSJUKHUSET',
    endpoint: ENDPOINT,
    content: Buffer.from(`MSH|^~\\&|${eventId}|${String(step)}\r`),
    linkIdentifier: `link of ${eventId}`,
    ...change,
  };
}

/** Settles the event with two messages unless told otherwise. */
export function commitOf(claimed: ClaimedEvent, change: Partial<EventCommit> = {}): EventCommit {
  const { eventId, caseId, version } = claimed.event;
  return {
    eventId,
    claimToken: claimed.claimToken,
    change: version === 1 ? 'booking' : 'modification',
    outcome: 'sent',
    ledger: ledger(caseId, version),
    orderingKey: caseId,
    messages: [newMessage(eventId, 1), newMessage(eventId, 2)],
    warnings: [],
    ...change,
  };
}

export function unchangedCommitOf(claimed: ClaimedEvent): EventCommit {
  return commitOf(claimed, { change: 'no-difference', outcome: 'unchanged', messages: [] });
}

/** Time-outs no test comes near to unless it says so. */
export function claimAll(
  store: Store,
  now: Date,
  change: { limit?: number; dispatchTimeoutMs?: number; maxDispatches?: number } = {},
): Promise<ClaimedEvent[]> {
  return store.claimEvents({ limit: 100, now, dispatchTimeoutMs: 600_000, maxDispatches: 3, ...change });
}

export async function claimOne(store: Store, now: Date): Promise<ClaimedEvent> {
  const [claimed, ...more] = await claimAll(store, now);
  assert.ok(claimed !== undefined, 'an event is due');
  assert.equal(more.length, 0, 'one event only is due');
  return claimed;
}

/** Accepts the version, claims it and commits it with its messages. */
export async function settleVersion(
  store: Store,
  caseId: string,
  version: number,
  now: Date,
  change: Partial<EventCommit> = {},
): Promise<ClaimedEvent> {
  assert.deepEqual(await store.acceptEvents([newEvent(caseId, version)], now), ['accepted']);
  const claimed = await claimOne(store, now);
  assert.equal(await store.commitEvent(commitOf(claimed, change), now), 'committed');
  return claimed;
}

export function claimMessages(store: Store, now: Date, limit = 100, endpoint = ENDPOINT): Promise<ClaimedMessage[]> {
  return store.claimMessages({ endpoint, limit, now });
}

export async function claimMessage(store: Store, now: Date, endpoint = ENDPOINT): Promise<ClaimedMessage> {
  const [message] = await claimMessages(store, now, 1, endpoint);
  assert.ok(message !== undefined, 'a message is due');
  return message;
}

const accepted = { class: 'accepted', code: 'AA', ackCode: 'AA', next: { state: 'acknowledged' } } as const;

export function attempt(
  now: Date,
  change: Omit<Partial<AttemptResult>, 'startedAt' | 'finishedAt'> = {},
): AttemptResult {
  return { startedAt: now, finishedAt: now, ...accepted, ...change };
}

export function refusedUntil(now: Date, notBefore: Date): AttemptResult {
  return attempt(now, {
    class: 'transient',
    code: 'refused',
    ackCode: 'AR',
    errorCode: '207',
    next: { state: 'queued', notBefore },
  });
}

export function heldAttempt(now: Date): AttemptResult {
  return attempt(now, {
    class: 'permanent',
    code: 'refused',
    ackCode: 'AE',
    errorCode: '204',
    text: 'unknown key',
    next: { state: 'held' },
  });
}

/** Claims the next message, sends it and settles it. */
export async function deliver(
  store: Store,
  now: Date,
  result: AttemptResult = attempt(now),
  endpoint = ENDPOINT,
): Promise<ClaimedMessage> {
  const message = await claimMessage(store, now, endpoint);
  assert.equal(await store.markInFlight(message.messageId, message.claimToken, now), true);
  assert.equal(await store.settleMessage(message.messageId, message.claimToken, result), true);
  return message;
}

/** Delivers until nothing is due; the control ids in the order they were sent. */
export async function deliverAll(store: Store, now: Date, endpoint = ENDPOINT): Promise<string[]> {
  const sent: string[] = [];
  for (;;) {
    const messages = await claimMessages(store, now, 100, endpoint);
    if (messages.length === 0) return sent;
    for (const { messageId, claimToken, controlId } of messages) {
      assert.equal(await store.markInFlight(messageId, claimToken, now), true);
      assert.equal(await store.settleMessage(messageId, claimToken, attempt(now)), true);
      sent.push(controlId);
    }
  }
}

export async function stateOf(store: Store, eventId: string): Promise<string | undefined> {
  return (await store.eventStory(eventId))?.state;
}

export async function messageStates(store: Store, eventId: string): Promise<string[]> {
  return (await store.eventStory(eventId))?.messages.map(({ state }) => state) ?? [];
}
