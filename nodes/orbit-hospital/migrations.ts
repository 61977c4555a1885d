/** The versions of a saved orbit-hospital configuration. Version 1 is the first one that was saved; 2 brought the way to Millennium. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { HospitalDef } from './orbit-hospital.ts';

export const HOSPITAL_CONFIG_VERSION = 2;
export const hospitalMigrations: readonly MigrationStep<HospitalDef>[] = [
  { to: 2, up: (config) => ({ ...config, system: 'millennium', routes: [] }) },
];
