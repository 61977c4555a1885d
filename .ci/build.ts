/** Compiles the runtime halves of the nodes to dist/nodes and copies what stands beside them; does nothing when nothing has changed. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const sources = join(root, 'nodes');
const target = join(root, 'dist/nodes');
const stamp = join(root, 'dist/.built-from');

const files = readdirSync(sources, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const hash = createHash('sha256');
for (const file of [...files, join(root, 'tsconfig.json')]) hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
const state = hash.digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== state) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const { status } = spawnSync(process.execPath, [createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', join(sources, 'tsconfig.json'), '--incremental', 'false'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  cpSync(sources, target, { recursive: true, filter: (file) => !/(?:\.ts|tsconfig[^/\\]*\.json)$/.test(file) });
  writeFileSync(stamp, state);
}
