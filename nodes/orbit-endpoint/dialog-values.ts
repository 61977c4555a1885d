/** Reads what the dialog sends while it is not saved yet; what is not of the form of a saved endpoint is left out. */
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import type { EndpointDef } from './endpoint-def.ts';
import { ENDPOINT_CONFIG_VERSION, endpointMigrations } from './migrations.ts';

type Values = Omit<EndpointDef, 'id' | 'type' | 'z'>;

const EMPTY: Values = {
  name: '',
  store: '',
  host: '',
  port: '',
  connections: 1,
  tls: false,
  caFile: '',
  certFile: '',
  keyFile: '',
  servername: '',
  pinnedNames: '',
  minVersion: 'TLSv1.2',
  allowPlain: false,
  connectTimeoutS: 10,
  writeTimeoutS: 30,
  ackTimeoutS: 30,
  keepAliveS: 30,
  whenIdle: 'keep',
  idleS: 300,
  commitBlocks: false,
  maxReplyKiB: 1024,
  allowProbe: false,
  ackPort: '',
  ackHost: '',
  ackFrom: '',
  ackWaitMin: 10,
  retryMinS: 2,
  retryMaxS: 60,
  uncertain: 'resend',
};

const PORTS: ReadonlySet<string> = new Set(['port', 'ackPort']);

/** Numbers travel as text from the fields of a form. */
const sameKind = (value: unknown, like: unknown): boolean =>
  typeof value === typeof like || (typeof like === 'number' && typeof value === 'string');

/**
 * @param resolve - the value behind `${NAME}`, as Node-RED puts it in when the flow is deployed
 * @returns undefined for what is no object
 */
export function readDialog(sent: unknown, resolve: (name: string) => string): EndpointDef | undefined {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return undefined;
  const values: Record<string, unknown> = { ...EMPTY };
  for (const [key, like] of Object.entries(EMPTY)) {
    const value = Object.hasOwn(sent, key) ? (sent as Record<string, unknown>)[key] : undefined;
    const name = typeof value === 'string' ? /^\$\{(\S+)\}$/.exec(value)?.[1] : undefined;
    if (name !== undefined) values[key] = resolve(name);
    else if (PORTS.has(key) ? ['string', 'number'].includes(typeof value) : sameKind(value, like)) values[key] = value;
  }
  const def = { ...values, id: '', type: 'orbit-endpoint', z: '' } as EndpointDef;
  return migrateConfig({ ...def, configVersion: ENDPOINT_CONFIG_VERSION }, ENDPOINT_CONFIG_VERSION, endpointMigrations);
}
