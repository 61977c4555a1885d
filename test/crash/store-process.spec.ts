import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { newMasterKeyText } from '../../nodes/lib/store/sealing/master-key.ts';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { numberedBooking, storyOf, type WireEvent } from '../support/story.ts';

const FLOWS = join(import.meta.dirname, '../../flows');
const LOCKER = join(import.meta.dirname, '../lib/store/sqlite/accept-and-wait.ts');

/** The regional flow with its store in another place. */
function flowWithStore(path: string): unknown {
  const nodes = JSON.parse(readFileSync(join(FLOWS, 'regional.json'), 'utf8')) as Record<string, unknown>[];
  return nodes.map((node) => (node.type === 'orbit-store' ? { ...node, path } : node));
}

interface Readiness {
  status: number;
  detail: string;
}

async function readiness(orbit: OrbitProcess): Promise<Readiness> {
  const response = await fetch(`${orbit.base}/health/ready`);
  const { detail = '' } = (await response.json()) as { detail?: string };
  return { status: response.status, detail };
}

function isReady(orbit: OrbitProcess): Promise<Readiness> {
  return eventually(
    'ready',
    () => readiness(orbit),
    ({ status }) => status === 200,
  );
}

/** Not ready for the reason, in words that give nothing away; the intake takes nothing and says when to come again. */
async function isOutOfOrder(orbit: OrbitProcess, code: string, event: WireEvent): Promise<void> {
  const { detail } = await eventually(
    'not ready',
    () => readiness(orbit),
    ({ status }) => status === 503,
  );
  assert.ok(detail.includes(`(${code})`), detail);
  assert.ok(!detail.includes(orbit.dataDir) && !detail.includes('/'), detail);
  const answer = await orbit.post(event);
  assert.equal(answer.status, 503);
  assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
  assert.match(answer.headers.get('content-type') ?? '', /application\/problem\+json/);
}

