/** The package as Node-RED's catalogue and its users see it: what each node brings, what the shipped flows hold, what an installation pulls in. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface Manifest {
  name: string;
  license: string;
  keywords: string[];
  engines: { node: string };
  files: string[];
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  'node-red': { version: string; nodes: Record<string, string>; plugins: Record<string, string> };
}
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
interface FlowNode {
  id: string;
  type: string;
  [property: string]: Json;
}

const ROOT = resolve(import.meta.dirname, '..');
const LANGUAGES = ['en-US', 'sv'] as const;
/** The most the catalogue's scorecard finds reasonable (D01). */
const MAX_DEPENDENCIES = 7;

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const readJson = (file: string): unknown => JSON.parse(read(file));
const manifest = readJson('package.json') as Manifest;
const nodes = Object.entries(manifest['node-red'].nodes);
const plugins = Object.entries(manifest['node-red'].plugins);
const flowFiles = globSync('{flows,examples}/**/*.json', { cwd: ROOT })
  .map((file) => ({ file: file.replaceAll('\\', '/'), content: readJson(file) as Json }))
  .filter((entry): entry is { file: string; content: FlowNode[] } => isFlow(entry.content));

function isFlow(content: Json): boolean {
  return (
    Array.isArray(content) &&
    content.length > 0 &&
    content.every((node) => typeof node === 'object' && node !== null && 'id' in node && 'type' in node)
  );
}

/** Every path to a text in a message catalogue, such as `orbit-in.label.name`. */
function keysOf(value: Json, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, path === '' ? key : `${path}.${key}`));
}

describe('the package', () => {
  it('has what the catalogue asks for: licence, scope, keyword and the versions it runs on', () => {
    assert.equal(manifest.license, 'Apache-2.0');
    assert.match(read('LICENSE'), /Apache License\s+Version 2\.0/);
    assert.match(manifest.name, /^@[a-z0-9-]+\/node-red-contrib-[a-z0-9-]+$/);
    assert.ok(manifest.keywords.includes('node-red'));
    assert.match(manifest['node-red'].version, /^>=5\.0\.\d+$/);
    assert.equal(manifest.engines.node, '>=22.9', 'no more than Node-RED 5 itself asks for');
  });

  it(`installs at most ${String(MAX_DEPENDENCIES)} packages, all of them from the registry, and no Node-RED`, () => {
    const dependencies = Object.entries(manifest.dependencies);
    assert.ok(dependencies.length <= MAX_DEPENDENCIES);
    for (const [name, range] of dependencies) {
      assert.match(range, /^[\^~]?\d+\.\d+\.\d+$/, `${name} has the range ${range}`);
      assert.ok(!name.startsWith('node-red') && !name.startsWith('@node-red/'), 'a hospital brings its own Node-RED');
    }
  });

  it('has a lockfile that names no host and gives every package its checksum', () => {
    const { packages } = readJson('package-lock.json') as {
      packages: Record<string, { resolved?: string; integrity?: string; inBundle?: true }>;
    };
    const installed = Object.entries(packages).filter(([path]) => path !== '');
    assert.deepEqual(
      installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path),
      [],
    );
    assert.deepEqual(
      installed
        .filter(([, { integrity, inBundle }]) => integrity === undefined && inBundle !== true)
        .map(([path]) => path),
      [],
    );
  });

  it('lists every node folder, and ships what is built from it', () => {
    const folders = globSync('nodes/orbit-*/orbit-*.html', { cwd: ROOT }).map((file) => file.split(/[\\/]/)[1]);
    const entries = [...nodes, ...plugins];
    assert.deepEqual(folders.sort(), entries.map(([name]) => name).sort());
    for (const [name, entry] of entries) assert.equal(entry, `dist/nodes/${name}/${name}.js`);
    assert.ok(manifest.files.includes('dist/nodes') && manifest.files.includes('examples'));
  });
});

