/** The versions of a saved orbit-mllp-out configuration. Version 1 is the first one that was saved. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { MllpOutDef } from './orbit-mllp-out.ts';

export const MLLP_OUT_CONFIG_VERSION = 1;
export const mllpOutMigrations: readonly MigrationStep<MllpOutDef>[] = [];
