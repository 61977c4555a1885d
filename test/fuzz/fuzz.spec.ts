import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, fuzz } from './fuzz.ts';
import { TARGETS } from './targets.ts';

const REGRESSIONS = join(import.meta.dirname, 'regressions');

describe('what reads bytes from outside', function () {
  this.timeout(60_000);
  const seed = Number(process.env.ORBIT_FUZZ_SEED ?? Date.now() % 2 ** 31);

  for (const target of TARGETS) {
    it(`${target.name} bears what it is given right`, () => {
      for (const input of target.seeds) assert.equal(attempt(target, input).failure, undefined);
    });

    it(`${target.name} bears ${String(target.shortRun)} spoilt inputs (ORBIT_FUZZ_SEED=${String(seed)})`, () => {
      const { finding, outcomes } = fuzz(target, seed, (executions) => executions >= target.shortRun);
      assert.equal(finding, undefined, finding && `${finding.failure}: ${finding.input.toString('hex')}`);
      assert.ok(outcomes.size > 1, 'all inputs end alike: they are not spoilt in ways that matter');
    });

    const folder = join(REGRESSIONS, target.name);
    for (const file of existsSync(folder) ? readdirSync(folder) : []) {
      it(`${target.name} bears ${file}, which once broke it`, () => {
        assert.equal(attempt(target, readFileSync(join(folder, file))).failure, undefined);
      });
    }
  }

  it('is found to break: the smallest input is told', () => {
    const run = (input: Buffer): string => {
      assert.ok(!input.includes('|'), 'a bar');
      return 'fine';
    };
    const broken = { name: 'broken', seeds: [Buffer.from('a|b|c')], words: [Buffer.from('|')], shortRun: 1, run };
    const { finding } = fuzz(broken, 1, () => false);
    assert.deepEqual([finding?.failure, finding?.input.toString()], ['a bar', '|']);
  });
});
