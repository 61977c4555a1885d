import assert from 'node:assert/strict';
import { historyOf, type HistorySize } from './history-of.ts';
import { KEPT_SEEDS } from './kept-seeds.ts';
import { ModelledRegion } from './modelled-region.ts';
import { liveThrough } from './run-history.ts';
import { tellHistory } from './tell-history.ts';

/** More than the number of cases of any history: cases of two histories in one region must not meet. */
const ROOM = 1_000;

describe('a region of hospitals under faults', function () {
  this.timeout(180_000);
  let region: ModelledRegion;
  let lived = 0;

  before(async () => {
    region = await ModelledRegion.start();
  });

  after(() => region.close());

  async function mustConverge(seed: number, size: HistorySize): Promise<void> {
    const history = historyOf(seed, size, ROOM * lived);
    lived += 1;
    const outcome = await liveThrough(region, history);
    if (outcome.differences.length === 0) return;
    assert.fail(tellHistory(seed, history, outcome, region.millennium.state()));
  }

  for (const { seed, size, found } of KEPT_SEEDS) {
    it(`holds what Orbit holds after history ${String(seed)}, which once found that ${found}`, () =>
      mustConverge(seed, size));
  }

  const seed = Number(process.env.ORBIT_MODEL_SEED ?? Date.now() % 2 ** 31);
  it(`holds what Orbit holds after a history nobody has seen (ORBIT_MODEL_SEED=${String(seed)})`, () =>
    mustConverge(seed, { cases: 120, faults: { light: 90, heavy: 6, operator: 8 } }));
});
