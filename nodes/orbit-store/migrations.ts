/** The versions of a saved orbit-store configuration. Version 1 is the first one that was saved. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { StoreDef } from './orbit-store.ts';

export const STORE_CONFIG_VERSION = 1;
export const storeMigrations: readonly MigrationStep<StoreDef>[] = [];
