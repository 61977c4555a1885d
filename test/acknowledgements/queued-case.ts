/** Puts cases of three messages into a real store, the way they get there; the messages ask for acknowledgements as their mode says. */
import type { AckMode } from '../../nodes/lib/millennium/index.ts';
import type { EventCommit, NewMessage, Store } from '../../nodes/lib/store/index.ts';
import type { MessageEffect, SurgicalEvent } from '../../nodes/lib/surgery/index.ts';

export const ENDPOINT = 'millennium';

export interface QueuedCase {
  caseId: string;
  mode: AckMode;
  /** Of the second message. */
  effect: MessageEffect;
  /** The case id unless told: what stops one hospital must not stop the next trial. */
  hospital?: string;
}

const ASKED: Readonly<Record<AckMode, readonly [string, string]>> = {
  original: ['', ''],
  'enhanced-commit': ['AL', 'NE'],
  'enhanced-full': ['AL', 'AL'],
};

/** Control ids are `<case>-1`, `<case>-2`, `<case>-3`. */
export async function enqueueCases(store: Store, cases: readonly QueuedCase[]): Promise<void> {
  const now = new Date();
  const byEvent = new Map(cases.map((queued) => [`event-${queued.caseId}`, queued]));
  const events = [...byEvent].map(([eventId, queued]) => ({
    event: eventOf(eventId, queued),
    contentHash: eventId,
    source: 'test',
  }));
  await store.acceptEvents(events, now);
  const limit = events.length;
  const claimed = await store.claimEvents({ limit, now, dispatchTimeoutMs: 30_000, maxDispatches: 5 });
  const commits = claimed.map(({ event: { eventId }, claimToken }) => {
    const queued = byEvent.get(eventId);
    if (queued === undefined) throw new Error(`${eventId} is of another test`);
    return store.commitEvent(commitOf(eventId, claimToken, queued), now);
  });
  const statuses = await Promise.all(commits);
  if (statuses.length !== limit || statuses.some((status) => status !== 'committed'))
    throw new Error(`not every case was queued: ${statuses.join()}`);
}

function eventOf(eventId: string, { caseId, hospital = caseId }: QueuedCase): SurgicalEvent {
  const occurredAt = '2026-11-03T10:15:00+01:00';
  return { eventId, eventType: 'booked', occurredAt, caseId, version: 1, hospital };
}

function commitOf(eventId: string, claimToken: string, queued: QueuedCase): EventCommit {
  const { caseId, hospital = caseId } = queued;
  return {
    eventId,
    claimToken,
    change: 'booking',
    outcome: 'sent',
    ledger: {
      caseId,
      version: 1,
      hospital,
      encounter: { name: 'registered', visitNumber: caseId, createdBy: 'A05' },
      bed: 'none',
      appointment: 'booked',
      visitCount: 1,
    },
    orderingKey: caseId,
    messages: [1, 2, 3].map((step) => messageOf(step, queued)),
    warnings: [],
  };
}

function messageOf(step: number, { caseId, mode, effect, hospital = caseId }: QueuedCase): NewMessage {
  const controlId = `${caseId}-${String(step)}`;
  return {
    step,
    kind: step === 3 ? 'appointment' : 'encounter',
    effect: step === 2 ? effect : 'update',
    messageType: 'ADT^A05',
    triggerEvent: 'A05',
    controlId,
    hospital,
    endpoint: ENDPOINT,
    content: contentOf(controlId, mode),
    linkIdentifier: caseId,
  };
}

function contentOf(controlId: string, mode: AckMode): Buffer {
  const header = [
    'MSH',
    '^~\\&',
    'ORBIT',
    'SU',
    'MILLENNIUM',
    'VGR',
    '20261103101500+0100',
    '',
    'ADT^A05',
    controlId,
    'P',
  ];
  const asked = ['2.4', '', '', ...ASKED[mode], 'SWE', 'UNICODE UTF-8'];
  return Buffer.from(`${[...header, ...asked].join('|')}\rPID|1||191212121212^^^PNR||Tolvansson^Tolvan\r`);
}
