/** One open thing per key for the whole process, closed when its last user lets go: a redeploy hands it over instead of opening it twice. */

export interface Handle<T> {
  readonly opened: Promise<T>;
  /** Idempotent. Resolves when this was the last user and the thing has been closed, else at once. */
  release(): Promise<void>;
}

interface Entry<T> {
  opened: Promise<T>;
  users: number;
}

export class SharedHandles<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #closing = new Map<string, Promise<void>>();
  readonly #close: (value: T) => Promise<void>;

  constructor(close: (value: T) => Promise<void>) {
    this.#close = close;
  }

  acquire(key: string, open: () => Promise<T>): Handle<T> {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { opened: (this.#closing.get(key) ?? Promise.resolve()).then(open), users: 0 };
      this.#entries.set(key, entry);
      // A thing that could not be opened is tried anew by its next user.
      entry.opened.catch(() => this.#entries.delete(key));
    }
    const held = entry;
    held.users += 1;
    let released = false;
    return {
      opened: held.opened,
      release: async () => {
        if (released) return;
        released = true;
        held.users -= 1;
        if (held.users === 0) await this.#end(key, held);
      },
    };
  }

  async #end(key: string, entry: Entry<T>): Promise<void> {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
    const closing = entry.opened.then(this.#close, () => undefined);
    this.#closing.set(key, closing);
    try {
      await closing;
    } finally {
      if (this.#closing.get(key) === closing) this.#closing.delete(key);
    }
  }
}
