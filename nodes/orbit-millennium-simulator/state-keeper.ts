/** Holds the state and writes every change of it to the journal before anything is answered; goes on in memory when the journal cannot be kept. */
import type { Deed, HeldState } from './held-state.ts';
import { Journal } from './journal.ts';

export class StateKeeper {
  readonly state: HeldState;
  readonly #file: string | undefined;
  readonly #onTrouble: () => void;
  #journal: Journal | undefined;

  /** @param file - undefined keeps nothing beyond the process */
  constructor(state: HeldState, file: string | undefined, onTrouble: () => void) {
    this.state = state;
    this.#file = file;
    this.#onTrouble = onTrouble;
  }

  open(): void {
    if (this.#file === undefined || this.#journal !== undefined) return;
    try {
      this.#journal = Journal.open(this.#file, this.state);
    } catch {
      this.#lose();
    }
  }

  commit(deed: Deed): void {
    this.state.apply(deed);
    this.#keep((journal) => journal.append(deed));
  }

  clear(): void {
    this.state.clear();
    this.#keep((journal) => journal.rewrite(this.state));
  }

  close(): void {
    this.#journal?.close();
    this.#journal = undefined;
  }

  #keep(write: (journal: Journal) => void): void {
    if (this.#journal === undefined) return;
    try {
      write(this.#journal);
    } catch {
      this.#lose();
    }
  }

  /** A rehearsal is worth more than its memory. */
  #lose(): void {
    this.close();
    this.#onTrouble();
  }
}
