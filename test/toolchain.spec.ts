/** The checks of the whole tree that are not about behaviour: types, lint, formatting, and the test runner itself. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const ROOT = resolve(import.meta.dirname, '..');
/** A cold lint with types takes half a minute on two cores. */
const CHECK_TIMEOUT_MS = 300_000;
const CACHE = 'node_modules/.cache';

interface Outcome {
  code: number | null;
  output: string;
}

/** Runs a program of the project under the Node of the tests; resolves when it has ended. */
function run(...args: string[]): Promise<Outcome> {
  return new Promise((resolveOutcome, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolveOutcome({ code, output }));
  });
}

function assertClean({ code, output }: Outcome): void {
  if (code !== 0) assert.fail(`\n${output.trim()}`);
}

describe('the whole tree', function () {
  this.timeout(CHECK_TIMEOUT_MS);
  let checks: Record<'types' | 'lint' | 'format', Promise<Outcome>>;

  before(() => {
    checks = {
      types: run('.ci/check-types.ts'),
      lint: run(
        'node_modules/eslint/bin/eslint.js',
        ...['--config', '.ci/eslint.config.js', '--max-warnings', '0'],
        ...['--cache', '--cache-strategy', 'content', '--cache-location', `${CACHE}/eslint/`, '.'],
      ),
      format: run(
        'node_modules/prettier/bin/prettier.cjs',
        ...['--check', '--log-level', 'warn', '--cache', '--cache-location', `${CACHE}/prettier`, '.'],
      ),
    };
  });

  it('has correct types', async () => assertClean(await checks.types));

  it('follows the lint rules', async () => assertClean(await checks.lint));

  it('is formatted', async () => assertClean(await checks.format));

  it('is tested under Node 24', () => assert.equal(Number(process.versions.node.split('.')[0]), 24));
});

describe('the test runner', function () {
  this.timeout(60_000);
  let folder: string;

  before(() => (folder = mkdtempSync(join(tmpdir(), 'orbit-runner-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function lastLineOf(...sources: string[]): Promise<{ code: number | null; last: string | undefined }> {
    const files = sources.map((source, index) => {
      const file = join(folder, `${String(index)}.spec.ts`);
      writeFileSync(file, source);
      return file;
    });
    const { code, output } = await run('.ci/test.mjs', ...files);
    return { code, last: output.trimEnd().split('\n').at(-1) };
  }

  it('counts what passed, failed and was skipped, and fails', async () => {
    const source = "it('a', () => {}); it('b', () => { throw new Error('no'); }); it.skip('c', () => {});";
    assert.deepEqual(await lastLineOf(source), { code: 1, last: '1 passed, 1 failed, 1 skipped' });
  });

  it('succeeds when nothing failed', async () => {
    assert.deepEqual(await lastLineOf("it('a', () => {});"), { code: 0, last: '1 passed, 0 failed' });
  });

  it('counts a file that cannot be loaded as a failure and runs the others', async () => {
    const broken = "import './there-is-no-such-file.ts';";
    assert.deepEqual(await lastLineOf(broken, "it('a', () => {});"), { code: 1, last: '1 passed, 1 failed' });
  });

  it('fails when a test ends the process', async () => {
    assert.deepEqual(await lastLineOf("it('a', () => process.exit(0));"), { code: 1, last: '0 passed, 1 failed' });
  });

  it('fails when there is nothing to run', async () => {
    assert.deepEqual(await lastLineOf(''), { code: 1, last: '0 passed, 1 failed' });
  });
});

describe('a program that npm started', () => {
  it('ends when npm is killed', async () => {
    const program = [
      `import { whenNpmIsGone } from ${JSON.stringify(pathToFileURL(join(ROOT, '.ci/follow-npm.mjs')).href)};`,
      "whenNpmIsGone(() => { console.log('gone'); process.exit(); });",
      'setTimeout(() => process.exit(), 5000);',
      "console.log('ready');",
    ].join('\n');
    // npm puts a shell between itself and the program: the outer shell stands for npm.
    const npm = spawn('sh', ['-c', 'sh -c "$INNER"; :'], {
      env: {
        ...process.env,
        npm_lifecycle_event: 'start',
        INNER: '"$NODE" --input-type=module --eval "$PROGRAM"; :',
        NODE: process.execPath,
        PROGRAM: program,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: npm.stdout })) {
      lines.push(line);
      if (line === 'ready') npm.kill('SIGKILL');
    }
    assert.deepEqual(lines, ['ready', 'gone']);
  });
});
