/** The versions of a saved orbit-hl7-edit configuration. Version 1 is the first one that was saved. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { Hl7EditDef } from './orbit-hl7-edit.ts';

export const HL7_EDIT_CONFIG_VERSION = 1;
export const hl7EditMigrations: readonly MigrationStep<Hl7EditDef>[] = [];
