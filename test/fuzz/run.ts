/**
 * Fuzzes every target for a time: `npm run test:fuzz -- [--seconds 60] [--seed 1] [target …]`. What breaks one is kept in
 * `regressions/<target>/` and tried again in every `npm test`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz, type Fuzzed } from './fuzz.ts';
import { TARGETS, type Target } from './targets.ts';

const { values, positionals } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
  allowPositionals: true,
});
const seed = Number(values.seed);
console.log(`Seed ${String(seed)}, ${values.seconds} s for each target.`);
for (const target of TARGETS) {
  if (positionals.length > 0 && !positionals.includes(target.name)) continue;
  const ends = performance.now() + Number(values.seconds) * 1_000;
  tell(
    target,
    fuzz(target, seed, () => performance.now() >= ends),
  );
}

function tell({ name }: Target, { executions, bytes, outcomes, peakRss, finding }: Fuzzed): void {
  const mebibytes = (count: number): string => (count / 2 ** 20).toFixed(0);
  const ways = [...outcomes].map(([outcome, count]) => `${outcome}: ${String(count)}`).join('; ');
  console.log(
    `${name}: ${String(executions)} inputs, ${mebibytes(bytes)} MiB, at most ${mebibytes(peakRss)} MiB of memory. ${ways}`,
  );
  if (finding === undefined) return;
  const folder = join(import.meta.dirname, 'regressions', name);
  const file = join(folder, createHash('sha256').update(finding.input).digest('hex').slice(0, 12));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, finding.input);
  console.log(`  Broken: ${finding.failure}\n  The smallest input stands in ${file}.`);
  process.exitCode = 1;
}
