/** Runs the spec files under mocha and hands the counts to the parent process. A file that cannot be loaded is a failed test, not the end of the run. */
import { existsSync, globSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import { SuiteReporter } from './suite-reporter.ts';

const TEST_TIMEOUT_MS = 10_000;
/** How long open sockets and timers may outlive the last test before they are named and cut off. */
const DRAIN_MS = 3_000;

const root = resolve(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  options: { grep: { type: 'string', short: 'g' } },
  allowPositionals: true,
});
const mocha = new Mocha({ timeout: TEST_TIMEOUT_MS, reporter: SuiteReporter });
if (values.grep !== undefined) mocha.grep(values.grep);

for (const file of specFiles(positionals)) await load(file);
mocha.run((failures) => {
  process.exitCode = failures > 0 ? 1 : 0;
  setTimeout(cutOff, DRAIN_MS).unref();
});

/** The files named, those in the folders named, or all; the checks of the whole tree come first. */
function specFiles(named: readonly string[]): string[] {
  if (named.length === 0) {
    const files = globSync('test/**/*.spec.ts', { cwd: root }).sort();
    const depth = (file: string): number => (/^test[\\/][^\\/]+$/.test(file) ? 0 : 1);
    return files.sort((a, b) => depth(a) - depth(b)).map((file) => join(root, file));
  }
  return named.flatMap((name) => {
    const path = resolve(root, name);
    if (!existsSync(path)) throw new Error(`There is no test file ${name}`);
    if (!statSync(path).isDirectory()) return [path];
    return globSync('**/*.spec.ts', { cwd: path })
      .sort()
      .map((file) => join(path, file));
  });
}

async function load(file: string): Promise<void> {
  mocha.files = [file];
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    const test = new Mocha.Test('can be loaded', () => {
      throw error;
    });
    Mocha.Suite.create(mocha.suite, relative(root, file)).addTest(test);
  }
}

function cutOff(): void {
  const open = process.getActiveResourcesInfo().filter((name) => !['Timeout', 'PipeWrap', 'TTYWrap'].includes(name));
  console.error(
    `Something is still open ${String(DRAIN_MS / 1000)} s after the last test: ${open.join(', ') || 'a timer'}.`,
  );
  process.exit();
}
