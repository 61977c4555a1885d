/** Starts Node-RED with the regional flow, prints where everything is, and sends the sample day on the first start. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { checkDataFolder } from './data-folder.ts';
import { startDevelopmentLogin } from './development-login.ts';
import { readEnvironment, type Environment } from './environment.ts';
import { sendSampleDay } from './sample-day/send.ts';

/** The longest a start may take on a slow machine before the user is told that something is wrong. */
const READY_DEADLINE_MS = 60_000;
const POLL_MS = 100;

const check = readEnvironment(process.env, process.cwd());
if (!check.ok) {
  for (const problem of check.problems) console.error(problem);
  process.exit(78);
}
const { environment } = check;
// Asked here as well: what answers on the port while the new process is still starting may be the one that has the folder.
const obstacle = checkDataFolder(environment.dataDir);
if (obstacle !== undefined) {
  console.error(obstacle);
  process.exit(75);
}
const login = await startDevelopmentLogin(environment);
const child = spawn(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    createRequire(import.meta.url).resolve('node-red/red.js'),
    '--settings',
    join(import.meta.dirname, 'settings.cjs'),
  ],
  { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...login?.variables } },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
child.on('error', (error) => {
  console.error(`Node-RED could not be started: ${error.message}`);
  process.exit(1);
});

await announce(environment, child);

async function announce(
  { host, port, dataDir, tls, simulator, sampleDay }: Environment,
  running: ChildProcess,
): Promise<void> {
  const base = `${tls === undefined ? 'http' : 'https'}://${reachableName(host)}:${String(port)}`;
  if (!(await isReady(base, running))) {
    console.error(
      `The flow is not ready after ${String(READY_DEADLINE_MS / 1000)} s; see the log above, and ${base}/health/ready for the reason.`,
    );
    return;
  }
  const lines = [
    '',
    `Editor        ${base}/admin        user admin, password in ${describeSecret('ORBIT_ADMIN_PASSWORD', join(dataDir, 'admin-password'))}`,
    `Intake        ${base}/orbit/events   bearer token in ${describeSecret('ORBIT_TOKEN', join(dataDir, 'orbit-token'))}`,
    `Health        ${base}/health/ready`,
    simulator
      ? `Millennium    the simulator on this machine; its state: ${base}/simulator/state`
      : `Millennium    ${process.env.MILLENNIUM_HOST ?? ''}:${process.env.MILLENNIUM_PORT ?? '2575'}`,
    ...(login === undefined
      ? []
      : [`Sign-in       ${login.issuer}   for development: three invented people, no password`]),
    `Data          ${dataDir}`,
    `Store key     ${describeSecret('ORBIT_STORE_KEY', join(dataDir, 'store-key'))}; keep a copy of it in another place: without it nobody can read the data`,
    '',
  ];
  console.log(lines.join('\n'));
  const sent = join(dataDir, 'sample-day-sent');
  // Invented patients must never reach a real Millennium.
  if (!simulator || !sampleDay || existsSync(sent)) return;
  const token = process.env.ORBIT_TOKEN ?? readFileSync(join(dataDir, 'orbit-token'), 'utf8').trim();
  const { events, cases, firstCase } = await sendSampleDay(base, token);
  writeFileSync(sent, `${new Date().toISOString()}\n`);
  console.log(`The sample day has been sent: ${String(events)} events of ${String(cases)} cases.`);
  if (login !== undefined) console.log(`Launch one of them: ${base}/launch/o/v1/case/${firstCase}`);
}

/** Where this machine itself reaches what listens on `host`. */
function reachableName(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function describeSecret(variable: string, file: string): string {
  return (process.env[variable] ?? '') === '' ? file : `the variable ${variable}`;
}

async function isReady(base: string, running: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (Date.now() < deadline && running.exitCode === null) {
    const ready = await fetch(`${base}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}