describe('a running Orbit whose store fails', function () {
  this.timeout(90_000);
  let millennium: MillenniumSimulator;
  let orbit: OrbitProcess | undefined;
  let disk: SmallDisk | undefined;

  const start = async (flows?: unknown): Promise<OrbitProcess> => {
    const env = { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port) };
    orbit = await OrbitProcess.start({ env, ...(flows === undefined ? {} : { flows }) });
    return orbit;
  };
  const accept = async (to: OrbitProcess, number: number): Promise<WireEvent> => {
    const event = await numberedBooking(number);
    assert.equal((await to.post(event)).status, 202);
    return event;
  };
  /** Millennium has each of these cases once, and nothing arrived that should not have. */
  const arrivedOnce = async (from: OrbitProcess, events: readonly WireEvent[]): Promise<void> => {
    for (const { eventId } of events) assert.equal((await storyOf(from, eventId)).state, 'completed');
    const { appointments, encounters, received, anomalies } = millennium.state();
    assert.deepEqual(anomalies, []);
    for (const { caseId } of events) {
      assert.equal(appointments.filter(({ id, status }) => id === caseId && status === 'Booked').length, 1);
      assert.equal(encounters.filter(({ visitNumber }) => visitNumber === caseId).length, 1);
      const fresh = received.filter((message) => message.caseId === caseId && !message.duplicate);
      assert.deepEqual(
        fresh.map(({ messageType }) => messageType.slice(4, 7)),
        ['A05', 'A14', 'S12'],
      );
    }
  };

  beforeEach(async () => {
    millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
  });
  afterEach(async () => {
    await orbit?.remove();
    await millennium.close();
    disk?.remove();
    orbit = disk = undefined;
  });

  if (SmallDisk.isPossible) {
    it('refuses events while its disk is full, and goes on by itself when there is space: each accepted one arrives once', async () => {
      disk = SmallDisk.mount(12);
      const running = await start(flowWithStore(join(disk.path, 'orbit.sqlite')));
      const accepted = [await accept(running, 0)];
      disk.fill();
      const late = await numberedBooking(100_000);
      let number = 1;
      for (; ; number += 1) {
        const event = await numberedBooking(number);
        const { status } = await running.post(event);
        if (status !== 202) {
          assert.equal(status, 503);
          break;
        }
        accepted.push(event);
      }
      await isOutOfOrder(running, 'disk-full', late);
      disk.empty();
      await isReady(running);
      // Orbit sends again what was refused.
      accepted.push(await accept(running, number), await accept(running, 100_000));
      await arrivedOnce(running, accepted);
    });

    it('starts without the right to write, says so, and goes on by itself when it has it', async () => {
      disk = SmallDisk.mount(12);
      const flows = flowWithStore(join(disk.path, 'orbit.sqlite'));
      disk.writeProtect(true);
      const running = await start(flows);
      await isOutOfOrder(running, 'read-only', await numberedBooking(1));
      disk.writeProtect(false);
      await isReady(running);
      await arrivedOnce(running, [await accept(running, 1)]);
    });
  }

  it('waits for a process that has its store, and goes on by itself when that one ends', async () => {
    const running = await start();
    const first = await accept(running, 1);
    await running.kill();
    const other = fork(LOCKER, [join(running.dataDir, 'orbit.sqlite'), 'of-the-other'], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    await once(other, 'message');
    await running.up();
    await isOutOfOrder(running, 'store-locked', await numberedBooking(2));
    other.kill('SIGKILL');
    await isReady(running);
    await arrivedOnce(running, [first, await accept(running, 2)]);
  });

  it('starts not ready on a store that has lost something or has another key, and works with what is put back', async () => {
    const running = await start();
    const events = [await accept(running, 1), await accept(running, 2)];
    await arrivedOnce(running, events);
    await running.kill();
    const [file, keyFile] = [join(running.dataDir, 'orbit.sqlite'), join(running.dataDir, 'store-key')];
    for (const name of ['orbit.sqlite', 'orbit.sqlite-wal', 'store-key']) {
      copyFileSync(join(running.dataDir, name), join(running.dataDir, `${name}.good`));
    }
    truncateSync(`${file}-wal`, 60_000);
    await running.up();
    await isOutOfOrder(running, 'store-behind', await numberedBooking(3));
    assert.ok(running.output.includes(`${file}-wal was cut or deleted`));
    await running.kill();

    for (const name of ['orbit.sqlite', 'orbit.sqlite-wal']) {
      copyFileSync(join(running.dataDir, `${name}.good`), join(running.dataDir, name));
    }
    writeFileSync(keyFile, newMasterKeyText());
    await running.up();
    await isOutOfOrder(running, 'store-key-wrong', await numberedBooking(3));
    assert.match(running.output, new RegExp(`the file ${keyFile} holds the key named`));
    await running.kill();

    copyFileSync(`${keyFile}.good`, keyFile);
    await running.up();
    await arrivedOnce(running, [...events, await accept(running, 3)]);
  });

  it('takes nothing more once its store file has been deleted, and has everything from the copy it saved', async () => {
    const running = await start();
    const events = [await accept(running, 1), await accept(running, 2)];
    rmSync(join(running.dataDir, 'orbit.sqlite'));
    await isOutOfOrder(running, 'store-moved', await numberedBooking(3));
    const copy = readdirSync(running.dataDir).find((name) => name.includes('.rescued-'));
    assert.ok(copy !== undefined && running.output.includes(copy));
    await running.kill();
    await running.up();
    await isOutOfOrder(running, 'store-behind', await numberedBooking(3));
    await running.kill();
    renameSync(join(running.dataDir, copy), join(running.dataDir, 'orbit.sqlite'));
    await running.up();
    await arrivedOnce(running, [...events, await accept(running, 3)]);
  });
});

describe('a second Orbit on the same data folder', function () {
  this.timeout(60_000);
  const RED = createRequire(import.meta.url).resolve('node-red/red.js');

  let first: OrbitProcess;
  before(async () => {
    first = await OrbitProcess.start();
  });
  after(() => first.remove());

  const notOfTheStore = (): string[] => readdirSync(first.dataDir).filter((name) => !name.startsWith('orbit.sqlite'));

  for (const [number, way, args] of [
    [1, 'Node-RED with the settings', [RED, '--settings', join(FLOWS, 'settings.cjs')]],
    [2, 'the start program', [join(FLOWS, 'start.ts')]],
  ] as const) {
    it(`refuses to start, names the folder and what to do, and does not disturb the first: ${way}`, async () => {
      const before = notOfTheStore();
      const second = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
        env: { ...process.env, ORBIT_DATA_DIR: first.dataDir, PORT: String(await freePort()) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [second.stdout, second.stderr])
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const [code] = (await once(second, 'close')) as [number | null];
      assert.equal(code, 75, output);
      assert.ok(output.includes(first.dataDir) && output.includes('ORBIT_DATA_DIR'), output);
      assert.equal((await readiness(first)).status, 200);
      const event = await numberedBooking(number);
      assert.equal((await first.post(event)).status, 202);
      assert.equal((await storyOf(first, event.eventId)).state, 'completed');
      assert.deepEqual(notOfTheStore(), before);
    });
  }
});
