/** Puts right what an earlier process left claimed or in flight, and lets a person send a held message again. */
import type { Engine } from './engine.ts';

interface LeftRow {
  ordering_key: string;
  message_id: number;
  event_seq: number;
  state: string;
}

export class RecoverMessages {
  readonly #engine: Engine;
  readonly #left;
  readonly #requeue;
  readonly #hold;
  readonly #holdMessage;
  readonly #event;
  readonly #setEvent;
  readonly #heldMessage;
  readonly #requeueMessage;
  readonly #anyHeld;

  constructor(engine: Engine) {
    this.#engine = engine;
    const { database } = engine;
    this.#left = database.prepare(
      `SELECT l.ordering_key, l.message_id, m.event_seq, l.state FROM message_lanes AS l JOIN messages AS m ON m.message_id = l.message_id
       WHERE l.endpoint = ? AND l.state IN ('claimed', 'in-flight')`,
    );
    this.#requeue = database.prepare(`UPDATE message_lanes SET state = 'queued', not_before = ?, claim_token = NULL WHERE ordering_key = ?`);
    this.#hold = database.prepare(`UPDATE message_lanes SET state = 'held', claim_token = NULL WHERE ordering_key = ?`);
    this.#holdMessage = database.prepare(
      `UPDATE messages SET state = 'held', attempts = attempts + 1, text = 'the process ended while the message was under way' WHERE message_id = ?`,
    );
    this.#event = database.prepare('SELECT state FROM events WHERE seq = ?');
    this.#setEvent = database.prepare('UPDATE events SET state = ? WHERE seq = ?');
    this.#heldMessage = database.prepare(
      `SELECT m.ordering_key, m.message_id, m.event_seq, m.state FROM messages AS m WHERE m.message_id = ? AND m.state = 'held'`,
    );
    this.#requeueMessage = database.prepare(`UPDATE messages SET state = 'queued' WHERE message_id = ?`);
    this.#anyHeld = database.prepare(`SELECT 1 FROM messages WHERE event_seq = ? AND state = 'held'`);
  }

  recover({ uncertain, endpoint, now }: { uncertain: 'resend' | 'hold'; endpoint: string; now: Date }): Promise<{ requeued: number; held: number }> {
    return this.#engine.commits.write(() => {
      let held = 0;
      const rows = this.#left.all(endpoint) as unknown as LeftRow[];
      for (const row of rows) {
        if (row.state === 'in-flight' && uncertain === 'hold') {
          held += 1;
          this.#hold.run(row.ordering_key);
          this.#holdMessage.run(row.message_id);
          this.#engine.counters.move('message', 'queued', 'held');
          this.#moveEvent(row.event_seq, 'held');
        } else this.#requeue.run(now.getTime(), row.ordering_key);
      }
      return { value: { requeued: rows.length - held, held }, committed: () => this.#engine.signal('outbox:ready', endpoint) };
    });
  }

  retry(messageId: number, now: Date): Promise<boolean> {
    return this.#engine.commits.write(() => {
      const row = this.#heldMessage.get(messageId) as LeftRow | undefined;
      if (row === undefined) return { value: false };
      this.#requeueMessage.run(messageId);
      this.#requeue.run(now.getTime(), row.ordering_key);
      this.#engine.counters.move('message', 'held', 'queued');
      if (this.#anyHeld.get(row.event_seq) === undefined) this.#moveEvent(row.event_seq, 'sent');
      return { value: true, committed: () => this.#engine.signal('outbox:ready') };
    });
  }

  #moveEvent(seq: number, to: string): void {
    const { state } = this.#event.get(seq) as { state: string };
    if (state === to) return;
    this.#setEvent.run(to, seq);
    this.#engine.counters.move('event', state, to);
  }
}
