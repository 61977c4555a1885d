// `npm test`, or `npm test -- test/lib/hl7` for some files or folders only, `-g <text>` for titles. The last line is `N passed, N failed`.
import { join } from 'node:path';
import { prepare, root, run } from './prepare.mjs';

await prepare();
let result;
const code = await run([join(root, '.ci/run-tests.ts'), ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  started: (child) => child.on('message', (message) => (result = message)),
});
if (result === undefined) {
  console.error(`The tests ended before the last one was run (exit code ${code}).`);
  result = { passed: 0, failed: 1, skipped: 0 };
}
if (result.passed + result.failed + result.skipped === 0) {
  console.error('There was no test to run.');
  result.failed = 1;
}
const { passed, failed, skipped } = result;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 ? 1 : code);
