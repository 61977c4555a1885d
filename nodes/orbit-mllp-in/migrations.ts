/** The versions of a saved orbit-mllp-in configuration. Version 1 is the first one that was saved. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { MllpInDef } from './feed-settings.ts';

export const MLLP_IN_CONFIG_VERSION = 1;
export const mllpInMigrations: readonly MigrationStep<MllpInDef>[] = [];
