/**
 * Runs the specs of a room under mocha for the mutation runner, with every mutant in modules that are loaded afresh: a mutant in data that
 * is read when its module loads is as real as any other, and what one mutant left in a cache is not there for the next.
 */
import { globSync, readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { StrykerOptions } from '@stryker-mutator/api/core';
import type {
  DryRunOptions,
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import Mocha from 'mocha';

/** What the mutated code and the runner tell each other. */
interface Instrumentation {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: unknown;
}

const TEST_TIMEOUT_MS = 20_000;
const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;

class FreshMocha implements TestRunner {
  static readonly inject = ['options'] as const;
  readonly #specs: readonly string[];
  readonly #shared: Instrumentation;

  constructor(options: StrykerOptions) {
    const { specs } = options['orbitMocha'] as { specs: readonly string[] };
    this.#specs = globSync([...specs], { cwd: process.cwd() }).sort();
    const globals = globalThis as { __stryker__?: Instrumentation };
    this.#shared = globals.__stryker__ ??= {};
    // The same values in every run, and no shrinking: only the verdict counts.
    fc.configureGlobal({ seed: 20_261_110, endOnFailure: true });
    freshModules.begin(process.cwd());
  }

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: true };
  }

  async dryRun({ coverageAnalysis, disableBail }: DryRunOptions): Promise<DryRunResult> {
    const tests = await this.#run(this.#specs, undefined, !disableBail);
    const { mutantCoverage } = this.#shared;
    return {
      status: 'complete',
      tests,
      ...(coverageAnalysis === 'off' ? {} : { mutantCoverage }),
    } as DryRunResult;
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }: MutantRunOptions): Promise<MutantRunResult> {
    this.#shared.activeMutant = activeMutant.id;
    this.#shared.hitCount = hitLimit === undefined ? undefined : 0;
    this.#shared.hitLimit = hitLimit;
    try {
      const specs = testFilter === undefined ? this.#specs : specsOf(testFilter);
      return verdict(await this.#run(specs, testFilter, !disableBail), this.#shared);
    } catch (error) {
      return { status: 'error', errorMessage: error instanceof Error ? error.message : String(error) } as MutantRunResult;
    } finally {
      this.#shared.activeMutant = undefined;
    }
  }

  /** @param only the ids of the tests to run; undefined for all of the files */
  async #run(specs: readonly string[], only: readonly string[] | undefined, bail: boolean): Promise<TestResult[]> {
    const mocha = new Mocha({ timeout: TEST_TIMEOUT_MS, bail, reporter: class {} });
    freshModules.next();
    for (const spec of specs) await loadSpec(mocha, spec);
    if (only !== undefined) mocha.grep(new RegExp(`^(?:${only.map(titleOf).map(RegExp.escape).join('|')})$`));
    const shared = this.#shared;
    mocha.suite.beforeEach('tells which test runs', function () {
      shared.currentTestId = this.currentTest === undefined ? undefined : idOf(this.currentTest);
    });
    const tests: TestResult[] = [];
    await new Promise<void>((resolve) => {
      const runner = mocha.run(() => resolve());
      const add = (test: Mocha.Runnable, outcome: object): void => {
        const timeSpentMs = test.duration ?? 0;
        tests.push({ id: idOf(test), name: test.fullTitle(), timeSpentMs, ...outcome } as TestResult);
      };
      runner.on(EVENT_TEST_PASS, (test) => add(test, { status: 0 }));
      runner.on(EVENT_TEST_FAIL, (test, error) => {
        const failed = test.ctx?.currentTest ?? test;
        add(failed, { status: 1, failureMessage: (error as Error).message || 'no message' });
      });
      runner.on(EVENT_TEST_PENDING, (test) => add(test, { status: 2 }));
    });
    shared.currentTestId = undefined;
    return tests;
  }
}

function verdict(tests: readonly TestResult[], { hitCount, hitLimit }: Instrumentation): MutantRunResult {
  if (hitCount !== undefined && hitLimit !== undefined && hitCount > hitLimit) {
    return { status: 'timeout', reason: 'ran far more often than without the change' } as MutantRunResult;
  }
  const nrOfTests = tests.length;
  const failed = tests.filter((test) => 'failureMessage' in test);
  const [first] = failed;
  return (
    first === undefined
      ? { status: 'survived', nrOfTests }
      : { status: 'killed', failureMessage: first.failureMessage, killedBy: failed.map(({ id }) => id), nrOfTests }
  ) as MutantRunResult;
}

async function loadSpec(mocha: Mocha, spec: string): Promise<void> {
  const file = join(process.cwd(), spec);
  mocha.suite.emit('pre-require', globalThis, spec, mocha);
  const module: unknown = await import(pathToFileURL(file).href);
  mocha.suite.emit('require', module, spec, mocha);
  mocha.suite.emit('post-require', globalThis, spec, mocha);
}

/** A test is known by its file too, so that a mutant loads no more specs than it has to. */
function idOf(test: Mocha.Runnable): string {
  return `${test.file ?? ''}: ${test.fullTitle()}`;
}

function titleOf(id: string): string {
  return id.slice(id.indexOf(': ') + 2);
}

function specsOf(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.map((id) => id.slice(0, id.indexOf(': '))))].sort();
}

/** Node keeps a module by its address: with another query it is another module. */
const freshModules = {
  run: 0,
  sources: new Map<string, string>(),

  begin(folder: string): void {
    const own = pathToFileURL(folder).href;
    const isOwn = (url: string): boolean => url.startsWith(`${own}/`) && !url.includes('/node_modules/');
    registerHooks({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context);
        if (!isOwn(resolved.url) || !resolved.url.endsWith('.ts')) return resolved;
        return { ...resolved, url: `${resolved.url}?run=${String(this.run)}` };
      },
      load: (url, context, next) => {
        const [address = ''] = url.split('?');
        if (!isOwn(address) || !address.endsWith('.ts')) return next(url, context);
        let source = this.sources.get(address);
        if (source === undefined) {
          source = stripTypeScriptTypes(readFileSync(fileURLToPath(address), 'utf8'));
          this.sources.set(address, source);
        }
        return { format: 'module', source, shortCircuit: true };
      },
    });
  },

  next(): void {
    this.run += 1;
  },
};

export const strykerPlugins = [{ kind: 'TestRunner', name: 'fresh-mocha', injectableClass: FreshMocha }];
