/** T1: settles the event, writes the ledger and puts its messages into the outbox, in one transaction. */
import type { CommitStatus } from '../inbox.ts';
import type { EventCommit, NewMessage } from '../outbox.ts';
import { StoreFailure } from '../store-failure.ts';
import type { Engine } from './engine.ts';
import type { EventLanes, Lane } from './event-lanes.ts';
import type { Written } from './group-commit.ts';
import { Links } from './links.ts';

export class CommitEvent {
  readonly #engine: Engine;
  readonly #lanes: EventLanes;
  readonly #links: Links;
  readonly #state;
  readonly #settle;
  readonly #case;
  readonly #ledger;
  readonly #insert;
  readonly #taken;
  readonly #head;
  readonly #tried;
  readonly #supersedeMessages;
  readonly #supersedeEvent;
  readonly #dropHead;

  constructor(engine: Engine, lanes: EventLanes, links: Links) {
    this.#engine = engine;
    this.#lanes = lanes;
    this.#links = links;
    const { database } = engine;
    this.#state = database.prepare('SELECT state FROM events WHERE event_id = ?');
    this.#settle = database.prepare('UPDATE events SET state = ?, change = ?, warnings = ?, before_ledger = ?, open_messages = ? WHERE seq = ?');
    this.#case = database.prepare('SELECT ledger FROM cases WHERE case_id = ?');
    this.#ledger = database.prepare(
      `INSERT INTO cases (case_id, version, ledger, last_sent_seq, updated_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (case_id) DO UPDATE SET version = excluded.version, ledger = excluded.ledger,
         last_sent_seq = coalesce(excluded.last_sent_seq, last_sent_seq), updated_at = excluded.updated_at`,
    );
    this.#insert = database.prepare(
      `INSERT INTO messages (event_seq, step, case_id, ordering_key, endpoint, kind, effect, message_type, trigger_event, control_id, hospital,
         link_identifier, content, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?)`,
    );
    this.#taken = database.prepare('SELECT 1 FROM messages WHERE control_id = ?');
    this.#head = database.prepare(
      `INSERT INTO message_lanes (ordering_key, message_id, endpoint, state, not_before) VALUES (?, ?, ?, 'queued', ?) ON CONFLICT (ordering_key) DO NOTHING`,
    );
    this.#tried = database.prepare(
      `SELECT e.seq, (SELECT count(*) FROM messages WHERE event_seq = e.seq AND (state <> 'queued' OR attempts > 0)) +
         (SELECT count(*) FROM message_lanes AS l JOIN messages AS m ON m.message_id = l.message_id
          WHERE l.ordering_key = e.case_id AND m.event_seq = e.seq AND l.state <> 'queued') AS tried,
         (SELECT count(*) FROM messages WHERE event_seq = e.seq) AS total
       FROM events AS e WHERE e.event_id = ? AND e.state = 'sent'`,
    );
    this.#supersedeMessages = database.prepare(`UPDATE messages SET state = 'superseded' WHERE event_seq = ?`);
    this.#supersedeEvent = database.prepare(`UPDATE events SET state = 'unchanged', open_messages = 0, warnings = '["superseded"]' WHERE seq = ?`);
    this.#dropHead = database.prepare(
      `DELETE FROM message_lanes WHERE ordering_key = ? AND message_id IN (SELECT message_id FROM messages WHERE event_seq = ?)`,
    );
  }

  commit(commit: EventCommit, now: Date): Promise<CommitStatus> {
    return this.#engine.commits.write(() => this.#commit(commit, now.getTime()), { point: 'T1', alone: true });
  }

  #commit(commit: EventCommit, now: number): Written<CommitStatus> {
    const lane = this.#lanes.ofClaim(commit.eventId, commit.claimToken);
    if (lane === undefined) return { value: this.#notOurs(commit.eventId) };
    if (commit.supersedes !== undefined && !this.#supersede(commit.supersedes, commit.orderingKey)) return { value: 'conflict' };
    const sent = commit.outcome === 'sent' && commit.messages.length > 0;
    const before = this.#case.get(lane.caseId) as { ledger: string } | undefined;
    const state = sent ? 'sent' : 'unchanged';
    const warnings = commit.warnings.length === 0 ? null : JSON.stringify(commit.warnings);
    this.#settle.run(state, commit.change, warnings, before?.ledger ?? null, commit.messages.length, lane.eventSeq);
    this.#engine.counters.move('event', 'accepted', state);
    this.#ledger.run(lane.caseId, commit.ledger.version, JSON.stringify(commit.ledger), sent ? lane.eventSeq : null, now);
    for (const message of commit.messages) this.#enqueue(lane, commit.orderingKey, message, now);
    const more = this.#lanes.advance(lane.caseId, now);
    const endpoints = new Set(commit.messages.map(({ endpoint }) => endpoint));
    return {
      value: 'committed',
      committed: () => {
        for (const endpoint of endpoints) this.#engine.signal('outbox:ready', endpoint);
        if (more) this.#engine.signal('inbox:ready');
      },
    };
  }

  #notOurs(eventId: string): CommitStatus {
    const { state } = (this.#state.get(eventId) ?? { state: 'unknown' }) as { state: string };
    return state === 'sent' || state === 'completed' || state === 'unchanged' ? 'already-settled' : 'lost';
  }

  #enqueue(lane: Lane, orderingKey: string, message: NewMessage, now: number): void {
    if (this.#taken.get(message.controlId) !== undefined) {
      throw new StoreFailure('control-id-taken', `control id ${message.controlId} has been used by another message`);
    }
    const { step, endpoint, kind, effect, messageType, triggerEvent, controlId, hospital, linkIdentifier, content } = message;
    const { lastInsertRowid } = this.#insert.run(
      lane.eventSeq, step, lane.caseId, orderingKey, endpoint, kind, effect, messageType, triggerEvent, controlId, hospital, linkIdentifier, content, now,
    );
    this.#head.run(orderingKey, lastInsertRowid, endpoint, now);
    this.#engine.counters.move('message', undefined, 'queued');
    if (effect === 'create') this.#links.set(lane.caseId, kind, linkIdentifier, 'pending', now);
  }

  /** Only while nothing of the older event has been tried: afterwards its outcome may be unknown. */
  #supersede(eventId: string, orderingKey: string): boolean {
    const found = this.#tried.get(eventId) as { seq: number; tried: number; total: number } | undefined;
    if (found === undefined || found.tried > 0) return false;
    this.#dropHead.run(orderingKey, found.seq);
    this.#supersedeMessages.run(found.seq);
    this.#supersedeEvent.run(found.seq);
    this.#engine.counters.move('event', 'sent', 'unchanged');
    for (let message = 0; message < found.total; message += 1) this.#engine.counters.move('message', 'queued', 'superseded');
    return true;
  }
}
