/** The store's port over one SQLite connection: writes go through the group commit, reads go straight to what is committed. */
import type { AcceptStatus, ClaimedEvent, CommitStatus, NewEvent, Problem, Rejection } from '../inbox.ts';
import type { CaseTimeline, CommandResult, HeldPage, JournalEntry, OperatorCommand, Order } from '../operator.ts';
import type { AttemptResult, ClaimedMessage, EventCommit, SentMessage } from '../outbox.ts';
import type { CaseView, EventStory, QueueDepth } from '../queries.ts';
import type { CaseLink, FeedMessage, SurgicalEvent } from '../../surgery/index.ts';
import { REMOVED_KINDS, type RetentionStep } from '../retention.ts';
import type { FeedOutcome, FlaggedLink, LinkHistoryEntry } from '../return-feed.ts';
import { StoreFailure } from '../store-failure.ts';
import type { Store } from '../store.ts';
import { findSent, overdueCommitted, settleSent } from './application-acks.ts';
import { acceptEvents, recordRejection, recentRejections, writable } from './accept-events.ts';
import { claimEvents, takeBackOfDeadSession, type ClaimOptions } from './claim-events.ts';
import { claimMessages, markInFlight, type ClaimMessagesOptions } from './claim-messages.ts';
import { commitEvent } from './commit-event.ts';
import type { Connection } from './connection.ts';
import { Counts } from './counts.ts';
import { caseView, eventStory } from './event-story.ts';
import { GroupCommit } from './group-commit.ts';
import type { HighWaterMark } from './high-water-mark.ts';
import { newestEvent } from './newest-event.ts';
import { caseTimeline } from './operator/case-timeline.ts';
import { heldItems } from './operator/held-items.ts';
import { journal } from './operator/journal.ts';
import { operate } from './operator/operate.ts';
import { Outage } from './outage.ts';
import { queueDepth } from './queue-depth.ts';
import { recoverMessages, retryMessage, type RecoverOptions } from './recover-messages.ts';
import { removeExpired, type RemoveOptions } from './retention/remove-expired.ts';
import { deferEvent, holdEvent, releaseEvents, returnEvents, type ReleaseSelection } from './return-events.ts';
import type { Session } from './session.ts';
import { settleMessage } from './settle-message.ts';
import { Signals, type SignalListener } from './signals.ts';
import { asStoreFailure } from './sqlite-failure.ts';
import { INBOX } from './statements/inbox-statements.ts';
import { OUTBOX } from './statements/outbox-statements.ts';
import { QUERIES } from './statements/query-statements.ts';
import { RETENTION } from './statements/retention-statements.ts';
import { caseLink, flaggedLinks, linkHistory, takeFeed } from './take-feed.ts';

export interface SqliteStoreOptions {
  file: string;
  mark: HighWaterMark;
  groupDelayMs: number;
  failpoint: ((name: string) => void) | undefined;
  onOutage: ((failure: StoreFailure | undefined) => void) | undefined;
}

export class SqliteStore implements Store {
  readonly engine: string;
  readonly #connection: Connection;
  readonly #counts: Counts;
  readonly #session: Session;
  readonly #signals = new Signals();
  readonly #commits: GroupCommit;
  readonly #mark: HighWaterMark;
  readonly #outage: Outage;
  #closed = false;
  #leavesTraces = false;

