/** The versions of a saved orbit-store configuration. Version 1 is the first one that was saved; 2 says how long each kind of record is kept. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import { DEFAULT_RETENTION } from '../lib/store/retention.ts';
import type { StoreDef } from './orbit-store.ts';

export const STORE_CONFIG_VERSION = 2;
export const storeMigrations: readonly MigrationStep<StoreDef>[] = [
  { to: 2, up: (config) => ({ ...DEFAULT_RETENTION, ...config }) },
];
