/** What the store tells about itself: the story of an event, the ledger of a case, and the depth of the queues. No patient data but the ledger's snapshot. */
import type { CaseLedger, CaseLink, OwnerSystem, SurgicalEvent } from '../surgery/index.ts';
import type { EventState, Rejection } from './inbox.ts';
import type { MessageState, RouteRecord } from './outbox.ts';

export interface MessageStory {
  kind: string;
  messageType: string;
  controlId: string;
  state: MessageState;
  attempts: number;
  ackCode: string | null;
  errorCode: string | null;
  text: string | null;
}

export interface EventStory {
  eventId: string;
  caseId: string;
  version: number;
  state: EventState;
  change: string | null;
  problem: { code: string; text: string } | null;
  warnings: readonly string[];
  route: RouteRecord | null;
  acceptedAt: string;
  messages: readonly MessageStory[];
}

export interface Link {
  kind: 'encounter' | 'bed' | 'appointment';
  identifier: string;
  state: 'pending' | 'confirmed' | 'cancelled';
  updatedAt: string;
}

export interface CaseView {
  caseId: string;
  ledger: CaseLedger | null;
  ownerSystem: OwnerSystem | null;
  links: readonly Link[];
  /** What Millennium itself has told of the case. */
  millennium: CaseLink | null;
  events: readonly { eventId: string; version: number; state: EventState; change: string | null }[];
}

export interface QueueDepth {
  events: Readonly<Record<EventState, number>>;
  messages: Readonly<Record<MessageState, number>>;
  oldestWaitingAt: Date | null;
}

export interface Queries {
  eventStory(eventId: string): Promise<EventStory | undefined>;
  caseView(caseId: string): Promise<CaseView | undefined>;
  /** With the patient in it; undefined once the time to keep contents has passed for all. */
  newestEvent(): Promise<SurgicalEvent | undefined>;
  /** What was refused lately, the newest first. */
  recentRejections(limit: number): Promise<Rejection[]>;
  queueDepth(endpoint?: string): Promise<QueueDepth>;
}
