// `npm test`, or `npm test -- test/lib/hl7/escape.spec.ts` for some files only.
import { join } from 'node:path';
import { prepare, root, run } from './prepare.mjs';

prepare();
const files = process.argv.slice(2);
// A file named on mocha's command line is added to the configured ones, not instead of them.
const selection = files.length === 0 ? [] : ['--no-config', '--timeout', '10000', ...files];
run([join(root, 'node_modules/mocha/bin/mocha.js'), '--reporter', join(root, '.ci/reporter.cjs'), ...selection]);
