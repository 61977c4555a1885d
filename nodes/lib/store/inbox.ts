/** The inbox port: events accepted from Orbit, handed out one per case in order, and settled once. */
import type { CaseLedger, SurgicalEvent } from '../surgery/index.ts';
import type { EventCommit } from './outbox.ts';

/**
 * accepted: on disk, not yet handed out. processing: handed to a flow. sent: settled with messages under way.
 * completed: every message accepted. unchanged: settled with nothing to send. held: waits for a person or for a missing profile or code.
 * stuck: handed out too often without coming back.
 */
export type EventState = 'accepted' | 'processing' | 'sent' | 'completed' | 'unchanged' | 'held' | 'stuck';

export interface NewEvent {
  event: SurgicalEvent;
  /** Hash of the canonical content; the same event id with another hash is a conflict. */
  contentHash: string;
  /** The intake the event came through, so that it is handed out there again. */
  source: string;
}

export type AcceptStatus = 'accepted' | 'duplicate' | 'conflict';

export interface ClaimedEvent {
  event: SurgicalEvent;
  source: string;
  /** Fences the settling: a hand-out that has been taken over by a later one no longer counts. */
  claimToken: string;
  acceptedAt: Date;
  /** 1 on the first hand-out. */
  dispatchCount: number;
  /** What the receiver is believed to hold; undefined for a case never settled. */
  before: CaseLedger | undefined;
  /** The newest settled event of the case while none of its messages has been tried: it may be replaced instead of followed. */
  unsent?: { eventId: string; before: CaseLedger | undefined };
}

export interface Problem {
  /** A short stable code, for example `no-profile`, `unmapped-code`, `unencodable`. */
  code: string;
  /** Plain words for the operator; carries codes and field names, never patient data. */
  text: string;
}

export interface Rejection {
  receivedAt: Date;
  source: string;
  status: number;
  eventId?: string;
  caseId?: string;
  issues: readonly { pointer: string; message: string }[];
}

export interface Inbox {
  /** T0. Resolves when the events are on disk. Results in the order given. */
  acceptEvents(events: readonly NewEvent[], now: Date): Promise<AcceptStatus[]>;
  recordRejection(rejection: Rejection): Promise<void>;
  /** Hands out at most `limit` events: per case the lowest version, then the oldest; none of a case with one in processing, held or stuck. Events handed out `maxDispatches` times and not settled in time become stuck instead. */
  claimEvents(options: {
    limit: number;
    now: Date;
    dispatchTimeoutMs: number;
    maxDispatches: number;
  }): Promise<ClaimedEvent[]>;
  /** Puts a handed-out event back until `until`; a newer arrival for the same case makes it due at once. */
  deferEvent(eventId: string, claimToken: string, until: Date): Promise<boolean>;
  /** Puts every event handed out by this process back: for a stop or a redeploy. Does not count as a dispatch. */
  returnEvents(claimTokens: readonly string[]): Promise<void>;
  holdEvent(eventId: string, claimToken: string, problem: Problem, now: Date): Promise<boolean>;
  /** Makes held (or stuck) events due again: by event id, or all held for a problem code and subject. Returns how many. */
  releaseEvents(selection: { eventId: string } | { code: string; textIncludes?: string }, now: Date): Promise<number>;
  /** T1. One transaction: event settled, ledger written, outbox rows added. Idempotent on event id. */
  commitEvent(commit: EventCommit, now: Date): Promise<CommitStatus>;
  /** When the next deferred or timed-out event becomes due; undefined when none waits for time. */
  nextEventDueAt(dispatchTimeoutMs: number): Promise<Date | undefined>;
}

/**
 * committed: written now. already-settled: an earlier run of the same event did it. conflict: the event to be superseded has been tried
 * meanwhile; compare and plan again. lost: the claim has been taken over.
 */
export type CommitStatus = 'committed' | 'already-settled' | 'conflict' | 'lost';
