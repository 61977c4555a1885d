/** Feeds one target with spoilt inputs until its time is over, and makes the first input that breaks something as small as it can. */
import { mutated } from './mutations.ts';
import { SeededChoices } from '../support/seeded-choices.ts';
import type { Target } from './targets.ts';

export interface Fuzzed {
  executions: number;
  bytes: number;
  outcomes: ReadonlyMap<string, number>;
  /** Most memory of the process meanwhile, in bytes. */
  peakRss: number;
  finding?: { input: Buffer; failure: string };
}

const LOOK_EVERY = 100;
/** An input of at most 64 KiB that takes so long would hold up everything behind it. */
const TOO_LONG_MS = 5_000;

/** @param until called now and then with the number of executions; true ends the run */
export function fuzz(target: Target, seed: number, until: (executions: number) => boolean): Fuzzed {
  const choices = new SeededChoices(seed);
  const outcomes = new Map<string, number>();
  let executions = 0;
  let bytes = 0;
  let peakRss = 0;
  const told = (): Fuzzed => ({ executions, bytes, outcomes, peakRss });
  for (;;) {
    if (executions % LOOK_EVERY === 0) {
      peakRss = Math.max(peakRss, process.memoryUsage.rss());
      if (until(executions)) return told();
    }
    const input = mutated(choices.one(target.seeds), choices, target.words);
    executions += 1;
    bytes += input.length;
    const { outcome, failure } = attempt(target, input);
    if (failure !== undefined) {
      const smallest = minimised(input, (smaller) => attempt(target, smaller).failure !== undefined);
      return { ...told(), finding: { input: smallest, failure: attempt(target, smallest).failure ?? failure } };
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
}

export function attempt({ run }: Target, input: Buffer): { outcome: string; failure?: string } {
  const began = performance.now();
  try {
    const outcome = run(input);
    const tookMs = performance.now() - began;
    return tookMs > TOO_LONG_MS ? { outcome, failure: `took ${String(Math.round(tookMs))} ms` } : { outcome };
  } catch (cause) {
    return { outcome: 'failed', failure: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Takes away what the failure does not need: halves, quarters, down to single bytes. */
function minimised(input: Buffer, fails: (input: Buffer) => boolean): Buffer {
  let smallest = input;
  for (let size = Math.ceil(input.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < smallest.length;) {
      const candidate = Buffer.concat([smallest.subarray(0, from), smallest.subarray(from + size)]);
      if (fails(candidate)) smallest = candidate;
      else from += size;
    }
  }
  return smallest;
}
