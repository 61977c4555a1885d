/** The versions of a saved orbit-case configuration. Version 1 is the first one that was saved. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { CaseDef } from './orbit-case.ts';

export const CASE_CONFIG_VERSION = 1;
export const caseMigrations: readonly MigrationStep<CaseDef>[] = [];
