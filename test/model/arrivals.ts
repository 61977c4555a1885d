/** The ways in which events reach the intake: mixed between cases, out of order, more than once, several at a time. */
import type { WireEvent } from '../../nodes/lib/orbit/wire-event.ts';
import type { CaseHistory } from './case-history.ts';
import type { SeededChoices } from '../support/seeded-choices.ts';

/** The events of one post. */
export type Arrival = readonly WireEvent[];

export interface ArrivalOdds {
  /** That an event comes again later. */
  duplicate: number;
  /** How far an event may be carried past those behind it. */
  reach: number;
  /** That a post carries several events. */
  batch: number;
}

/** Every event of every history at least once. Events of one case keep their order but for `reach`; cases are mixed at will. */
export function arrivalsOf(
  histories: readonly CaseHistory[],
  { duplicate, reach, batch }: ArrivalOdds,
  choices: SeededChoices,
): Arrival[] {
  const waiting = histories.map(({ events }) => [...events]);
  const line: WireEvent[] = [];
  while (waiting.some(({ length }) => length > 0)) {
    const next = choices.one(waiting.filter(({ length }) => length > 0)).shift();
    if (next !== undefined) line.push(next);
  }
  const shifted = line
    .flatMap((event, place) => [
      { event, place: place + choices.below(reach + 1) },
      ...(choices.happens(duplicate) ? [{ event, place: place + choices.below(line.length) }] : []),
    ])
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);
  const arrivals: WireEvent[][] = [];
  while (shifted.length > 0) arrivals.push(shifted.splice(0, choices.happens(batch) ? choices.between(2, 20) : 1));
  return arrivals;
}
