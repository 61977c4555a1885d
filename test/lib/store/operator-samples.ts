/** The orders of an invented operator, and messages that know what they find held. */
import assert from 'node:assert/strict';
import type { Holdings } from '../../../nodes/lib/surgery/index.ts';
import type {
  CommandResult,
  EventCommit,
  NewMessage,
  OperatorCommand,
  Order,
  Restamper,
  Store,
} from '../../../nodes/lib/store/index.ts';
import { at, claimOne, deliver, heldAttempt, newEvent, newMessage, settleVersion } from './samples.ts';

type WithoutSubject<Command> = Command extends { subject: infer Subject }
  ? Omit<Command, 'subject'> & { on: Subject }
  : never;
export type Ordering = WithoutSubject<OperatorCommand>;

export const message = (id: string): { kind: 'message'; id: string } => ({ kind: 'message', id });
export const event = (id: string): { kind: 'event'; id: string } => ({ kind: 'event', id });
export const aCase = (id: string): { kind: 'case'; id: string } => ({ kind: 'case', id });
export const endpoint = (id: string): { kind: 'endpoint'; id: string } => ({ kind: 'endpoint', id });

/** Copies are named after their originals, and the restamped content says which time it has. */
export const restamper: Restamper = {
  controlIdOfCopy: (controlId, copy) => `${controlId}+${String(copy)}`,
  restamp: (content, hospital, controlId) =>
    hospital === 'UNKNOWN' ? undefined : Buffer.from(`${content.toString()}restamped ${controlId ?? ''}\r`),
};

export function order(
  store: Store,
  seconds: number,
  ordering: Ordering,
  changes: Partial<Order> = {},
): Promise<CommandResult> {
  const { on, ...command } = ordering;
  return store.operate({ ...command, subject: on } as OperatorCommand, {
    by: 'astrid',
    reason: 'a test says so',
    at: at(seconds),
    ...changes,
  });
}

/** The state of the subject, `again` where nothing was to be done any more, or the code of the refusal. */
export async function outcome(
  store: Store,
  seconds: number,
  ordering: Ordering,
  changes: Partial<Order> = {},
): Promise<string> {
  const result = await order(store, seconds, ordering, changes);
  switch (result.kind) {
    case 'done':
      return result.alreadyDone ? `again ${result.state}` : result.state;
    case 'refused':
      return `refused ${result.code}`;
    case 'not-found':
      return result.kind;
  }
}

export async function done(
  store: Store,
  seconds: number,
  ordering: Ordering,
  changes: Partial<Order> = {},
): Promise<Extract<CommandResult, { kind: 'done' }>> {
  const result = await order(store, seconds, ordering, changes);
  assert.equal(result.kind, 'done', JSON.stringify(result));
  return result;
}

export const NOTHING: Holdings = {
  hospital: 'TESTSJUKHUSET',
  encounter: { name: 'none' },
  bed: 'none',
  appointment: 'none',
  visitCount: 1,
};
export const ENCOUNTER: Holdings = {
  ...NOTHING,
  encounter: { name: 'registered', visitNumber: 'case-1', createdBy: 'A05' },
};
export const BOOKED: Holdings = { ...ENCOUNTER, appointment: 'booked' };

/** A05 and S12 of a booking, or A08 and S14 of what follows. */
export function planned(eventId: string, version: number): NewMessage[] {
  if (version === 1) {
    return [newMessage(eventId, 1, { before: NOTHING }), newMessage(eventId, 2, { before: ENCOUNTER })];
  }
  const update = { effect: 'update', before: BOOKED } as const;
  return [
    newMessage(eventId, 1, { ...update, messageType: 'ADT^A08', triggerEvent: 'A08' }),
    newMessage(eventId, 2, { ...update, messageType: 'SIU^S14', triggerEvent: 'S14' }),
  ];
}

export async function settlePlanned(
  store: Store,
  version: number,
  seconds: number,
  change: Partial<EventCommit> = {},
): Promise<void> {
  const messages = planned(`case-1-v${String(version)}`, version);
  await settleVersion(store, 'case-1', version, at(seconds), { messages, ...change });
}

const NO_PROFILE = { code: 'no-profile', text: 'no profile for hospital NORR' };

/** A booking whose A05 was refused for good. */
export async function refusedBooking(store: Store): Promise<void> {
  await settlePlanned(store, 1, 0);
  await deliver(store, at(1), heldAttempt(at(1)));
}

export async function heldEvent(store: Store, caseId = 'case-1'): Promise<void> {
  await store.acceptEvents([newEvent(caseId, 1)], at(0));
  const claimed = await claimOne(store, at(0));
  await store.holdEvent(claimed.event.eventId, claimed.claimToken, NO_PROFILE, at(1));
}

/** Everything that is counted is there: the counts are kept beside the rows. */
export async function assertCounted(
  store: Store,
  messages: Record<string, number>,
  events: Record<string, number>,
): Promise<void> {
  const depth = await store.queueDepth();
  const valued = (counts: Readonly<Record<string, number>>): unknown =>
    Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
  assert.deepEqual([valued(depth.messages), valued(depth.events)], [messages, events]);
}
