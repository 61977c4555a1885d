/** The versions of a saved orbit-in configuration. Version 1 is the first one that was saved. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { InDef } from './orbit-in.ts';

export const IN_CONFIG_VERSION = 1;
export const inMigrations: readonly MigrationStep<InDef>[] = [];
