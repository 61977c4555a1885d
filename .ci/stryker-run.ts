/**
 * Mutation testing of the rooms named, or of all: `npm run test:mutation [-- room…]`.
 * Writes coverage/mutation/<room>.{html,json} and the room's section of docs/mutation-score.md; fails when a room falls short.
 * `--file <pattern>` mutates only a part of a room, a file or lines of one (`lane.ts:40-50`), and may come several times: for work on its tests, so
 * the score is shown and not written.
 */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { ROOMS, type MutationRoom } from './stryker-rooms.ts';
import { scoreOf, withSection, type MutationReport } from './stryker-score.ts';

const root = resolve(import.meta.dirname, '..');
const document = join(root, 'docs/mutation-score.md');
const { values, positionals } = parseArgs({
  options: { file: { type: 'string', multiple: true }, concurrency: { type: 'string' } },
  allowPositionals: true,
});
const concurrency = Number(values.concurrency ?? Math.max(1, availableParallelism() - 1));

process.chdir(root);
process.env.ORBIT_PROPERTY_RUNS ??= '40';
const shortcomings: string[] = [];
for (const room of roomsNamed(positionals)) shortcomings.push(...(await test(room)));
for (const shortcoming of shortcomings) console.error(shortcoming);
process.exitCode = shortcomings.length === 0 ? 0 : 1;

function roomsNamed(names: readonly string[]): readonly MutationRoom[] {
  const unknown = names.filter((name) => !ROOMS.some((room) => room.name === name));
  if (unknown.length > 0) throw new Error(`No such room: ${unknown.join(', ')}`);
  return names.length === 0 ? ROOMS : ROOMS.filter(({ name }) => names.includes(name));
}

async function test(room: MutationRoom): Promise<readonly string[]> {
  const started = performance.now();
  const report = `coverage/mutation/${room.name}`;
  const sandbox = mkdtempSync(join(tmpdir(), 'orbit-mutation-'));
  symlinkSync(join(root, 'node_modules'), join(sandbox, 'node_modules'));
  try {
    await new Stryker({
      mutate: [...(values.file ?? ['**/*.ts']).map((part) => `nodes/lib/${room.name}/${part}`), '!**/*.d.ts'],
      testRunner: 'fresh-mocha',
      plugins: [join(import.meta.dirname, 'stryker-mocha.ts')],
      orbitMocha: { modules: [`nodes/lib/${room.name}/**/*.ts`], specs: room.specs },
      coverageAnalysis: 'perTest',
      // Node strips the types as it does everywhere else; whether a mutant has correct types is not asked.
      disableTypeChecks: false,
      ignorePatterns: ['**', '!nodes/**', '!test/**', '!package.json'],
      tempDirName: sandbox,
      symlinkNodeModules: false,
      concurrency,
      timeoutFactor: 3,
      reporters: ['json', 'html', 'progress-append-only'],
      jsonReporter: { fileName: `${report}.json` },
      htmlReporter: { fileName: `${report}.html` },
      allowEmpty: false,
      warnings: { slow: false, unknownOptions: false, preprocessorErrors: true, unserializableOptions: true },
    }).runMutationTest();
  } finally {
    rmSync(sandbox, { recursive: true, force: true });
  }
  const seconds = (performance.now() - started) / 1000;
  const result = scoreOf(
    room,
    JSON.parse(readFileSync(join(root, `${report}.json`), 'utf8')) as MutationReport,
    new Date().toISOString().slice(0, 10),
    seconds,
  );
  console.log(result.section);
  if (values.file === undefined) {
    const order = ROOMS.map(({ name }) => name);
    writeFileSync(document, withSection(readFileSync(document, 'utf8'), room.name, result.section, order));
  }
  return result.shortcomings;
}
