/** Hands events out, takes them back, holds and releases them: per case one at a time, the lowest version first. */
import type { CaseLedger, SurgicalEvent } from '../../surgery/index.ts';
import type { ClaimedEvent, Problem } from '../inbox.ts';
import type { Engine } from './engine.ts';
import { EventLanes } from './event-lanes.ts';
import type { Written } from './group-commit.ts';

interface DueRow {
  case_id: string;
  event_seq: number;
  dispatch_count: number;
  state: string;
}

interface EventRow {
  content: string;
  source: string;
  accepted_at: number;
}

export class ClaimEvents {
  readonly #engine: Engine;
  readonly #lanes: EventLanes;
  readonly #due;
  readonly #late;
  readonly #take;
  readonly #event;
  readonly #case;
  readonly #unsent;
  readonly #problem;

  constructor(engine: Engine, lanes: EventLanes) {
    this.#engine = engine;
    this.#lanes = lanes;
    const { database } = engine;
    this.#due = database.prepare(
      `SELECT case_id, event_seq, dispatch_count, state FROM event_lanes
       WHERE state = 'due' AND due_at <= ? ORDER BY due_at, event_seq LIMIT ?`,
    );
    this.#late = database.prepare(
      `SELECT case_id, event_seq, dispatch_count, state FROM event_lanes
       WHERE state = 'processing' AND due_at <= ? ORDER BY due_at, event_seq LIMIT ?`,
    );
    this.#take = database.prepare(
      `UPDATE event_lanes SET state = 'processing', due_at = ?, dispatch_count = dispatch_count + 1, claim_token = ? WHERE case_id = ?`,
    );
    this.#event = database.prepare('SELECT content, source, accepted_at FROM events WHERE seq = ?');
    this.#case = database.prepare('SELECT ledger, last_sent_seq FROM cases WHERE case_id = ?');
    this.#unsent = database.prepare(
      `SELECT event_id, before_ledger FROM events AS e WHERE e.seq = ? AND e.state = 'sent' AND e.open_messages > 0
       AND NOT EXISTS (SELECT 1 FROM messages WHERE event_seq = e.seq AND (state <> 'queued' OR attempts > 0))
       AND NOT EXISTS (SELECT 1 FROM message_lanes AS l JOIN messages AS m ON m.message_id = l.message_id
                       WHERE l.ordering_key = e.case_id AND m.event_seq = e.seq AND l.state <> 'queued')`,
    );
    this.#problem = database.prepare(`UPDATE events SET state = ?, problem_code = ?, problem_text = ? WHERE seq = ?`);
  }

  claim({ limit, now, dispatchTimeoutMs, maxDispatches }: { limit: number; now: Date; dispatchTimeoutMs: number; maxDispatches: number }): Promise<ClaimedEvent[]> {
    return this.#engine.commits.write((): Written<ClaimedEvent[]> => {
      const late = this.#late.all(now.getTime() - dispatchTimeoutMs, limit) as unknown as DueRow[];
      const due = this.#due.all(now.getTime(), limit) as unknown as DueRow[];
      const claimed: ClaimedEvent[] = [];
      for (const row of [...late, ...due]) {
        if (row.dispatch_count >= maxDispatches) this.#park(row);
        else if (claimed.length < limit) claimed.push(this.#handOut(row, now));
      }
      return { value: claimed };
    });
  }

  hold(eventId: string, claimToken: string, problem: Problem): Promise<boolean> {
    return this.#engine.commits.write(() => {
      const lane = this.#lanes.ofClaim(eventId, claimToken);
      if (lane === undefined) return { value: false };
      this.#engine.counters.move('event', 'accepted', 'held');
      this.#problem.run('held', problem.code, problem.text, lane.eventSeq);
      this.#lanes.block(lane.caseId);
      return { value: true };
    });
  }

  #park({ case_id: caseId, event_seq: seq, dispatch_count: count }: DueRow): void {
    this.#engine.counters.move('event', 'accepted', 'stuck');
    this.#problem.run('stuck', 'stuck', `handed to the flow ${String(count)} times and never settled; look for a missing wire or a failing node`, seq);
    this.#lanes.block(caseId);
  }

  #handOut({ case_id: caseId, event_seq: seq, dispatch_count: count }: DueRow, now: Date): ClaimedEvent {
    const claimToken = this.#engine.nextClaimToken();
    this.#take.run(now.getTime(), claimToken, caseId);
    const row = this.#event.get(seq) as unknown as EventRow;
    const known = this.#case.get(caseId) as { ledger: string; last_sent_seq: number | null } | undefined;
    const unsent = known?.last_sent_seq == null ? undefined : (this.#unsent.get(known.last_sent_seq) as { event_id: string; before_ledger: string | null } | undefined);
    return {
      event: JSON.parse(row.content) as SurgicalEvent,
      source: row.source,
      claimToken,
      acceptedAt: new Date(row.accepted_at),
      dispatchCount: count + 1,
      before: known === undefined ? undefined : (JSON.parse(known.ledger) as CaseLedger),
      ...(unsent === undefined
        ? {}
        : { unsent: { eventId: unsent.event_id, before: unsent.before_ledger === null ? undefined : (JSON.parse(unsent.before_ledger) as CaseLedger) } }),
    };
  }
}
