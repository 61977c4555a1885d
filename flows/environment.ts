/** Reads the environment variables of the public contract; refuses combinations that would let somebody in who should not be. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';

export interface Environment {
  host: string;
  port: number;
  dataDir: string;
  /** Undefined: to be generated on the first start. */
  token: string | undefined;
  adminPassword: string | undefined;
  /** ORBIT_ENVIRONMENT; only outside production may messages be sent without TLS, where an endpoint allows it. */
  stage: Stage;
  /** True while no MILLENNIUM_HOST is set: messages go to the simulator on this machine. */
  simulator: boolean;
  sampleDay: boolean;
  tls: { certFile: string; keyFile: string } | undefined;
  trustProxy: boolean;
}

export const STAGES = ['production', 'test', 'education', 'development'] as const;
export type Stage = (typeof STAGES)[number];

export type EnvironmentCheck = { ok: true; environment: Environment } | { ok: false; problems: readonly string[] };

/** The forms the store takes (nodes/lib/store/sealing/master-key.ts). */
const STORE_KEY = /^(?:[0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)$/;

type Variables = Readonly<Record<string, string | undefined>>;

export function readEnvironment(variables: Variables, workingFolder: string): EnvironmentCheck {
  const value = (name: string): string | undefined => {
    const text = variables[name]?.trim();
    return text === undefined || text === '' ? undefined : text;
  };
  const problems: string[] = [];
  const host = value('HOST') ?? '127.0.0.1';
  const port = readPort('PORT', value('PORT') ?? '1880', problems);
  readPort('MILLENNIUM_PORT', value('MILLENNIUM_PORT') ?? '2575', problems);
  const stage = readStage(value('ORBIT_ENVIRONMENT') ?? 'production', problems);
  const certFile = value('ORBIT_TLS_CERT');
  const keyFile = value('ORBIT_TLS_KEY');
  if ((certFile === undefined) !== (keyFile === undefined))
    problems.push('ORBIT_TLS_CERT and ORBIT_TLS_KEY belong together: set both to PEM files or none.');
  problems.push(...storeProblems(value('ORBIT_STORE_URL'), value('ORBIT_STORE_KEY')));
  const tls = certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile };
  const environment: Environment = {
    host,
    port,
    dataDir: resolve(workingFolder, value('ORBIT_DATA_DIR') ?? '.data'),
    token: value('ORBIT_TOKEN'),
    adminPassword: value('ORBIT_ADMIN_PASSWORD'),
    stage,
    simulator: value('MILLENNIUM_HOST') === undefined,
    sampleDay: value('ORBIT_SAMPLE_DAY') !== '0',
    tls,
    trustProxy: value('TRUST_PROXY') !== undefined && value('TRUST_PROXY') !== '0',
  };
  if (!isLoopback(host)) problems.push(...exposureProblems(environment));
  return problems.length === 0 ? { ok: true, environment } : { ok: false, problems };
}

function storeProblems(url: string | undefined, key: string | undefined): string[] {
  return [
    ...(url === undefined
      ? []
      : [
          'ORBIT_STORE_URL: a shared PostgreSQL store is not supported by this version; unset it to use the embedded store.',
        ]),
    ...(key === undefined || STORE_KEY.test(key)
      ? []
      : ['ORBIT_STORE_KEY must be 32 bytes, written as 64 hexadecimal digits or as base64.']),
  ];
}

function readPort(name: string, text: string, problems: string[]): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65535) problems.push(`${name} must be a port number from 0 to 65535.`);
  return port;
}

function readStage(text: string, problems: string[]): Stage {
  const stage = STAGES.find((known) => known === text.toLowerCase());
  if (stage === undefined)
    problems.push(`ORBIT_ENVIRONMENT must be one of ${STAGES.join(', ')}; unset it for production.`);
  return stage ?? 'production';
}

/** Names are not resolved: only `localhost` and addresses of this machine count. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function exposureProblems({ host, token, adminPassword, tls, trustProxy }: Environment): string[] {
  const missing = [
    ...(adminPassword === undefined ? ['a login (ORBIT_ADMIN_PASSWORD)'] : []),
    ...(token === undefined ? ['an intake token (ORBIT_TOKEN)'] : []),
    ...(tls === undefined && !trustProxy
      ? ['TLS (ORBIT_TLS_CERT and ORBIT_TLS_KEY, or TRUST_PROXY=1 behind a proxy that ends TLS)']
      : []),
  ];
  if (missing.length === 0) return [];
  return [
    `HOST=${host} would be reached from other machines; that needs ${missing.join(', ')}. Leave HOST unset to serve this machine only.`,
  ];
}
