/** The versions of a saved orbit-hospital configuration. Version 1 is the first one that was saved. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { HospitalDef } from './orbit-hospital.ts';

export const HOSPITAL_CONFIG_VERSION = 1;
export const hospitalMigrations: readonly MigrationStep<HospitalDef>[] = [];
