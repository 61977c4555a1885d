/** T0: writes accepted events and gives each case its place in the line. */
import type { AcceptStatus, NewEvent, Rejection } from '../inbox.ts';
import type { Engine } from './engine.ts';

/** The rejected log is for looking into what came in lately, not an archive. */
const REJECTIONS_KEPT = 10_000;

export class AcceptEvents {
  readonly #engine: Engine;
  readonly #insert;
  readonly #known;
  readonly #lane;
  readonly #reject;
  readonly #trim;

  constructor(engine: Engine) {
    this.#engine = engine;
    const { database } = engine;
    this.#insert = database.prepare(
      `INSERT INTO events (event_id, case_id, version, source, content_hash, content, accepted_at, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'accepted') ON CONFLICT (event_id) DO NOTHING`,
    );
    this.#known = database.prepare('SELECT content_hash FROM events WHERE event_id = ?');
    // A newer arrival makes a deferred case due at once; a lower version goes first while its case is not under way.
    this.#lane = database.prepare(
      `INSERT INTO event_lanes (case_id, event_seq, version, state, due_at) VALUES (?, ?, ?, 'due', ?)
       ON CONFLICT (case_id) DO UPDATE SET
         event_seq = iif(excluded.version < version, excluded.event_seq, event_seq),
         dispatch_count = iif(excluded.version < version, 0, dispatch_count),
         version = min(excluded.version, version),
         due_at = min(due_at, excluded.due_at)
       WHERE state = 'due'`,
    );
    this.#reject = database.prepare(
      'INSERT INTO rejected (received_at, source, status, event_id, case_id, issues) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#trim = database.prepare('DELETE FROM rejected WHERE rejected_id <= ?');
  }

  accept(events: readonly NewEvent[], now: Date): Promise<AcceptStatus[]> {
    return this.#engine.commits.write(
      () => ({ value: events.map((event) => this.#acceptOne(event, now.getTime())), committed: () => this.#engine.signal('inbox:ready') }),
      { point: 'T0' },
    );
  }

  record({ receivedAt, source, status, eventId, caseId, issues }: Rejection): Promise<void> {
    return this.#engine.commits.write(() => {
      const { lastInsertRowid } = this.#reject.run(receivedAt.getTime(), source, status, eventId ?? null, caseId ?? null, JSON.stringify(issues));
      this.#trim.run(Number(lastInsertRowid) - REJECTIONS_KEPT);
      return { value: undefined };
    });
  }

  #acceptOne({ event, contentHash, source }: NewEvent, now: number): AcceptStatus {
    const { eventId, caseId, version } = event;
    const { changes, lastInsertRowid } = this.#insert.run(eventId, caseId, version, source, contentHash, JSON.stringify(event), now);
    if (changes === 0) {
      const known = this.#known.get(eventId) as { content_hash: string };
      return known.content_hash === contentHash ? 'duplicate' : 'conflict';
    }
    this.#lane.run(caseId, lastInsertRowid, version, now);
    this.#engine.counters.move('event', undefined, 'accepted');
    return 'accepted';
  }
}
