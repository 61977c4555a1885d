import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_RETENTION, type Retention } from '../../nodes/lib/store/index.ts';
import { migrateConfig } from '../../nodes/lib/runtime/config-migration.ts';
import { STORE_CONFIG_VERSION, storeMigrations } from '../../nodes/orbit-store/migrations.ts';
import type { StoreDef } from '../../nodes/orbit-store/orbit-store.ts';
import { readRetention, RETENTION_LIMITS } from '../../nodes/orbit-store/retention-settings.ts';

const NODE = join(import.meta.dirname, '../../nodes/orbit-store');
const names = Object.keys(RETENTION_LIMITS) as (keyof Retention)[];

describe('the times of keeping in the settings of the store', () => {
  it('are taken as numbers or as the text of the dialog', () => {
    const settings = {
      contentDays: '7',
      heldContentDays: 60,
      metadataDays: '365',
      ledgerDays: 500,
      rejectionDays: '1',
    };
    assert.deepEqual(readRetention(settings), {
      retention: { contentDays: 7, heldContentDays: 60, metadataDays: 365, ledgerDays: 500, rejectionDays: 1 },
      unusable: [],
    });
  });

  for (const value of ['', '0', '-1', '1.5', '1e1', 'thirty', '99999', undefined, null, NaN, Infinity]) {
    it(`are the defaults, and named, where ${String(value)} stands`, () => {
      const settings = Object.fromEntries(names.map((name) => [name, value]));
      assert.deepEqual(readRetention(settings), { retention: DEFAULT_RETENTION, unusable: names });
    });
  }

  it('have defaults within their limits, the same in the dialog as here', async () => {
    const html = await readFile(join(NODE, 'orbit-store.html'), 'utf8');
    for (const name of names) {
      const [least, most] = RETENTION_LIMITS[name];
      assert.ok(DEFAULT_RETENTION[name] >= least && DEFAULT_RETENTION[name] <= most);
      const property = new RegExp(`${name}: \\{ value: (\\d+).*?>= (\\d+).*?<= (\\d+)`, 's').exec(html);
      assert.deepEqual(property?.slice(1).map(Number), [DEFAULT_RETENTION[name], least, most], name);
      assert.ok(html.includes(`['${name}', ${String(DEFAULT_RETENTION[name])}]`));
    }
  });

  it('are given to a configuration saved before there were any', () => {
    const saved = { id: '1', type: 'orbit-store', name: '', path: '', configVersion: 1 } as unknown as StoreDef;
    const { contentDays, ledgerDays, configVersion } = migrateConfig(saved, STORE_CONFIG_VERSION, storeMigrations);
    assert.deepEqual([contentDays, ledgerDays, configVersion], [30, 731, 2]);
  });
});
