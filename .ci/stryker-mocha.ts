/**
 * Runs the specs of a room under mocha for the mutation runner, with every mutant in modules that are loaded afresh: a mutant in data that
 * is read when its module loads is as real as any other, and what one mutant left in a cache is not there for the next.
 */
import { globSync, readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { MutantCoverage, StrykerOptions } from '@stryker-mutator/api/core';
import {
  determineHitLimitReached,
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
  type DryRunOptions,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import Mocha from 'mocha';

/** What the mutated code and the runner tell each other. */
interface Instrumentation {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: MutantCoverage;
}

const TEST_TIMEOUT_MS = 20_000;
const { EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } =
  Mocha.Runner.constants;

class FreshMocha implements TestRunner {
  static readonly inject = ['options'] as const;
  readonly #modules: readonly string[];
  readonly #specs: readonly string[];
  readonly #shared: Instrumentation;

  constructor(options: StrykerOptions) {
    const { modules, specs } = options.orbitMocha as Record<'modules' | 'specs', readonly string[]>;
    this.#modules = filesOf(modules);
    this.#specs = filesOf(specs);
    const globals = globalThis as { __stryker__?: Instrumentation };
    this.#shared = globals.__stryker__ ??= {};
    // The same values in every run, and no shrinking: only the verdict counts.
    fc.configureGlobal({ seed: 20_261_110, endOnFailure: true });
    freshModules.begin(process.cwd());
  }

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: true };
  }

  async dryRun({ disableBail }: DryRunOptions): Promise<DryRunResult> {
    const tests = await this.#run(this.#specs, undefined, !disableBail);
    const { mutantCoverage = { static: {}, perTest: {} } } = this.#shared;
    return { status: DryRunStatus.Complete, tests, mutantCoverage: withSharedCoverage(mutantCoverage, tests) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }: MutantRunOptions): Promise<MutantRunResult> {
    this.#shared.activeMutant = activeMutant.id;
    this.#shared.hitCount = hitLimit === undefined ? undefined : 0;
    this.#shared.hitLimit = hitLimit;
    try {
      const specs = testFilter === undefined ? this.#specs : specsOf(testFilter);
      const tests = await this.#run(specs, testFilter, !disableBail);
      const timeout = determineHitLimitReached(this.#shared.hitCount, hitLimit);
      return toMutantRunResult(timeout ?? { status: DryRunStatus.Complete, tests });
    } catch (error) {
      return { status: MutantRunStatus.Error, errorMessage: error instanceof Error ? error.message : String(error) };
    } finally {
      this.#shared.activeMutant = undefined;
    }
  }

  /** @param only the ids of the tests to run; undefined for all of the files */
  async #run(specs: readonly string[], only: readonly string[] | undefined, bail: boolean): Promise<TestResult[]> {
    const mocha = new Mocha({ timeout: TEST_TIMEOUT_MS, bail, reporter: Silence });
    const shared = this.#shared;
    shared.currentTestId = undefined;
    freshModules.next();
    // What runs here is there for every test; what a spec runs while it loads is there for its own tests.
    for (const module of this.#modules) await importFile(module);
    for (const spec of specs) {
      shared.currentTestId = idOf(spec, SHARED);
      await loadSpec(mocha, spec);
    }
    if (only !== undefined) mocha.grep(oneOf(only.map(titleOf)));
    mocha.suite.beforeEach('tells which test runs', function () {
      if (this.currentTest !== undefined) shared.currentTestId = idOfTest(this.currentTest);
    });
    const tests: TestResult[] = [];
    await new Promise<void>((resolve) => {
      const runner = mocha.run(() => resolve());
      const enterShared = ({ file }: Mocha.Suite): void => {
        if (file !== undefined) shared.currentTestId = idOf(file, SHARED);
      };
      runner.on(EVENT_SUITE_BEGIN, enterShared).on(EVENT_SUITE_END, enterShared);
      runner.on(EVENT_TEST_PASS, (test) => tests.push({ ...named(test), status: TestStatus.Success }));
      runner.on(EVENT_TEST_PENDING, (test) => tests.push({ ...named(test), status: TestStatus.Skipped }));
      runner.on(EVENT_TEST_FAIL, (test, error) => {
        const failureMessage = (error as Error).message || 'no message';
        tests.push({ ...named(test.ctx?.currentTest ?? test), status: TestStatus.Failed, failureMessage });
      });
    });
    return tests;
  }
}

/** What is told is gathered from the runner's events. */
class Silence extends Mocha.reporters.Base {
  override epilogue(): void {
    // Base would print the failures.
  }
}

function named(test: Mocha.Runnable): Pick<TestResult, 'id' | 'name' | 'timeSpentMs'> {
  return { id: idOfTest(test), name: test.fullTitle(), timeSpentMs: test.duration ?? 0 };
}

function oneOf(titles: readonly string[]): RegExp {
  const literal = titles.map((title) => title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^(?:${literal.join('|')})$`);
}

async function loadSpec(mocha: Mocha, spec: string): Promise<void> {
  mocha.suite.emit('pre-require', globalThis, spec, mocha);
  const module = await importFile(spec);
  mocha.suite.emit('require', module, spec, mocha);
  mocha.suite.emit('post-require', globalThis, spec, mocha);
}

function importFile(file: string): Promise<unknown> {
  return import(pathToFileURL(join(process.cwd(), file)).href);
}

function filesOf(patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: process.cwd(), exclude: (name) => name.endsWith('.d.ts') }).sort();
}

/** A test is known by its file too, so that a mutant loads no more specs than it has to. */
function idOf(file: string, title: string): string {
  return `${file}: ${title}`;
}

function idOfTest(test: Mocha.Runnable): string {
  return idOf(test.file ?? '', test.fullTitle());
}

/** Stands for what the tests of a file or a suite have in common: its body and its hooks around them. */
const SHARED = 'shared';

/** Gives every test of a file what ran for all of them. */
function withSharedCoverage({ static: ofAll, perTest }: MutantCoverage, tests: readonly TestResult[]): MutantCoverage {
  const whole = tests.map(({ id }) => {
    const shared = perTest[idOf(fileOf(id), SHARED)] ?? {};
    return [id, { ...shared, ...perTest[id] }] as const;
  });
  return { static: ofAll, perTest: Object.fromEntries(whole) };
}

function fileOf(id: string): string {
  return id.slice(0, id.indexOf(': '));
}

function titleOf(id: string): string {
  return id.slice(id.indexOf(': ') + 2);
}

function specsOf(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.map(fileOf))].sort();
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
