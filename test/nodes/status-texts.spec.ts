import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NODES = join(import.meta.dirname, '../../nodes');

/** Every text of a catalogue with its place. */
function textsOf(catalogue: unknown, place = ''): [string, string][] {
  if (typeof catalogue === 'string') return [[place, catalogue]];
  return Object.entries(catalogue as object).flatMap(([key, part]) => textsOf(part, `${place}.${key}`));
}

describe('the texts of the nodes', () => {
  for (const node of readdirSync(NODES).filter((name) => name.startsWith('orbit-'))) {
    it(`${node} names the values it puts in as Node-RED does, the same in both languages`, () => {
      const [english, swedish] = ['en-US', 'sv'].map((language) => {
        const file = join(NODES, node, 'locales', language, `${node}.json`);
        return textsOf(JSON.parse(readFileSync(file, 'utf8')));
      });
      for (const [place, text] of [...(english ?? []), ...(swedish ?? [])]) {
        // i18next's own {{name}} is left as it stands by Node-RED.
        assert.doesNotMatch(text, /\{\{/, place);
      }
      const values = (texts: [string, string][] = []): [string, string[]][] =>
        texts.map(([place, text]) => [place, [...text.matchAll(/__\w+?__/g)].map(([value]) => value).sort()]);
      assert.deepEqual(values(swedish), values(english));
    });
  }
});
