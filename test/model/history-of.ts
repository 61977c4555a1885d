/** Makes a whole history out of a seed. */
import { arrivalsOf } from './arrivals.ts';
import { makeHistory } from './case-history.ts';
import { faultsOf, type FaultCounts } from './fault-schedule.ts';
import type { History } from './run-history.ts';
import { SeededChoices } from '../support/seeded-choices.ts';

export interface HistorySize {
  cases: number;
  faults: FaultCounts;
}

/** @param firstCase number of the first case: cases of several histories in one region must not meet */
export function historyOf(seed: number, { cases, faults }: HistorySize, firstCase = 0): History {
  const choices = new SeededChoices(seed);
  const [ofCases, ofArrivals, ofFaults] = [choices.fork(), choices.fork(), choices.fork()];
  const histories = Array.from({ length: cases }, (_, index) => makeHistory(firstCase + index, ofCases.fork()));
  const arrivals = arrivalsOf(histories, { duplicate: 0.15, reach: cases, batch: 0.2 }, ofArrivals);
  return { cases: histories, arrivals, faults: faultsOf(arrivals.length, faults, ofFaults) };
}
