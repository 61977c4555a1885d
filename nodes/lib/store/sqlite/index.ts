/** The embedded store: SQLite in one file, for one process. */
import type { Store } from '../store.ts';
import { AcceptEvents } from './accept-events.ts';
import { ClaimEvents } from './claim-events.ts';
import { CommitEvent } from './commit-event.ts';
import { DeliverMessages } from './deliver-messages.ts';
import { Engine } from './engine.ts';
import { EventLanes } from './event-lanes.ts';
import { Links } from './links.ts';
import { ReadStore } from './read-store.ts';
import { RecoverMessages } from './recover-messages.ts';
import { ReturnEvents } from './return-events.ts';

export interface SqliteStoreOptions {
  file: string;
  /** Called around every durable step; see the names in the crash tests. */
  failpoint?: (name: string) => void;
}

/** Opens (and creates or migrates) the store. Rejects with a StoreFailure that says what to do. */
export async function openSqliteStore({ file, failpoint }: SqliteStoreOptions): Promise<Store> {
  const engine = await Promise.resolve().then(() => new Engine(file, failpoint));
  const { commits, database } = engine;
  const lanes = new EventLanes(database);
  const links = new Links(database);
  const accepting = new AcceptEvents(engine);
  const claiming = new ClaimEvents(engine, lanes);
  const returning = new ReturnEvents(engine, lanes);
  const committing = new CommitEvent(engine, lanes, links);
  const delivering = new DeliverMessages(engine, links);
  const recovering = new RecoverMessages(engine);
  const reading = new ReadStore(engine);
  await commits.write(() => ({ value: lanes.recover() }));
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  return {
    engine: `embedded store: SQLite ${version} (node:sqlite of Node ${process.versions.node}), WAL, synchronous=FULL`,
    acceptEvents: (events, now) => accepting.accept(events, now),
    recordRejection: (rejection) => accepting.record(rejection),
    claimEvents: (options) => claiming.claim(options),
    deferEvent: (eventId, token, until) => returning.defer(eventId, token, until),
    returnEvents: (tokens) => returning.giveBack(tokens),
    holdEvent: (eventId, token, problem) => claiming.hold(eventId, token, problem),
    releaseEvents: (selection, now) => returning.release(selection, now),
    commitEvent: (commit, now) => committing.commit(commit, now),
    nextEventDueAt: (timeout) => Promise.resolve(lanes.nextDueAt(timeout)),
    claimMessages: (options) => delivering.claim(options),
    markInFlight: (messageId, token) => delivering.markInFlight(messageId, token),
    settleMessage: (messageId, token, result) => delivering.settle(messageId, token, result),
    recoverMessages: (options) => recovering.recover(options),
    nextMessageDueAt: (endpoint) => Promise.resolve(delivering.nextDueAt(endpoint)),
    retryMessage: (messageId, now) => recovering.retry(messageId, now),
    eventStory: (eventId) => Promise.resolve(reading.eventStory(eventId)),
    caseView: (caseId) => Promise.resolve(reading.caseView(caseId)),
    queueDepth: () => Promise.resolve(reading.queueDepth()),
    onSignal: (listener) => engine.onSignal(listener),
    probe: () => commits.write(() => ({ value: void database.exec(`INSERT INTO counters (name, value) VALUES ('probe', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1`) })),
    close: () => {
      engine.close();
      return Promise.resolve();
    },
  };
}
