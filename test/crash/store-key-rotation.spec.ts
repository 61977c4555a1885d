import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import { at, claimOne, newEvent } from '../lib/store/samples.ts';

/** More kills at random moments for a long run. */
const ROUNDS = Number(process.env.ORBIT_ROTATION_ROUNDS ?? 4);
const COMMAND = join(import.meta.dirname, '../../flows/rotate-store-key.ts');

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

describe('the command that changes the store key', function () {
  this.timeout(30_000 + ROUNDS * 5_000);
  let dataDir: string;

  const run = async (env: Record<string, string> = {}, killAfterMs?: number): Promise<Ended> => {
    const { ORBIT_STORE_KEY: _key, ...inherited } = process.env;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND], {
      env: { ...inherited, ORBIT_DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    clearTimeout(timer);
    return { code, signal, output };
  };
  const open = (): ReturnType<typeof openSqliteStore> =>
    openSqliteStore({ file: join(dataDir, 'orbit.sqlite'), lockWaitMs: 0 });
  const isReadable = async (): Promise<void> => {
    const store = await open();
    const { event, claimToken } = await claimOne(store, at(1));
    await store.returnEvents([claimToken]);
    await store.close();
    assert.equal(event.case?.patient.family, 'Tolvansson');
  };

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'orbit-rotation-'));
    const store = await open();
    await store.acceptEvents([newEvent('case-1', 1)], at(0));
    await store.close();
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('says what it has done, and never shows a key', async () => {
    const old = readFileSync(join(dataDir, 'store-key'), 'utf8').trim();
    const { code, output } = await run();
    assert.equal(code, 0, output);
    const fresh = readFileSync(join(dataDir, 'store-key'), 'utf8').trim();
    assert.match(
      output,
      /orbit\.sqlite: 2 data keys wrapped with [0-9a-f]{12}\n.*replaced by [0-9a-f]{12}, in .*store-key/,
    );
    assert.ok(!output.includes(old) && !output.includes(fresh) && old !== fresh);
    await isReadable();
  });

  it('is refused while Orbit runs on the data folder, with a reason and another exit code than 0', async () => {
    const store = await open();
    const { code, output } = await run();
    await store.close();
    assert.equal(code, 1);
    assert.match(output, /in use by another process/);
    await isReadable();
  });

  it('names the folder when there is no store in it', async () => {
    rmSync(join(dataDir, 'orbit.sqlite'));
    const { code, output } = await run();
    assert.equal(code, 1);
    assert.ok(output.includes(dataDir) && output.includes('ORBIT_DATA_DIR'));
  });

  for (const step of ['key:written', 'key:wrapped', 'key:moved']) {
    it(`killed at ${step} leaves a store that opens with the keys that are there; the next run finishes`, async () => {
      assert.equal((await run({ ORBIT_FAILPOINT: step })).signal, 'SIGKILL');
      await isReadable();
      assert.equal((await run()).code, 0);
      assert.ok(!existsSync(join(dataDir, 'store-key.next')));
      await isReadable();
    });
  }

  it(`survives ${String(ROUNDS)} kills at any moment`, async () => {
    const started = performance.now();
    assert.equal((await run()).code, 0);
    const usualMs = performance.now() - started;
    for (let round = 0; round < ROUNDS; round += 1) {
      await run({}, usualMs * (0.4 + 0.6 * Math.random()));
      await isReadable();
    }
    assert.equal((await run()).code, 0);
    await isReadable();
  });
});
