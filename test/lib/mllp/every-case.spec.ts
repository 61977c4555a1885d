/** The cases an MLLP sender and listener must survive, drawn up by looking at what other implementations do not: each has a test that names it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const numbered = (letter: string, upTo: number, also: readonly string[]): string[] =>
  [...Array.from({ length: upTo }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`), ...also].sort();

const CASES = [...numbered('C', 28, ['C06b', 'C09b', 'C11b', 'C15b']), ...numbered('L', 21, ['L16b'])];

/** The numbers at the beginning of the titles of the tests; in a title made of parts, those before the first part. */
function casesTested(): Set<string> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.spec.ts'));
  const titles = files.flatMap((name) => [
    ...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/\bit\(\s*['"`]((?:[CL]\d{2}b? )+)/g),
  ]);
  return new Set(titles.flatMap(([, numbers = '']) => numbers.trim().split(' ')));
}

describe('the cases of MLLP', () => {
  const tested = casesTested();
  for (const name of CASES) it(`${name} has a test`, () => assert.ok(tested.has(name)));

  it('are all that the tests name', () => {
    assert.deepEqual(
      [...tested].filter((name) => !CASES.includes(name)),
      [],
    );
  });
});
