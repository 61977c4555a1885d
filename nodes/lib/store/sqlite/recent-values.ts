/** What has just been sealed and will be asked for in a moment, as it was before: opening it again would cost as much as sealing it did. */

/** In characters or bytes: some hundred bookings, which is more than wait for their turn while everything works. */
const KEPT = 2_000_000;

export class RecentValues<Value extends string | Buffer> {
  readonly #values = new Map<number, Value>();
  #size = 0;

  /** The oldest make room. */
  keep(rowNo: number, value: Value): void {
    this.#values.set(rowNo, value);
    this.#size += value.length;
    for (const [oldest] of this.#values) {
      if (this.#size <= KEPT) return;
      this.take(oldest);
    }
  }

  /** Gives it away: a second asker opens the sealed one. */
  take(rowNo: number): Value | undefined {
    const value = this.#values.get(rowNo);
    if (value === undefined) return undefined;
    this.#values.delete(rowNo);
    this.#size -= value.length;
    return value;
  }
}
