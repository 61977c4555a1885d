/** One row per case with events that are not settled: which event is next, and whether the case is due, under way or held. */
import type { DatabaseSync } from 'node:sqlite';

export interface Lane {
  caseId: string;
  eventSeq: number;
}

export class EventLanes {
  readonly #claimed;
  readonly #next;
  readonly #advance;
  readonly #remove;
  readonly #state;
  readonly #put;
  readonly #recover;
  readonly #firstDue;
  readonly #firstLate;

  constructor(database: DatabaseSync) {
    this.#claimed = database.prepare(
      `SELECT l.case_id AS caseId, l.event_seq AS eventSeq FROM events AS e JOIN event_lanes AS l ON l.case_id = e.case_id
       WHERE e.event_id = ? AND l.event_seq = e.seq AND l.claim_token = ? AND l.state = 'processing'`,
    );
    this.#next = database.prepare(
      `SELECT seq, version FROM events WHERE case_id = ? AND state = 'accepted' ORDER BY version, seq LIMIT 1`,
    );
    this.#advance = database.prepare(
      `INSERT INTO event_lanes (case_id, event_seq, version, state, due_at) VALUES (?, ?, ?, 'due', ?)
       ON CONFLICT (case_id) DO UPDATE SET event_seq = excluded.event_seq, version = excluded.version, state = 'due',
         due_at = excluded.due_at, dispatch_count = 0, claim_token = NULL`,
    );
    this.#remove = database.prepare('DELETE FROM event_lanes WHERE case_id = ?');
    this.#state = database.prepare(`UPDATE event_lanes SET state = 'held', claim_token = NULL WHERE case_id = ?`);
    this.#put = database.prepare(
      `UPDATE event_lanes SET state = 'due', due_at = ?, dispatch_count = max(0, dispatch_count - 1), claim_token = NULL WHERE case_id = ?`,
    );
    this.#recover = database.prepare(
      `UPDATE event_lanes SET state = 'due', due_at = 0, claim_token = NULL WHERE state = 'processing'`,
    );
    this.#firstDue = database.prepare(`SELECT min(due_at) AS at FROM event_lanes WHERE state = 'due'`);
    this.#firstLate = database.prepare(`SELECT min(due_at) AS at FROM event_lanes WHERE state = 'processing'`);
  }

  /** The lane while the claim still counts. */
  ofClaim(eventId: string, claimToken: string): Lane | undefined {
    return this.#claimed.get(eventId, claimToken) as Lane | undefined;
  }

  /** Whether the lane still has the same event at its head. */
  headIs({ caseId, eventSeq }: Lane): boolean {
    return (this.#next.get(caseId) as { seq: number } | undefined)?.seq === eventSeq;
  }

  /** The case goes on with its next event, or leaves the line. */
  advance(caseId: string, now: number): boolean {
    const next = this.#next.get(caseId) as { seq: number; version: number } | undefined;
    if (next === undefined) this.#remove.run(caseId);
    else this.#advance.run(caseId, next.seq, next.version, now);
    return next !== undefined;
  }

  block(caseId: string): void {
    this.#state.run(caseId);
  }

  /** Back into the line without counting as a dispatch. */
  putBack(caseId: string, until: number): void {
    this.#put.run(until, caseId);
  }

  /** What an earlier process had handed out is due again. */
  recover(): void {
    this.#recover.run();
  }

  nextDueAt(dispatchTimeoutMs: number): Date | undefined {
    const due = (this.#firstDue.get() as { at: number | null }).at;
    const late = (this.#firstLate.get() as { at: number | null }).at;
    const times = [...(due === null ? [] : [due]), ...(late === null ? [] : [late + dispatchTimeoutMs])];
    return times.length === 0 ? undefined : new Date(Math.min(...times));
  }
}
