import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import type { Store } from '../../nodes/lib/store/index.ts';
import { deliverAll, newEvent, settleVersion } from '../lib/store/samples.ts';

const COMMAND = join(import.meta.dirname, '../../flows/clean-store.ts');

describe('the command that removes what has been kept long enough', function () {
  this.timeout(20_000);
  let dataDir: string;

  const run = (): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      const { ORBIT_STORE_KEY: _key, ...env } = process.env;
      const args = ['--disable-warning=ExperimentalWarning', COMMAND];
      execFile(process.execPath, args, { env: { ...env, ORBIT_DATA_DIR: dataDir } }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
      );
    });
  const open = (): Promise<Store> => openSqliteStore({ file: join(dataDir, 'orbit.sqlite'), lockWaitMs: 0 });
  const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
  const fill = async (): Promise<void> => {
    const store = await open();
    for (const days of [40, 20]) {
      await settleVersion(store, `case-${String(days)}`, 1, daysAgo(days));
      await deliverAll(store, daysAgo(days));
    }
    await store.close();
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orbit-clean-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('says what it has removed, by the defaults where the flow sets nothing', async () => {
    await fill();
    const { code, output } = await run();
    assert.equal(code, 0, output);
    assert.match(output, /removed 3 contents, 0 refusals, 0 events, 0 cases, 1 keys\./);
    const store = await open();
    assert.equal((await store.eventStory('case-40-v1'))?.state, 'completed');
    assert.deepEqual(await store.acceptEvents([newEvent('case-40', 1)], new Date()), ['duplicate']);
    await store.close();
    assert.match((await run()).output, /removed 0 contents/);
  });

  it('goes by the times of the deployed flow', async () => {
    await fill();
    const node = { id: '1', type: 'orbit-store', path: '', contentDays: '10' };
    await writeFile(join(dataDir, 'flows.json'), JSON.stringify([{ id: '0', type: 'tab' }, node]));
    const { output } = await run();
    assert.match(output, /does not set heldContentDays, metadataDays, ledgerDays, rejectionDays; the defaults count/);
    assert.match(output, /removed 6 contents/);
  });

  it('is refused while Orbit runs, and where there is no store', async () => {
    const nowhere = await run();
    assert.equal(nowhere.code, 1);
    assert.ok(nowhere.output.includes(dataDir));
    await fill();
    const store = await open();
    const { code, output } = await run();
    await store.close();
    assert.equal(code, 1);
    assert.match(output, /in use by another process/);
  });
});
