/** T2, T3 and T4: claims the heads of the lanes, marks them in flight, and settles them. */
import type { MessageEffect } from '../../surgery/index.ts';
import type { AttemptResult, ClaimedMessage } from '../outbox.ts';
import type { Engine } from './engine.ts';
import type { Written } from './group-commit.ts';
import type { Links } from './links.ts';

interface HeadRow {
  orderingKey: string;
  messageId: number;
  eventSeq: number;
  eventId: string;
  caseId: string;
  controlId: string;
  triggerEvent: string;
  effect: MessageEffect;
  kind: string;
  hospital: string;
  linkIdentifier: string;
  content: Uint8Array;
  attempts: number;
  refusals: number;
}

type Claim = Pick<HeadRow, 'orderingKey' | 'eventSeq' | 'caseId' | 'kind' | 'effect' | 'linkIdentifier' | 'attempts'> & { token: string };

export class DeliverMessages {
  readonly #engine: Engine;
  readonly #links: Links;
  /** Claims of this process; those of an earlier one are gone with it. */
  readonly #claims = new Map<number, Claim>();
  readonly #heads;
  readonly #lane;
  readonly #attempt;
  readonly #message;
  readonly #next;
  readonly #advance;
  readonly #remove;
  readonly #requeue;
  readonly #completeOne;
  readonly #eventState;
  readonly #setEvent;
  readonly #firstDue;

