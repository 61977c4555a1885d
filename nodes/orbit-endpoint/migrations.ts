/** The versions of a saved orbit-endpoint configuration. Version 1 is the first one that was saved. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { EndpointDef } from './orbit-endpoint.ts';

export const ENDPOINT_CONFIG_VERSION = 1;
export const endpointMigrations: readonly MigrationStep<EndpointDef>[] = [];
