/**
 * Lives through one random history after the other for a time: `npm run test:soak -- --minutes 10 [--seed 1] [--cases 150]`.
 * A difference is shrunk and told, and the seed is for kept-seeds.ts.
 */
import { parseArgs } from 'node:util';
import { historyOf, type HistorySize } from './history-of.ts';
import { ModelledRegion } from './modelled-region.ts';
import { liveThrough, type History, type Lived } from './run-history.ts';
import { shrink } from './shrink-history.ts';
import { tellHistory } from './tell-history.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    cases: { type: 'string', default: '150' },
    tries: { type: 'string', default: '40' },
  },
});
const firstSeed = Number(values.seed);
const size: HistorySize = {
  cases: Number(values.cases),
  faults: { light: Number(values.cases), heavy: 8, operator: 12 },
};
const ends = performance.now() + Number(values.minutes) * 60_000;
const total = { histories: 0, cases: 0, events: 0, messages: 0, faults: 0, ends: 0, orders: 0 };
const failed: number[] = [];

console.log(`Seeds from ${String(firstSeed)} on, ${values.cases} cases each, for ${values.minutes} minutes.`);
for (let seed = firstSeed; performance.now() < ends; seed += 1) {
  const history = historyOf(seed, size);
  const lived = await attempt(history);
  total.histories += 1;
  total.cases += history.cases.length;
  total.events += history.arrivals.flat().length;
  total.messages += lived.messages;
  total.faults += lived.faults;
  total.ends += lived.ends;
  total.orders += lived.orders;
  if (isRight(lived)) continue;
  failed.push(seed);
  await tellSmallest(seed, history, lived);
}
console.log(
  `${String(total.histories)} histories of ${String(total.cases)} cases: ${String(total.events)} events posted, ${String(total.messages)} messages received, ` +
    `${String(total.faults)} faults, ${String(total.ends)} ends of the process, ${String(total.orders)} orders of an operator, ${String(failed.length)} differences.`,
);
if (failed.length > 0) {
  console.log(`Keep these seeds in kept-seeds.ts: ${failed.join(', ')}`);
  process.exitCode = 1;
}

function isRight({ differences }: Lived): boolean {
  return differences.length === 0;
}

/** A region of its own, so that nothing of another history is left. */
async function attempt(history: History, tell?: (lived: Lived, region: ModelledRegion) => void): Promise<Lived> {
  const region = await ModelledRegion.start();
  try {
    const lived = await liveThrough(region, history);
    tell?.(lived, region);
    return lived;
  } finally {
    await region.close();
  }
}

async function tellSmallest(seed: number, history: History, { differences }: Lived): Promise<void> {
  const suspects = [...new Set(differences.map(({ caseId }) => caseId))];
  const smallest = await shrink(
    history,
    suspects,
    async (smaller) => !isRight(await attempt(smaller)),
    Number(values.tries),
  );
  await attempt(smallest, (lived, region) => {
    console.log(tellHistory(seed, smallest, lived, region.millennium.state()));
    if (isRight(lived)) console.log('It did not fail again when it was told: its outcome depends on timing.');
  });
}
