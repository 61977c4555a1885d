/** Makes a history that fails smaller, as long as it goes on failing: fewer cases, fewer faults, fewer events. */
import type { Arrival } from './arrivals.ts';
import type { CaseHistory } from './case-history.ts';
import type { History } from './run-history.ts';

export type StillFails = (history: History) => Promise<boolean>;

/**
 * @param suspects the cases that differed: tried alone first
 * @param tries how many smaller histories may be lived through
 */
export async function shrink(
  history: History,
  suspects: readonly string[],
  stillFails: StillFails,
  tries: number,
): Promise<History> {
  let left = tries;
  const fails: StillFails = async (smaller) => {
    if (left <= 0) return false;
    left -= 1;
    return stillFails(smaller);
  };
  let smallest = history;
  const alone = withCases(history, (caseId) => suspects.includes(caseId));
  if (await fails(alone)) smallest = alone;
  const calm: History = { ...smallest, faults: [] };
  if (await fails(calm)) smallest = calm;
  smallest = await reduced(
    smallest,
    ({ cases }) => cases,
    (whole, kept) => withCases(whole, (id) => kept.some(({ caseId }) => caseId === id)),
    fails,
  );
  smallest = await reduced(
    smallest,
    ({ faults }) => faults,
    (whole, faults) => ({ ...whole, faults }),
    fails,
  );
  return reduced(smallest, ({ arrivals }) => arrivals, withArrivals, fails);
}

/** Takes away as large a part of the list as it can, half, then quarters, down to single entries. */
async function reduced<T>(
  history: History,
  listOf: (history: History) => readonly T[],
  withList: (history: History, list: readonly T[]) => History,
  fails: StillFails,
): Promise<History> {
  let smallest = history;
  for (let size = Math.ceil(listOf(history).length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < listOf(smallest).length;) {
      const list = listOf(smallest);
      const candidate = withList(smallest, [...list.slice(0, from), ...list.slice(from + size)]);
      if (list.length > 1 && (await fails(candidate))) smallest = candidate;
      else from += size;
    }
  }
  return smallest;
}

function withCases(history: History, keeps: (caseId: string) => boolean): History {
  const arrivals = history.arrivals
    .map((events) => events.filter(({ caseId }) => keeps(caseId)))
    .filter(({ length }) => length > 0);
  const scale = arrivals.length / Math.max(1, history.arrivals.length);
  return {
    cases: history.cases.filter(({ caseId }) => keeps(caseId)),
    arrivals,
    // A fault keeps its place among the posts that are left.
    faults: history.faults.map(({ afterPosts, fault }) => ({ afterPosts: Math.floor(afterPosts * scale), fault })),
  };
}

/** An event that never arrives is no part of the history either. */
function withArrivals(history: History, arrivals: readonly Arrival[]): History {
  const arrived = new Set(arrivals.flat().map(({ eventId }) => eventId));
  const cases = history.cases
    .map((one): CaseHistory => ({ ...one, events: one.events.filter(({ eventId }) => arrived.has(eventId)) }))
    .filter(({ events }) => events.length > 0);
  return { ...history, cases, arrivals };
}
