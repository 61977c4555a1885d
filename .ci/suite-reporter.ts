/** Reports one line for each top-level suite as it ends, and every failure in full at the end. */
import Mocha from 'mocha';

const { EVENT_RUN_END, EVENT_SUITE_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } = Mocha.Runner.constants;

export class SuiteReporter extends Mocha.reporters.Base {
  private readonly skipped: string[] = [];
  private count = { passed: 0, failed: 0, skipped: 0 };
  private since = performance.now();

  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.on(EVENT_TEST_PASS, () => (this.count.passed += 1));
    runner.on(EVENT_TEST_PENDING, (test) => {
      this.count.skipped += 1;
      this.skipped.push(test.fullTitle());
    });
    runner.on(EVENT_TEST_FAIL, (test) => {
      this.count.failed += 1;
      console.log(`  FAILED ${test.fullTitle()}`);
    });
    runner.on(EVENT_SUITE_END, (suite) => {
      if (suite.parent?.root === true) this.endOfSuite(suite.title);
    });
    runner.once(EVENT_RUN_END, () => this.endOfRun());
  }

  private endOfSuite(title: string): void {
    const { passed, failed, skipped } = this.count;
    const parts = [`${String(passed)} passed`];
    if (failed > 0) parts.push(`${String(failed)} failed`);
    if (skipped > 0) parts.push(`${String(skipped)} skipped`);
    const seconds = ((performance.now() - this.since) / 1000).toFixed(1);
    console.log(`${failed > 0 ? 'x' : '.'} ${title}: ${parts.join(', ')} (${seconds} s)`);
    this.count = { passed: 0, failed: 0, skipped: 0 };
    this.since = performance.now();
  }

  private endOfRun(): void {
    for (const title of this.skipped) console.log(`  skipped: ${title}`);
    if (this.failures.length > 0) Mocha.reporters.Base.list(this.failures);
    const { passes, failures, pending } = this.stats;
    process.send?.({ passed: passes, failed: failures, skipped: pending });
  }
}
