/** Choices that look random and come again with the same seed: whatever fails once can be had again. */

export class SeededChoices {
  #state: number;

  /** @param seed any whole number */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number {
    return Math.floor(this.#fraction() * below);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** @param odds between 0 (never) and 1 (always) */
  happens(odds: number): boolean {
    return this.#fraction() < odds;
  }

  one<T>(of: readonly T[]): T {
    const chosen = of[this.below(of.length)];
    if (chosen === undefined) throw new RangeError('nothing to choose from');
    return chosen;
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries<number>(weights) as [K, number][];
    let left = this.#fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    return this.one(entries)[0];
  }

  /** Another source of choices that does not depend on how many are made here from now on. */
  fork(): SeededChoices {
    return new SeededChoices(this.below(2 ** 32));
  }

  /** mulberry32: one 32-bit state, every seed usable. */
  #fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
