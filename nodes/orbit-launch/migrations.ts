/** The versions of a saved orbit-launch configuration. Version 1 is the first one that was saved. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { LaunchDef } from './dialog-settings.ts';

export const LAUNCH_CONFIG_VERSION = 1;
export const launchMigrations: readonly MigrationStep<LaunchDef>[] = [];