describe('a node', () => {
  for (const [name] of nodes) {
    const folder = `nodes/${name}`;
    const locale = (language: string, kind: string): string => `${folder}/locales/${language}/${name}.${kind}`;

    it(`${name} has both halves, and both name its type`, () => {
      assert.match(read(`${folder}/${name}.ts`), new RegExp(`['"]${name}['"]`));
      // Node-RED's scorecard reads the type from the call in the page.
      assert.match(read(`${folder}/${name}.html`), new RegExp(`registerType\\(\\s*['"]${name}['"]`));
    });

    it(`${name} has an icon of its own`, () => {
      const [icon] = /[\w-]+\.svg/.exec(read(`${folder}/${name}.html`)) ?? [`${name}.svg`];
      assert.ok(existsSync(join(ROOT, folder, 'icons', icon)), `icons/${icon} is missing`);
    });

    it(`${name} says the same in Swedish and English, and leaves no text empty`, () => {
      const [english, swedish] = LANGUAGES.map((language) => keysOf(readJson(locale(language, 'json')) as Json).sort());
      assert.deepEqual(swedish, english);
      for (const language of LANGUAGES) {
        assert.ok(!read(locale(language, 'json')).includes('""'), `an empty text in ${language}`);
        assert.match(read(locale(language, 'html')), new RegExp(`data-help-name=["']${name}["']`));
      }
    });

    it(`${name} uses only labels that its catalogue has`, () => {
      const catalogue = new Set(keysOf(readJson(locale('en-US', 'json')) as Json));
      const used = [...read(`${folder}/${name}.html`).matchAll(/data-i18n="([^"]+)"/g)]
        .flatMap(([, keys = '']) => keys.split(';'))
        .map((key) => key.replace(/^\[[\w-]+\]/, ''));
      assert.deepEqual(
        used.filter((key) => !catalogue.has(key) && !key.includes(':')),
        [],
      );
    });
  }
});

describe('a plugin of the editor', () => {
  for (const [name] of plugins) {
    it(`${name} says the same in Swedish and English`, () => {
      const [english, swedish] = LANGUAGES.map((language) =>
        keysOf(readJson(`nodes/${name}/locales/${language}/${name}.json`) as Json).sort(),
      );
      assert.deepEqual(swedish, english);
    });
  }
});

describe('the flows of the package', () => {
  it('use an id only once, so that one can be imported beside another', function () {
    if (flowFiles.length === 0) this.skip();
    const owners = new Map<string, string[]>();
    for (const { file, content } of flowFiles) {
      for (const { id } of content) owners.set(id, [...(owners.get(id) ?? []), file]);
    }
    assert.deepEqual(
      [...owners].filter(([, files]) => files.length > 1),
      [],
    );
  });

  it('hold no credentials', function () {
    if (flowFiles.length === 0) this.skip();
    const secret = /pass(?:word|phrase)|token|secret|private_?key|credential/i;
    const found = flowFiles.flatMap(({ file, content }) =>
      content.flatMap((node) =>
        Object.entries(node)
          .filter(
            ([key, value]) =>
              secret.test(key) && value !== '' && !(typeof value === 'string' && /^\$\{\w+\}$/.test(value)),
          )
          .map(([key]) => `${file}: ${node.type} ${node.id} has ${key}`),
      ),
    );
    assert.deepEqual(found, []);
    assert.deepEqual(globSync('{flows,examples}/**/*_cred.json', { cwd: ROOT }), []);
  });

  it('show every node of the palette in an example', function () {
    const examples = flowFiles.filter(({ file }) => file.startsWith('examples/'));
    if (examples.length === 0) this.skip();
    const used = new Set(examples.flatMap(({ content }) => content.map(({ type }) => type)));
    assert.deepEqual(
      nodes.map(([name]) => name).filter((name) => !used.has(name)),
      [],
    );
  });

  it('explain themselves in a comment', function () {
    const examples = flowFiles.filter(({ file }) => file.startsWith('examples/'));
    if (examples.length === 0) this.skip();
    const silent = examples.filter(({ content }) => !content.some(({ type }) => type === 'comment'));
    assert.deepEqual(
      silent.map(({ file }) => file),
      [],
    );
  });
});
