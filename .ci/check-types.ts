/** Checks the types of everything; of the runtime halves once more without the names of the test runner, of the editor halves with those of a browser. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const projects = ['tsconfig.json', 'nodes/tsconfig.json'];
if (existsSync(join(root, 'nodes/editor'))) projects.push('nodes/tsconfig.editor.json');

for (const project of projects) {
  const code = await new Promise<number | null>((resolveCode) => {
    spawn(process.execPath, [tsc, '--project', join(root, project)], { cwd: root, stdio: 'inherit' }).on(
      'exit',
      resolveCode,
    );
  });
  if (code !== 0) process.exitCode = 1;
}
