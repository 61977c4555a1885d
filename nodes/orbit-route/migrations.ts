/** The versions of a saved orbit-route configuration. Version 1 is the first one that was saved. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { RouteDef } from './orbit-route.ts';

export const ROUTE_CONFIG_VERSION = 1;
export const routeMigrations: readonly MigrationStep<RouteDef>[] = [];
