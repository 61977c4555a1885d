/** Lives through one history: posts its events while its faults happen, waits until nothing is under way, and compares. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoryView } from '../support/story.ts';
import type { StateView } from '../../nodes/orbit-millennium-simulator/held-state.ts';
import type { Arrival } from './arrivals.ts';
import type { CaseHistory } from './case-history.ts';
import { differencesOf, type Difference } from './compare-held.ts';
import type { Fault, ScheduledFault } from './fault-schedule.ts';
import type { ModelledRegion } from './modelled-region.ts';
import { Operator } from './operator.ts';
import { wantedOf } from './oracle.ts';

export interface History {
  cases: readonly CaseHistory[];
  arrivals: readonly Arrival[];
  faults: readonly ScheduledFault[];
}

export interface Lived {
  differences: readonly Difference[];
  posts: number;
  /** Faults of the answers and the line that really happened. */
  faults: number;
  ends: number;
  /** Orders of the operator that had an effect. */
  orders: number;
  messages: number;
}

const POSTERS = 6;
const SETTLE_MS = 60_000;
const ASK_AGAIN_MS = 100;
const SETTLED: ReadonlySet<string> = new Set(['completed', 'unchanged']);

export async function liveThrough(region: ModelledRegion, history: History): Promise<Lived> {
  const { cases, arrivals } = history;
  const { counters: before, anomalies: odd } = region.millennium.state(0);
  const brokenBefore = region.line.broken;
  for (const { admissions } of cases) if (admissions.length > 0) region.millennium.seed({ encounters: admissions });
  const operator = new Operator(region);
  const ends = await postAll(region, history, operator);
  region.line.mend();
  region.millennium.setFaults({ rules: [] });
  await region.millennium.setDown(false);
  const unsettled = await settle(region, cases, operator);
  const state = region.millennium.state();
  const ids = new Set(cases.map(({ caseId }) => caseId));
  return {
    differences: [
      ...unsettled,
      ...differencesOf(cases.map(wantedOf), {
        ...state,
        appointments: state.appointments.filter(({ id }) => ids.has(id)),
      }),
      ...oddities(state, odd.length).filter(({ caseId }) => !operator.toldAnew.has(caseId)),
    ],
    posts: arrivals.length,
    faults: state.counters.faults - before.faults + region.line.broken - brokenBefore,
    ends,
    orders: operator.orders,
    messages: state.counters.received - before.received,
  };
}

/** What the receiver found odd about messages it took. @param seen how many it had found before */
function oddities({ anomalies, received }: StateView, seen: number): Difference[] {
  return anomalies.slice(seen).map(({ kind, controlId }) => {
    const message = received.find((one) => one.controlId === controlId);
    const caseId = message?.caseId ?? 'unknown';
    return { caseId, what: `Millennium found ${message?.messageType ?? controlId} odd: ${kind}` };
  });
}

/** @returns how often the process ended */
async function postAll(
  region: ModelledRegion,
  { cases, arrivals, faults }: History,
  operator: Operator,
): Promise<number> {
  const waiting = [...arrivals];
  const due = [...faults];
  const heavy: Promise<void>[] = [];
  let begun = 0;
  let ends = 0;
  const poster = async (): Promise<void> => {
    for (let arrival = waiting.shift(); arrival !== undefined; arrival = waiting.shift()) {
      begun += 1;
      for (let next = due[0]; next !== undefined && next.afterPosts <= begun; next = due[0]) {
        due.shift();
        if (endsProcess(next.fault)) ends += 1;
        heavy.push(happen(region, next.fault, operator, cases));
      }
      await region.post(arrival);
    }
  };
  await Promise.all(Array.from({ length: POSTERS }, poster));
  await Promise.all(heavy);
  return ends;
}

function endsProcess({ kind }: Fault): boolean {
  return kind === 'kill' || kind === 'stop' || kind === 'kill-at';
}

const FAILPOINT_PATIENCE_MS = 1_500;

async function happen(
  region: ModelledRegion,
  fault: Fault,
  operator: Operator,
  cases: readonly CaseHistory[],
): Promise<void> {
  switch (fault.kind) {
    case 'answer':
      region.millennium.setFaults({ rules: [fault.rule] });
      return;
    case 'break':
      region.line.breakAfter(fault.direction, fault.bytes);
      return;
    case 'down':
      await region.millennium.setDown(true);
      await sleep(fault.ms);
      await region.millennium.setDown(false);
      return;
    case 'kill':
      return region.inTurn(() => region.killAndStart('SIGKILL'));
    case 'stop':
      return region.inTurn(() => region.killAndStart('SIGTERM'));
    case 'kill-at':
      return region.inTurn(() => region.killAt(fault.failpoint, FAILPOINT_PATIENCE_MS));
    case 'redeploy':
      return region.inTurn(() => region.redeploy());
    case 'operator':
      return operator.deed(fault.deed, cases[fault.case % cases.length]?.caseId ?? '');
  }
}

/** Waits until every event has come to its end while the operator puts right what waits. @returns the events that did not */
async function settle(
  region: ModelledRegion,
  cases: readonly CaseHistory[],
  operator: Operator,
): Promise<Difference[]> {
  const deadline = performance.now() + SETTLE_MS;
  let left = cases.flatMap(({ caseId, events }) => events.map(({ eventId }) => ({ caseId, eventId, state: '' })));
  while (left.length > 0 && performance.now() < deadline) {
    const seen: typeof left = [];
    for (const event of left) {
      const { state } = await region.orbit.get<EventStoryView>(`/orbit/events/${event.eventId}`);
      if (!SETTLED.has(state)) seen.push({ ...event, state });
    }
    left = seen;
    if (left.length === 0) break;
    await operator.putRight();
    await sleep(ASK_AGAIN_MS);
  }
  return left.map(({ caseId, eventId, state }) => ({ caseId, what: `event ${eventId} is still ${state}` }));
}
