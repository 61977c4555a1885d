/** The versions of a saved orbit-millennium-simulator configuration. Version 1 is the first one that was saved. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { SimulatorDef } from './simulator-config.ts';

export const SIMULATOR_CONFIG_VERSION = 1;
export const simulatorMigrations: readonly MigrationStep<SimulatorDef>[] = [];
