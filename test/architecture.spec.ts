/** Holds the map of the rooms: which code may import which, where the few special packages live, and how long a file may be. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { violationsIn } from './support/import-rules.ts';

const ROOT = resolve(import.meta.dirname, '..');
const MAX_LINES = 300;
const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};
const packages = Object.keys(dependencies);

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

describe('the map of the rooms', () => {
  const files = globSync('nodes/**/*.ts', { cwd: ROOT })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('nodes/editor/'));

  it('holds for every import under nodes/', () => {
    assert.ok(files.length > 0);
    const broken = files.flatMap((file) => violationsIn(file, read(file), packages));
    assert.deepEqual(
      broken.map(({ file, imported, rule }) => `${file} imports ${imported}: ${rule}`),
      [],
    );
  });

  it(`keeps every file under nodes/ within ${String(MAX_LINES)} lines`, () => {
    const texts = globSync('nodes/**/*.{ts,html,json}', { cwd: ROOT });
    const long = texts.filter((file) => read(file).trimEnd().split('\n').length > MAX_LINES);
    assert.deepEqual(long, []);
  });
});

describe('the check of the map', () => {
  const rulesBroken = (file: string, source: string): string[] =>
    violationsIn(file, source, ['saxes', 'hl7-standard']).map(({ imported }) => imported);

  const refused: [string, string, string][] = [
    ['a room that may import none', 'nodes/lib/surgery/a.ts', "import { x } from '../hl7/x.ts';"],
    ['an arrow against the direction', 'nodes/lib/store/a.ts', "import { x } from '../delivery/x.ts';"],
    ['a type across a forbidden arrow', 'nodes/lib/hl7/a.ts', "import type { X } from '../surgery/x.ts';"],
    ['an export from a forbidden room', 'nodes/lib/mllp/a.ts', "export { x } from '../hl7/x.ts';"],
    ['a dynamic import of a forbidden room', 'nodes/lib/orbit/a.ts', "const x = await import('../store/x.ts');"],
    ['a type written in place', 'nodes/lib/orbit/a.ts', "let x: import('../store/x.ts').X;"],
    ['a value from another room in runtime', 'nodes/lib/runtime/a.ts', "import { x } from '../surgery/x.ts';"],
    ['a room that is not on the map', 'nodes/lib/misc/a.ts', "import { x } from '../surgery/x.ts';"],
    ['a room that imports a node', 'nodes/lib/runtime/a.ts', "import { x } from '../../orbit-in/x.ts';"],
    ['a node that imports another node', 'nodes/orbit-in/a.ts', "import { x } from '../orbit-case/x.ts';"],
    ['an import from outside', 'nodes/orbit-in/a.ts', "import { x } from '../../flows/x.ts';"],
    ['the simulator with HL7 code', 'nodes/orbit-millennium-simulator/a.ts', "import { x } from '../lib/hl7/x.ts';"],
    ['Node-RED in a room', 'nodes/lib/store/a.ts', "import type { Node } from 'node-red';"],
    ['Node-RED as a value', 'nodes/lib/runtime/a.ts', "import RED from 'node-red';"],
    ['hl7-standard away from home', 'nodes/lib/millennium/a.ts', "import HL7 from 'hl7-standard';"],
    ['sockets away from home', 'nodes/orbit-endpoint/a.ts', "import { connect } from 'node:net';"],
    ['sockets with TLS away from home', 'nodes/lib/delivery/a.ts', "import tls from 'node:tls';"],
    ['a database away from home', 'nodes/lib/delivery/a.ts', "import { DatabaseSync } from 'node:sqlite';"],
    ['a package nobody installs', 'nodes/lib/orbit/a.ts', "import x from '@scope/left-pad/deep.js';"],
    ['a required package nobody installs', 'nodes/lib/orbit/a.ts', "const x = require('left-pad');"],
  ];
  for (const [title, file, source] of refused) {
    it(`refuses ${title}`, () => assert.equal(rulesBroken(file, source).length, 1));
  }

  const allowed: [string, string, string][] = [
    ['an arrow on the map', 'nodes/lib/delivery/a.ts', "import { x } from '../store/x.ts';"],
    ['its own room', 'nodes/lib/hl7/tables/a.ts', "import { x } from '../escape.ts';"],
    ['types of every room in runtime', 'nodes/lib/runtime/a.ts', "import type { X } from '../surgery/x.ts';"],
    ['named types of every room in runtime', 'nodes/lib/runtime/a.ts', "import { type X } from '../surgery/x.ts';"],
    ['any room in a node', 'nodes/orbit-case/a.ts', "import { x } from '../lib/surgery/x.ts';"],
    ['the wire in the simulator', 'nodes/orbit-millennium-simulator/a.ts', "import { x } from '../lib/mllp/x.ts';"],
    ['the types of Node-RED in a node', 'nodes/orbit-case/a.ts', "import type { NodeAPI } from 'node-red';"],
    ['sockets at home', 'nodes/lib/mllp/a.ts', "import { connect } from 'node:net';"],
    ['an installed package', 'nodes/lib/orbit/a.ts', "import { SaxesParser } from 'saxes';"],
    [
      'words that only look like an import',
      'nodes/lib/hl7/a.ts',
      "// import x from '../store/x.ts'\nconst s = \"import '../store/x.ts'\";",
    ],
  ];
  for (const [title, file, source] of allowed) {
    it(`allows ${title}`, () => assert.deepEqual(rulesBroken(file, source), []));
  }
});