  constructor(engine: Engine, links: Links) {
    this.#engine = engine;
    this.#links = links;
    const { database } = engine;
    this.#heads = database.prepare(
      `SELECT l.ordering_key AS orderingKey, m.message_id AS messageId, m.event_seq AS eventSeq, e.event_id AS eventId, m.case_id AS caseId,
         m.control_id AS controlId, m.trigger_event AS triggerEvent, m.effect AS effect, m.kind AS kind, m.hospital AS hospital,
         m.link_identifier AS linkIdentifier, m.content AS content, m.attempts AS attempts, m.refusals AS refusals
       FROM message_lanes AS l JOIN messages AS m ON m.message_id = l.message_id JOIN events AS e ON e.seq = m.event_seq
       WHERE l.endpoint = ? AND l.state = 'queued' AND l.not_before <= ? ORDER BY l.not_before, l.message_id LIMIT ?`,
    );
    this.#lane = database.prepare('UPDATE message_lanes SET state = ?, claim_token = ? WHERE ordering_key = ?');
    this.#attempt = database.prepare(
      `INSERT INTO attempts (message_id, attempt, started_at, finished_at, class, code, ack_code, error_code, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#message = database.prepare(
      'UPDATE messages SET state = ?, attempts = ?, refusals = refusals + ?, ack_code = ?, error_code = ?, text = ? WHERE message_id = ?',
    );
    this.#next = database.prepare(
      `SELECT message_id, endpoint FROM messages WHERE ordering_key = ? AND state = 'queued' ORDER BY message_id LIMIT 1`,
    );
    this.#advance = database.prepare(
      `UPDATE message_lanes SET message_id = ?, endpoint = ?, state = 'queued', not_before = ?, claim_token = NULL WHERE ordering_key = ?`,
    );
    this.#remove = database.prepare('DELETE FROM message_lanes WHERE ordering_key = ?');
    this.#requeue = database.prepare(`UPDATE message_lanes SET state = 'queued', not_before = ?, claim_token = NULL WHERE ordering_key = ?`);
    this.#completeOne = database.prepare('UPDATE events SET open_messages = open_messages - 1 WHERE seq = ? RETURNING open_messages AS open, state');
    this.#eventState = database.prepare('SELECT state FROM events WHERE seq = ?');
    this.#setEvent = database.prepare('UPDATE events SET state = ? WHERE seq = ?');
    this.#firstDue = database.prepare(`SELECT min(not_before) AS at FROM message_lanes WHERE endpoint = ? AND state = 'queued'`);
  }

  claim({ endpoint, limit, now }: { endpoint: string; limit: number; now: Date }): Promise<ClaimedMessage[]> {
    return this.#engine.commits.write(
      (): Written<ClaimedMessage[]> => {
        const rows = this.#heads.all(endpoint, now.getTime(), limit) as unknown as HeadRow[];
        return { value: rows.map((row) => this.#take(row)) };
      },
      { point: 'T2' },
    );
  }

  markInFlight(messageId: number, claimToken: string): Promise<boolean> {
    return this.#engine.commits.write(
      () => {
        const claim = this.#held(messageId, claimToken);
        if (claim === undefined) return { value: false };
        this.#lane.run('in-flight', claimToken, claim.orderingKey);
        return { value: true };
      },
      { point: 'T3' },
    );
  }

  settle(messageId: number, claimToken: string, result: AttemptResult): Promise<boolean> {
    return this.#engine.commits.write(
      (): Written<boolean> => {
        const claim = this.#held(messageId, claimToken);
        if (claim === undefined) return { value: false };
        const endpoint = this.#apply(messageId, claim, result);
        return {
          value: true,
          committed: () => {
            this.#claims.delete(messageId);
            if (endpoint !== undefined) this.#engine.signal('outbox:ready', endpoint);
          },
        };
      },
      { point: 'T4' },
    );
  }

  nextDueAt(endpoint: string): Date | undefined {
    const { at } = this.#firstDue.get(endpoint) as { at: number | null };
    return at === null ? undefined : new Date(at);
  }

  #held(messageId: number, claimToken: string): Claim | undefined {
    const claim = this.#claims.get(messageId);
    return claim?.token === claimToken ? claim : undefined;
  }

  #take({ eventSeq, kind, linkIdentifier, content, ...head }: HeadRow): ClaimedMessage {
    const claimToken = this.#engine.nextClaimToken();
    this.#lane.run('claimed', claimToken, head.orderingKey);
    const { orderingKey, caseId, effect, attempts } = head;
    this.#claims.set(head.messageId, { orderingKey, eventSeq, caseId, kind, effect, linkIdentifier, attempts, token: claimToken });
    return { ...head, claimToken, content: Buffer.from(content.buffer, content.byteOffset, content.byteLength) };
  }

  /** Returns the endpoint whose lane has got a head that is due. */
  #apply(messageId: number, claim: Claim, result: AttemptResult): string | undefined {
    const { next } = result;
    const finishedAt = result.finishedAt.getTime();
    const ackCode = result.ackCode ?? null;
    const errorCode = result.errorCode ?? null;
    const text = result.text ?? null;
    const counted = result.class !== 'none';
    const attempts = claim.attempts + (counted ? 1 : 0);
    if (counted) this.#attempt.run(messageId, attempts, result.startedAt.getTime(), finishedAt, result.class, result.code, ackCode, errorCode, text);
    this.#message.run(next.state, attempts, result.class === 'transient' && ackCode !== null ? 1 : 0, ackCode, errorCode, text, messageId);
    this.#engine.counters.move('message', 'queued', next.state);
    if (next.state === 'acknowledged') return this.#acknowledged(claim, finishedAt);
    if (next.state === 'held') {
      this.#lane.run('held', null, claim.orderingKey);
      this.#moveEvent(claim.eventSeq, 'held');
      return undefined;
    }
    this.#requeue.run(next.notBefore.getTime(), claim.orderingKey);
    return undefined;
  }

  #acknowledged({ orderingKey, eventSeq, caseId, kind, effect, linkIdentifier }: Claim, now: number): string | undefined {
    if (effect === 'create') this.#links.set(caseId, kind, linkIdentifier, 'confirmed', now);
    if (effect === 'cancel') this.#links.set(caseId, kind, linkIdentifier, 'cancelled', now);
    const { open, state } = this.#completeOne.get(eventSeq) as { open: number; state: string };
    if (open === 0) {
      this.#setEvent.run('completed', eventSeq);
      this.#engine.counters.move('event', state, 'completed');
    }
    const following = this.#next.get(orderingKey) as { message_id: number; endpoint: string } | undefined;
    if (following === undefined) {
      this.#remove.run(orderingKey);
      return undefined;
    }
    this.#advance.run(following.message_id, following.endpoint, now, orderingKey);
    return following.endpoint;
  }

  #moveEvent(seq: number, to: string): void {
    const { state } = this.#eventState.get(seq) as { state: string };
    if (state === to) return;
    this.#setEvent.run(to, seq);
    this.#engine.counters.move('event', state, to);
  }
}
