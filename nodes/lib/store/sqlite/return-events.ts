/** Takes events back that are not to go on now: deferred, returned by a stopping flow, or released again after they were held. */
import type { Engine } from './engine.ts';
import type { EventLanes } from './event-lanes.ts';

interface HeldRow {
  seq: number;
  case_id: string;
  state: string;
}

export class ReturnEvents {
  readonly #engine: Engine;
  readonly #lanes: EventLanes;
  readonly #byToken;
  readonly #heldById;
  readonly #heldByProblem;
  readonly #accept;

  constructor(engine: Engine, lanes: EventLanes) {
    this.#engine = engine;
    this.#lanes = lanes;
    const { database } = engine;
    this.#byToken = database.prepare(`SELECT case_id FROM event_lanes WHERE state = 'processing' AND claim_token = ?`);
    this.#heldById = database.prepare(`SELECT seq, case_id, state FROM events WHERE event_id = ? AND state IN ('held', 'stuck')`);
    this.#heldByProblem = database.prepare(
      `SELECT seq, case_id, state FROM events WHERE state IN ('held', 'stuck') AND problem_code = ? AND instr(problem_text, ?) > 0`,
    );
    this.#accept = database.prepare(`UPDATE events SET state = 'accepted', problem_code = NULL, problem_text = NULL WHERE seq = ?`);
  }

  defer(eventId: string, claimToken: string, until: Date): Promise<boolean> {
    return this.#engine.commits.write(() => {
      const lane = this.#lanes.ofClaim(eventId, claimToken);
      if (lane === undefined) return { value: false };
      // The lower version may have come meanwhile; then the case goes on with that one at once.
      this.#lanes.advance(lane.caseId, this.#lanes.headIs(lane) ? until.getTime() : 0);
      return { value: true, committed: () => this.#engine.signal('inbox:ready') };
    });
  }

  giveBack(claimTokens: readonly string[]): Promise<void> {
    return this.#engine.commits.write(() => {
      for (const token of claimTokens) {
        const row = this.#byToken.get(token) as { case_id: string } | undefined;
        if (row !== undefined) this.#lanes.putBack(row.case_id, 0);
      }
      return { value: undefined, committed: () => this.#engine.signal('inbox:ready') };
    });
  }

  release(selection: { eventId: string } | { code: string; textIncludes?: string }, now: Date): Promise<number> {
    return this.#engine.commits.write(() => {
      const rows = ('eventId' in selection ? this.#heldById.all(selection.eventId) : this.#heldByProblem.all(selection.code, selection.textIncludes ?? '')) as unknown as HeldRow[];
      for (const { seq, case_id: caseId, state } of rows) {
        this.#accept.run(seq);
        this.#engine.counters.move('event', state, 'accepted');
        this.#lanes.advance(caseId, now.getTime());
      }
      return { value: rows.length, committed: () => this.#engine.signal('inbox:ready') };
    });
  }
}
