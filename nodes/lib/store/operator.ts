/** The operator port: what a person may do about messages, events and cases that wait, each with its effect and its line in the journal in one transaction; and what they see first. */
import type { EventState } from './inbox.ts';
import type { MessageState } from './outbox.ts';

/** Of a message that is put aside: somebody has done by hand what it says, or Millennium does not have it. */
export type DiscardOutcome = 'done-by-hand' | 'not-done';

/** What the operator says about a message of which nobody knows whether it arrived. */
export type Assumption = 'arrived' | 'not-arrived';

/** Makes another message of a finished one, with the same content. Pure. */
export interface Restamper {
  /** MSH-10 of the copy. */
  controlIdOfCopy(controlId: string, copy: number): string;
  /** The content with MSH-7 of now, and with the control id where one is given; undefined when it cannot be done for that hospital. */
  restamp(content: Buffer, hospital: string, controlId?: string): Buffer | undefined;
}

export type OperatorSubject =
  | { kind: 'message'; id: string }
  | { kind: 'event'; id: string }
  | { kind: 'case'; id: string }
  | { kind: 'endpoint'; id: string };
export type SubjectKind = OperatorSubject['kind'];

/** Messages go by their control id, events and cases by their own, endpoints by their name. */
export type OperatorCommand =
  | { command: 'retry'; subject: { kind: 'message'; id: string } }
  | { command: 'hold'; subject: { kind: 'message' | 'case' | 'endpoint'; id: string } }
  | { command: 'release'; subject: OperatorSubject }
  | { command: 'discard'; subject: { kind: 'message'; id: string }; outcome: DiscardOutcome }
  | { command: 'discard'; subject: { kind: 'event'; id: string } }
  | { command: 'resend-as-new'; subject: { kind: 'message'; id: string }; restamper: Restamper }
  | { command: 're-plan'; subject: { kind: 'case'; id: string }; assume?: Assumption };
export type CommandName = OperatorCommand['command'];

/** Who orders it, why, and when. */
export interface Order {
  by: string;
  reason: string;
  at: Date;
  /** The sender's own name for this command: under the same name it has an effect once. */
  commandId?: string;
}

/** Why a command was refused: it makes no sense in the state its subject is in. */
export type Refusal =
  | 'in-flight'
  | 'acknowledged'
  | 'final'
  | 'other-outcome'
  | 'message-held'
  | 'not-held'
  | 'needs-re-plan'
  | 'newer-sent'
  | 'case-under-way'
  | 'outcome-unknown'
  | 'nothing-planned'
  | 'content-removed'
  | 'not-restampable'
  | 'queued-by-earlier-version'
  | 'command-id-taken';

/** Identifiers and counts that belong to a command and its effect. */
export interface CommandDetails {
  outcome?: DiscardOutcome;
  assume?: Assumption;
  /** Of the message a copy or a refusal is about. */
  controlId?: string;
  /** Messages put aside. */
  superseded?: number;
  /** Events that run again, in this order. */
  events?: readonly string[];
}

export type CommandResult =
  | {
      kind: 'done';
      /** Nothing was to be done any more. */
      alreadyDone: boolean;
      journalId: number;
      caseId: string | null;
      /** Of the subject, after the command. */
      state: string;
      details: CommandDetails;
      at: Date;
      by: string;
    }
  | { kind: 'refused'; code: Refusal; journalId: number | undefined; caseId: string | null; details: CommandDetails }
  | { kind: 'not-found' };

export interface HoldView {
  by: string;
  at: string;
  reason: string;
}

/** One thing that waits for a person. */
export interface HeldItem {
  kind: SubjectKind;
  /** Control id, event id, case id or name of the endpoint. */
  id: string;
  caseId: string | null;
  eventId: string | null;
  hospital: string | null;
  endpoint: string | null;
  messageType: string | null;
  /** `queued`: an operator holds it, and its turn has not come yet. */
  state: MessageState | EventState | 'held';
  since: string;
  attempts: number;
  /** Of the rule that refused it, of the problem that holds it, `held-by-operator` or `needs-re-plan`. */
  code: string;
  ackCode: string | null;
  errorCode: string | null;
  text: string | null;
  hold: HoldView | null;
}

export interface HeldPage {
  items: readonly HeldItem[];
  /** Where the next page begins; null: there is none. */
  next: string | null;
}

export interface JournalEntry {
  journalId: number;
  at: string;
  by: string;
  command: CommandName;
  subject: { kind: SubjectKind; id: string };
  caseId: string | null;
  reason: string;
  result: 'done' | 'already-done' | 'refused';
  code: Refusal | null;
  details: CommandDetails;
}

export interface AttemptView {
  startedAt: string;
  finishedAt: string;
  class: string;
  code: string;
  ackCode: string | null;
  errorCode: string | null;
  text: string | null;
}

export interface TimelineMessage {
  controlId: string;
  kind: string;
  messageType: string;
  hospital: string;
  endpoint: string;
  state: MessageState;
  /** What was said when it was put aside. */
  resolution: DiscardOutcome | 'arrived' | null;
  /** Control id of the message it is a copy of. */
  copyOf: string | null;
  createdAt: string;
  hold: HoldView | null;
  attempts: readonly AttemptView[];
}

export interface TimelineEvent {
  eventId: string;
  version: number;
  state: EventState;
  change: string | null;
  problem: { code: string; text: string } | null;
  warnings: readonly string[];
  acceptedAt: string;
  stateAt: string;
  messages: readonly TimelineMessage[];
}

export interface CaseTimeline {
  caseId: string;
  holds: readonly (HoldView & { code: 'held-by-operator' | 'needs-re-plan' })[];
  /** What Millennium is believed to hold; no patient data. */
  held: {
    version: number;
    hospital: string;
    encounter: string;
    visitNumber: string | null;
    bed: string;
    appointment: string;
    /** Everything is told with the next event. */
    tellsAll: boolean;
  } | null;
  events: readonly TimelineEvent[];
  journal: readonly JournalEntry[];
}

export interface OperatorDesk {
  /** One transaction: the effect, and who ordered it and why. Refusals are noted as well; what does not exist is not. */
  operate(command: OperatorCommand, order: Order): Promise<CommandResult>;
  /** @param after `next` of the page before */
  heldItems(options: { limit: number; after?: string }): Promise<HeldPage>;
  caseTimeline(caseId: string): Promise<CaseTimeline | undefined>;
  /** The newest first. @param before a journal id */
  journal(options: { limit: number; before?: number; caseId?: string }): Promise<JournalEntry[]>;
}
