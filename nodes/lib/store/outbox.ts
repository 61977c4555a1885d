/** The outbox port: finished messages, delivered in order per case, each with its own state and attempts. */
import type {
  CaseLedger,
  ChangeKind,
  Holdings,
  MessageEffect,
  MessageKind,
  UnchangedReason,
  OwnerSystem,
  RouteReason,
} from '../surgery/index.ts';

/**
 * queued: waits for its turn. claimed: taken by a connection, nothing written. in-flight: the first byte may have been written.
 * committed: in the care of the receiver, whose application has not said yet what it made of it; never sent again by itself.
 * acknowledged, discarded and superseded are final. held: a person decides.
 */
export type MessageState =
  'queued' | 'claimed' | 'in-flight' | 'committed' | 'acknowledged' | 'held' | 'discarded' | 'superseded';

export interface NewMessage {
  step: number;
  kind: MessageKind;
  effect: MessageEffect;
  /** MSH-9 as text for people and queries, for example `ADT^A05`. */
  messageType: string;
  triggerEvent: string;
  /** MSH-10, unique. */
  controlId: string;
  hospital: string;
  endpoint: string;
  /** The exact bytes of every attempt. */
  content: Buffer;
  /** PV1-19 or SCH-1/SCH-2 of the message: what the link store learns when it is accepted. */
  linkIdentifier: string;
  /** What the receiver holds when it has accepted everything before this message; without it the case cannot be planned anew from here. */
  before?: Holdings;
}

export interface EventCommit {
  eventId: string;
  claimToken: string;
  change: ChangeKind | UnchangedReason;
  /** `unchanged` settles the event with nothing to send. */
  outcome: 'sent' | 'unchanged';
  ledger: CaseLedger;
  orderingKey: string;
  messages: readonly NewMessage[];
  /** The event whose untried messages these replace. */
  supersedes?: string;
  warnings: readonly string[];
  /** Which system the event was for, and why; absent where nobody has asked. */
  route?: RouteRecord;
}

export interface RouteRecord {
  system: OwnerSystem | 'nobody';
  reason: RouteReason;
}

export interface ClaimedMessage {
  messageId: number;
  claimToken: string;
  eventId: string;
  caseId: string;
  orderingKey: string;
  controlId: string;
  triggerEvent: string;
  effect: MessageEffect;
  hospital: string;
  content: Buffer;
  /** Attempts made so far. */
  attempts: number;
  /** Negative replies so far: what the limit of a retry rule counts. */
  refusals: number;
}

/** How an attempt ended and what becomes of the message. */
export interface AttemptResult {
  startedAt: Date;
  finishedAt: Date;
  /** `none`: given back before anything was written; not counted as an attempt. */
  class: 'accepted' | 'committed' | 'transient' | 'uncertain' | 'permanent' | 'none';
  code: string;
  ackCode?: string;
  errorCode?: string;
  /** MSA-3 or ERR text with anything that may be patient data removed. */
  text?: string;
  next:
    | { state: 'acknowledged' }
    | { state: 'committed'; until: Date }
    | { state: 'queued'; notBefore: Date }
    | { state: 'held' };
}

/** A message as the answer to it finds it, wherever it is by now. */
export interface SentMessage {
  messageId: number;
  eventId: string;
  caseId: string;
  controlId: string;
  triggerEvent: string;
  effect: MessageEffect;
  hospital: string;
  /** Empty where it has been removed. */
  content: Buffer;
  /** Attempts that have come to an end. */
  attempts: number;
  refusals: number;
  /** Of the newest attempt. */
  startedAt: Date;
  state: MessageState;
  /** The newest attempt is under way, committed, or of unknown outcome: an answer to it still counts. */
  awaited: boolean;
}

export interface Outbox {
  /** T2. Claims heads of unblocked cases whose time has come, oldest first, for one endpoint. */
  claimMessages(options: { endpoint: string; limit: number; now: Date }): Promise<ClaimedMessage[]>;
  /** T3. Before the first byte. False: the claim has been lost, do not write. */
  markInFlight(messageId: number, claimToken: string, now: Date): Promise<boolean>;
  /** T4. Attempt, state, link and event state in one transaction; the next message of the case becomes the head. False: the claim has been lost. */
  settleMessage(messageId: number, claimToken: string, result: AttemptResult): Promise<boolean>;
  /** After a start: what an earlier process left claimed is queued; what it left in flight is queued for resending or held, as the policy says. */
  recoverMessages(options: {
    uncertain: 'resend' | 'hold';
    endpoint: string;
    now: Date;
  }): Promise<{ requeued: number; held: number }>;
  /** When the next waiting head of the endpoint becomes due; undefined when none waits for time. */
  nextMessageDueAt(endpoint: string): Promise<Date | undefined>;
  /** Puts a held message back to the queue. */
  retryMessage(messageId: number, now: Date): Promise<boolean>;
}

/** What the receiver's applications say of messages after the commit, on a way of their own. */
export interface SentBook {
  /** The message of that control id (MSH-10); undefined when the endpoint has none. */
  findSent(endpoint: string, controlId: string): Promise<SentMessage | undefined>;
  /**
   * T5. What an answer that came apart from the attempt means for it; ends the claim of whoever has the message in hand.
   * `attempts` as found: false, with nothing written, when it has been sent again since or awaits no answer any more.
   */
  settleSent(messageId: number, attempts: number, result: AttemptResult): Promise<boolean>;
  /** Committed messages whose application has not answered in time, the longest overdue first. */
  overdueCommitted(options: { endpoint: string; now: Date; limit: number }): Promise<SentMessage[]>;
  /** When the next committed message becomes overdue; undefined when none is awaited. */
  nextOverdueAt(endpoint: string): Promise<Date | undefined>;
  /** After a start: nobody could answer while nobody listened, so no committed message becomes overdue before `until`. */
  awaitLonger(endpoint: string, until: Date): Promise<void>;
}