  constructor(connection: Connection, session: Session, options: SqliteStoreOptions) {
    const { file, mark, groupDelayMs, failpoint, onOutage } = options;
    this.#mark = mark;
    this.#outage = new Outage(file, onOutage);
    this.#connection = connection;
    this.#counts = new Counts(connection);
    this.#session = session;
    this.#commits = new GroupCommit({
      connection,
      session,
      counts: this.#counts,
      groupDelayMs,
      failpoint,
      onCommitted: (effects) => {
        mark.rise(effects.highest);
        if (effects.points.has('T0')) this.#outage.over();
        this.#signals.tell(effects);
      },
      onFailed: (failure) => this.#outage.began(failure),
    });
    const version = connection.get(QUERIES.engine)?.version ?? 'of unknown version';
    const engine = `SQLite ${version} in Node ${process.versions.node} (node:sqlite), one file, WAL, synchronous=FULL`;
    this.engine = `${engine}, sealed with the key named ${session.keyring.keyName}`;
  }

  /** To be called once, before anything is claimed. */
  recoverEvents(): Promise<void> {
    return this.#commits.write(takeBackOfDeadSession);
  }

  async acceptEvents(events: readonly NewEvent[], now: Date): Promise<AcceptStatus[]> {
    const writableEvents = events.map(writable);
    return this.#commits.write((transaction) => acceptEvents(transaction, writableEvents, now.getTime()));
  }

  recordRejection(rejection: Rejection): Promise<void> {
    return this.#commits.write((transaction) => recordRejection(transaction, rejection));
  }

  claimEvents(options: ClaimOptions): Promise<ClaimedEvent[]> {
    return this.#commits.write((transaction) => claimEvents(transaction, options));
  }

  deferEvent(eventId: string, claimToken: string, until: Date): Promise<boolean> {
    return this.#commits.write((transaction) => deferEvent(transaction, eventId, claimToken, until));
  }

  returnEvents(claimTokens: readonly string[]): Promise<void> {
    return this.#commits.write((transaction) => returnEvents(transaction, claimTokens));
  }

  holdEvent(eventId: string, claimToken: string, problem: Problem, now: Date): Promise<boolean> {
    return this.#commits.write((transaction) => holdEvent(transaction, eventId, claimToken, problem, now));
  }

  releaseEvents(selection: ReleaseSelection, now: Date): Promise<number> {
    return this.#commits.write((transaction) => releaseEvents(transaction, selection, now));
  }

  async commitEvent(commit: EventCommit, now: Date): Promise<CommitStatus> {
    const ledger = JSON.stringify(commit.ledger);
    return this.#commits.write((transaction) => commitEvent(transaction, commit, ledger, now.getTime()));
  }

  nextEventDueAt(dispatchTimeoutMs: number): Promise<Date | undefined> {
    const timeouts = [...this.#session.handedOut.entries()].map(([, { claimedAt }]) => claimedAt + dispatchTimeoutMs);
    return this.#read((db) => earliest([db.get(INBOX.nextWaitEnds)?.at, ...timeouts]));
  }

  claimMessages(options: ClaimMessagesOptions): Promise<ClaimedMessage[]> {
    return this.#commits.write((transaction) => claimMessages(transaction, options));
  }

  markInFlight(messageId: number, claimToken: string, now: Date): Promise<boolean> {
    return this.#commits.write((transaction) => markInFlight(transaction, messageId, claimToken, now));
  }

  settleMessage(messageId: number, claimToken: string, result: AttemptResult): Promise<boolean> {
    return this.#commits.write((transaction) => settleMessage(transaction, messageId, claimToken, result));
  }

  recoverMessages(options: RecoverOptions): Promise<{ requeued: number; held: number }> {
    return this.#commits.write((transaction) => recoverMessages(transaction, options));
  }

  findSent(endpoint: string, controlId: string): Promise<SentMessage | undefined> {
    return this.#read((db) => findSent(db, this.#session, endpoint, controlId));
  }

  settleSent(messageId: number, attempts: number, result: AttemptResult): Promise<boolean> {
    return this.#commits.write((transaction) => settleSent(transaction, messageId, attempts, result));
  }

  overdueCommitted(options: { endpoint: string; now: Date; limit: number }): Promise<SentMessage[]> {
    return this.#read((db) => overdueCommitted(db, this.#session, options));
  }

  nextOverdueAt(endpoint: string): Promise<Date | undefined> {
    return this.#read((db) => earliest([db.get(OUTBOX.nextOverdue, endpoint)?.at]));
  }

  awaitLonger(endpoint: string, until: Date): Promise<void> {
    return this.#commits.write(({ db }) => void db.run(OUTBOX.awaitLonger, until.getTime(), endpoint));
  }

  nextMessageDueAt(endpoint: string): Promise<Date | undefined> {
    // Nothing of an endpoint on hold becomes due by time.
    if (this.#session.holds.has('endpoint', endpoint)) return this.#read(() => undefined);
    return this.#read((db) => earliest([db.get(OUTBOX.nextWaitEnds, endpoint)?.at]));
  }

  retryMessage(messageId: number, now: Date): Promise<boolean> {
    return this.#commits.write((transaction) => retryMessage(transaction, messageId, now));
  }

  eventStory(eventId: string): Promise<EventStory | undefined> {
    return this.#read((db) => eventStory(db, eventId));
  }

  caseView(caseId: string): Promise<CaseView | undefined> {
    return this.#read((db) => caseView(db, this.#session, caseId));
  }

  newestEvent(): Promise<SurgicalEvent | undefined> {
    return this.#read((db) => newestEvent(db, this.#session));
  }

  recentRejections(limit: number): Promise<Rejection[]> {
    return this.#read((db) => recentRejections(db, this.#session, limit));
  }

  queueDepth(endpoint?: string): Promise<QueueDepth> {
    return this.#read((db) => queueDepth(db, this.#session, this.#counts, endpoint));
  }

  operate(command: OperatorCommand, order: Order): Promise<CommandResult> {
    return this.#commits.write((transaction) => operate(transaction, command, order));
  }

  heldItems(options: { limit: number; after?: string }): Promise<HeldPage> {
    return this.#read((db) => heldItems({ db, session: this.#session }, options));
  }

  caseTimeline(caseId: string): Promise<CaseTimeline | undefined> {
    return this.#read((db) => caseTimeline(db, this.#session, caseId));
  }

  journal(options: { limit: number; before?: number; caseId?: string }): Promise<JournalEntry[]> {
    return this.#read((db) => journal(db, options));
  }

  takeFeed(message: FeedMessage, now: Date): Promise<FeedOutcome> {
    return this.#commits.write((transaction) => takeFeed(transaction, message, now.getTime()));
  }

  caseLink(caseId: string): Promise<CaseLink | undefined> {
    return this.#read((db) => caseLink(db, caseId));
  }

  linkHistory(caseId: string, { limit }: { limit: number }): Promise<LinkHistoryEntry[]> {
    return this.#read((db) => linkHistory(db, caseId, limit));
  }

  flaggedLinks({ limit }: { limit: number }): Promise<FlaggedLink[]> {
    return this.#read((db) => flaggedLinks(db, limit));
  }

  async removeExpired(options: RemoveOptions): Promise<RetentionStep> {
    const step = await this.#commits.write((transaction) => removeExpired(transaction, options));
    this.#leavesTraces ||= REMOVED_KINDS.some((kind) => step.removed[kind] > 0);
    if (step.cursor === undefined && this.#leavesTraces) {
      // The log still has the pages as they were.
      await this.#read((db) => db.get(RETENTION.truncateLog));
      this.#leavesTraces = false;
    }
    return step;
  }

  onSignal(listener: SignalListener): () => void {
    return this.#signals.add(listener);
  }

  async probe(): Promise<void> {
    this.#outage.checkSpace();
    const written = await this.#commits.write(({ db }) => {
      this.#outage.tryRoom(db);
      db.run(QUERIES.touchProbe);
      return db.get(QUERIES.readProbe)?.written;
    });
    const read = await this.#read((db) => db.get(QUERIES.readProbe)?.written);
    if (written === undefined || read === undefined || read < written) {
      throw new StoreFailure('io', 'the store does not give back what was written to it');
    }
    this.#outage.over();
  }

  /** A second call does nothing. */
  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    this.#commits.close();
    this.#signals.clear();
    this.#mark.close();
    this.#connection.close();
    return Promise.resolve();
  }

  /** Between two transactions, so it sees what is committed and nothing else. */
  async #read<T>(read: (db: Connection) => T): Promise<T> {
    if (this.#closed) throw new StoreFailure('closed', 'the store has been closed');
    try {
      return await Promise.resolve(read(this.#connection));
    } catch (cause) {
      throw asStoreFailure(cause);
    }
  }
}

function earliest(times: readonly (number | null | undefined)[]): Date | undefined {
  const known = times.filter((time) => typeof time === 'number');
  return known.length === 0 ? undefined : new Date(Math.min(...known));
}
