// Makes a fresh clone ready: installs what the lockfile names, and builds. Runs on Node 20, before the project's own Node 24 is there.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.orbit-installed');
export const node = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** Installs when node_modules is missing or made from another lockfile. */
function install() {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing what the project needs (once; a minute or so) …');
  // The developer's tools are part of what runs: Node 24 and Node-RED themselves are among them.
  const { status } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) fail('The installation failed; see the message of npm above.');
  writeFileSync(stamp, lock);
}

function checkNode() {
  const { stdout, status } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  const major = Number(/^v(\d+)/.exec(stdout ?? '')?.[1]);
  if (status !== 0 || !(major >= 24)) fail('The project’s own Node 24 is missing in node_modules. Delete node_modules and run the command again, with install scripts allowed (npm config ignore-scripts=false).');
}

function build() {
  const { status } = spawnSync(node, [join(root, '.ci/build.ts')], { cwd: root, stdio: 'inherit' });
  if (status !== 0) fail('The build failed; see the messages above.');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

export function prepare() {
  install();
  checkNode();
  build();
}

/** Runs a program under the project's Node as if it were this process: same terminal, same signals, same exit code. */
export function run(args, env = {}) {
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: `${join(modules, '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`, ...env } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
}
