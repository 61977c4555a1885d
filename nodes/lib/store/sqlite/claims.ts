/** What has been handed out and not come back, by claim token. Kept in memory: no other process can have a valid claim, and the lanes on disk say what was under way if this one dies. */
import type { Effects } from './transaction.ts';

export class Claims<Item> {
  readonly #items = new Map<string, Item>();

  get(claimToken: string): Item | undefined {
    return this.#items.get(claimToken);
  }

  entries(): IterableIterator<[string, Item]> {
    return this.#items.entries();
  }

  /** Adds or replaces; undone when the transaction is rolled back. */
  set(effects: Effects, claimToken: string, item: Item): void {
    const before = this.#items.get(claimToken);
    this.#items.set(claimToken, item);
    effects.undo(() => {
      if (before === undefined) this.#items.delete(claimToken);
      else this.#items.set(claimToken, before);
    });
  }

  remove(effects: Effects, claimToken: string): void {
    const before = this.#items.get(claimToken);
    if (before === undefined) return;
    this.#items.delete(claimToken);
    effects.undo(() => this.#items.set(claimToken, before));
  }
}
