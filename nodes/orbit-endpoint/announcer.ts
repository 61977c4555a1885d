/** Passes what the endpoint has to tell on to the nodes that listen, whenever they come. */

export class Announcer<T extends { type: string }> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #newest = new Map<string, T>();
  readonly #replays: boolean;

  /** @param replays - whether a new listener is told the newest of each type at once */
  constructor(replays: boolean) {
    this.#replays = replays;
  }

  /** Returns the function that takes the listener away again. */
  add(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    for (const value of this.#newest.values()) listener(value);
    return () => this.#listeners.delete(listener);
  }

  tell(value: T): void {
    if (this.#replays) this.#newest.set(value.type, value);
    for (const listener of this.#listeners) listener(value);
  }
}
