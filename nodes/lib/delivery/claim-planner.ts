/** Decides whether and how many messages to claim next, so that no lane waits for the store, claims come in batches, and nobody asks without a reason. Pure bookkeeping. */

/** While one claim waits for its commit a lane may run empty; a second one then, but no crowd of them. */
const MOST_CLAIMS = 2;

export class ClaimPlanner {
  /** How many claimed messages are kept ready beyond those the free lanes take. */
  readonly #ahead: number;
  #mayHaveWork = true;
  #claims = 0;

  constructor(connections: number) {
    this.#ahead = connections;
  }

  /** Something may have become due since the last claim. */
  expectWork(): void {
    this.#mayHaveWork = true;
  }

  /** @returns how many to claim now; 0: nothing */
  plan(free: number, ready: number): number {
    if (!this.#mayHaveWork || this.#claims >= MOST_CLAIMS) return 0;
    // Stryker disable next-line EqualityOperator: with as many ready as lanes are free, both sides come to the same number
    const idle = free > ready;
    const wanted = this.#claims > 0 ? free - ready : free + this.#ahead - ready;
    // Below half a batch the statement costs more than the few messages bring.
    return idle || wanted * 2 > this.#ahead ? wanted : 0;
  }

  begin(): void {
    this.#claims += 1;
    this.#mayHaveWork = false;
  }

  /** @returns true when the line is empty for now, and only time or a signal brings more */
  end(got: number): boolean {
    this.#claims -= 1;
    return got === 0 && this.#claims === 0 && !this.#mayHaveWork;
  }
}
