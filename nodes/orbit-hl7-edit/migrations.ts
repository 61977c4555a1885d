/** The versions of a saved orbit-hl7-edit configuration. Version 1 is the first one that was saved; 2 brought rules for one hospital, code tables and expressions. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { Hl7EditDef } from './orbit-hl7-edit.ts';

export const HL7_EDIT_CONFIG_VERSION = 2;

export const hl7EditMigrations: readonly MigrationStep<Hl7EditDef>[] = [
  { to: 2, up: (config) => ({ ...config, rules: config.rules.map((rule) => ({ ...rule, hospital: '*' })) }) },
];
