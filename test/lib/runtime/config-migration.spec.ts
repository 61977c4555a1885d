import assert from 'node:assert/strict';
import { migrateConfig, type MigrationStep } from '../../../nodes/lib/runtime/config-migration.ts';

interface Config {
  configVersion?: number;
  host?: string;
  address?: string;
  tls?: boolean;
}

const steps: readonly MigrationStep<Config>[] = [
  { to: 3, up: (config) => ({ ...config, tls: false }) },
  { to: 2, up: ({ host, ...config }) => ({ ...config, ...(host === undefined ? {} : { address: host }) }) },
];

describe('migrateConfig', () => {
  it('takes a configuration without a version as version 1 and applies every step in order', () => {
    assert.deepEqual(migrateConfig({ host: 'a' }, 3, steps), { address: 'a', tls: false, configVersion: 3 });
  });

  it('applies only the steps that are missing', () => {
    assert.deepEqual(migrateConfig({ configVersion: 2, address: 'a' }, 3, steps), {
      address: 'a',
      tls: false,
      configVersion: 3,
    });
  });

  it('leaves the saved configuration as it is', () => {
    const saved: Config = { host: 'a' };
    migrateConfig(saved, 3, steps);
    assert.deepEqual(saved, { host: 'a' });
  });

  it('refuses a configuration of a newer installation', () => {
    assert.throws(() => migrateConfig({ configVersion: 4 }, 3, steps), /update the package/);
  });
});
