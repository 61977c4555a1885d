/** The versions of a saved orbit-endpoint configuration. Version 1 is the first one that was saved; 2 brought TLS and what belongs to the transport, 3 application acknowledgements. */
import type { MigrationStep } from '../lib/runtime/config-migration.ts';
import type { EndpointDef } from './endpoint-def.ts';

export const ENDPOINT_CONFIG_VERSION = 3;

/** What version 1 did without being asked. Only messages in the clear to other machines have to be allowed from 2 on. */
const AS_IN_VERSION_1 = {
  tls: false,
  caFile: '',
  certFile: '',
  keyFile: '',
  servername: '',
  pinnedNames: '',
  minVersion: 'TLSv1.2',
  allowPlain: false,
  writeTimeoutS: 30,
  keepAliveS: 30,
  whenIdle: 'keep',
  idleS: 300,
  commitBlocks: false,
  maxReplyKiB: 1024,
  allowProbe: false,
} as const;

/** Up to version 2 nobody listened. */
const AS_IN_VERSION_2 = { ackPort: '', ackHost: '', ackFrom: '', ackWaitMin: 10 } as const;

export const endpointMigrations: readonly MigrationStep<EndpointDef>[] = [
  { to: 2, up: (config) => ({ ...AS_IN_VERSION_1, ...config }) },
  { to: 3, up: (config) => ({ ...AS_IN_VERSION_2, ...config }) },
];
