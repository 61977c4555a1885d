// Makes a clone ready to run: installs what the lockfile names, and builds. Runs on any Node from 20 on, before the project's own Node 24 is there.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whenNpmIsGone } from './follow-npm.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.installed-from');
const node = join(modules, '.bin/node');

let running;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
whenNpmIsGone(() => stop('SIGTERM'));

function stop(signal) {
  // Between two steps there is nobody to ask.
  if (running === undefined) process.exit(128 + constants.signals[signal]);
  running.kill(signal);
}

/** Runs a program in the project's folder on the same terminal, passes signals on, and resolves with its exit code. */
function step(command, args, options = {}) {
  return new Promise((resolve) => {
    running = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    options.started?.(running);
    running.on('error', (error) => fail(`${command} could not be started: ${error.message}`));
    running.on('exit', (code, signal) => {
      running = undefined;
      resolve(signal === null ? code : 128 + (constants.signals[signal] ?? 0));
    });
  });
}

function fail(message, code = 1) {
  console.error(`\n${message}`);
  process.exit(code);
}

/** Whether node_modules holds every package of the lockfile in the version it names; npm keeps a list of what it installed. */
function holdsLockfile(lockfile) {
  const list = join(modules, '.package-lock.json');
  if (!existsSync(list)) return false;
  const present = JSON.parse(readFileSync(list, 'utf8')).packages;
  return Object.entries(JSON.parse(lockfile).packages).every(
    // A package for another operating system is left out by npm.
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

async function install() {
  const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const state = createHash('sha256').update(lockfile).digest('hex');
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  if (!existsSync(node) || !holdsLockfile(lockfile)) {
    console.log('Installing the packages the project needs (once; about a minute, 500 MB) ...');
    // Node 24 and Node-RED themselves are development packages: they are needed whatever NODE_ENV says, with their install scripts.
    const args = ['ci', '--include=dev', '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error'];
    const npm = process.env.npm_execpath;
    const code = npm?.endsWith('.js') ? await step(process.execPath, [npm, ...args]) : await step('npm', args);
    if (code !== 0) fail('The installation did not succeed; the reason is in the lines of npm above.', code);
    console.log('Installed.');
  }
  writeFileSync(stamp, state);
}

async function checkNode() {
  let version = '';
  const code = await step(node, ['--version'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    started: ({ stdout }) => stdout.on('data', (text) => (version += text)),
  });
  const major = Number(/^v(\d+)\./.exec(version)?.[1]);
  if (code === 0 && major >= 24) return;
  fail(
    `The project runs on its own Node 24, which the installation puts into node_modules; found there: ${version.trim() || 'nothing that starts'}.\n` +
      'Delete the folder node_modules and run the command again. If it stays so, npm may not have reached its registry.',
  );
}

async function build() {
  const code = await step(node, [join(root, '.ci/build.ts')]);
  if (code !== 0) fail('The build did not succeed; the reason is above.', code);
}

/** Installs, checks and builds what is missing or older than its source; quick when nothing is. */
export async function prepare() {
  await install();
  await checkNode();
  await build();
}

/** Runs a program under the project's Node, its folder of programs first in PATH; resolves with its exit code. */
export function run(args, options = {}) {
  const env = { ...process.env, PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}` };
  return step(node, args, { env, ...options });
}
