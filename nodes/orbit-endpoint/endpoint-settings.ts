/** Reads the dialog and the environment into what the transport is made of, and decides whether messages may leave in the clear. Pure. */
import { isLoopback, type CertificatePaths, type MinVersion } from '../lib/mllp/index.ts';
import type { EndpointDef } from './endpoint-def.ts';

export interface EndpointSettings {
  host: string;
  port: number;
  tls: TlsSettings | undefined;
  /** Why nothing may be sent. */
  refusal: PlainRefusal | undefined;
  connectTimeoutMs: number;
  writeTimeoutMs: number;
  ackTimeoutMs: number;
  keepAliveMs: number;
  maxFrameBytes: number;
  commitBlocks: boolean;
  whenIdle: 'keep' | 'reopen' | 'probe';
  idleMs: number;
  allowProbe: boolean;
  /** Undefined: nobody listens for application acknowledgements. */
  acks: AckListenerSettings | undefined;
}

export interface AckListenerSettings {
  host: string;
  port: number;
  allowedSenders: readonly string[];
  /** Names the receiver's certificate must carry, where TLS is on. */
  pinnedNames: readonly string[];
  maxFrameBytes: number;
  /** From the commit on. */
  waitMs: number;
}

export interface TlsSettings {
  paths: CertificatePaths;
  minVersion: MinVersion;
  servername: string | undefined;
  pinnedNames: readonly string[];
}

/** `plain-off-loopback`: nobody has allowed it. `plain-in-production`: allowed, but not here. */
export type PlainRefusal = 'plain-off-loopback' | 'plain-in-production';

type Environment = Readonly<Record<string, string | undefined>>;

/** Any other value of ORBIT_ENVIRONMENT counts as production: a slip of the pen must not let patients' data out in the clear. */
const NOT_PRODUCTION = new Set(['test', 'education', 'development']);
const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 2575;

export function settingsOf(def: EndpointDef, env: Environment): EndpointSettings {
  const host = trimmed(def.host) ?? trimmed(env.MILLENNIUM_HOST) ?? DEFAULT_HOST;
  const tls = def.tls ? tlsOf(def) : undefined;
  const acks = acksOf(def, tls);
  return {
    host,
    port: Number(trimmed(String(def.port)) ?? trimmed(env.MILLENNIUM_PORT) ?? DEFAULT_PORT),
    tls,
    refusal: tls === undefined ? refusalOf([host, acks?.host], def.allowPlain, env.ORBIT_ENVIRONMENT) : undefined,
    connectTimeoutMs: Number(def.connectTimeoutS) * 1000,
    writeTimeoutMs: Number(def.writeTimeoutS) * 1000,
    ackTimeoutMs: Number(def.ackTimeoutS) * 1000,
    keepAliveMs: Number(def.keepAliveS) * 1000,
    maxFrameBytes: Number(def.maxReplyKiB) * 1024,
    commitBlocks: def.commitBlocks,
    whenIdle: def.whenIdle === 'probe' && !def.allowProbe ? 'keep' : def.whenIdle,
    idleMs: Number(def.idleS) * 1000,
    allowProbe: def.allowProbe,
    acks,
  };
}

/** Neither way may be in the clear off this machine. */
function refusalOf(
  hosts: readonly (string | undefined)[],
  isAllowed: boolean,
  environment: string | undefined,
): PlainRefusal | undefined {
  return hosts.map((host) => host && plainRefusal(host, isAllowed, environment)).find(isRefusal);
}

function isRefusal(refusal: string | undefined): refusal is PlainRefusal {
  return refusal === 'plain-off-loopback' || refusal === 'plain-in-production';
}

/** Messages in the clear stay on this machine, unless somebody allows it and this is not production. */
export function plainRefusal(host: string, isAllowed: boolean, environment?: string): PlainRefusal | undefined {
  if (isLoopback(host)) return undefined;
  if (!isAllowed) return 'plain-off-loopback';
  return NOT_PRODUCTION.has(trimmed(environment)?.toLowerCase() ?? '') ? undefined : 'plain-in-production';
}

function tlsOf(def: EndpointDef): TlsSettings {
  const paths = { ca: trimmed(def.caFile), cert: trimmed(def.certFile), key: trimmed(def.keyFile) };
  return {
    paths: Object.fromEntries(Object.entries(paths).filter(([, path]) => path !== undefined)),
    minVersion: def.minVersion,
    servername: trimmed(def.servername),
    pinnedNames: listOf(def.pinnedNames),
  };
}

function acksOf(def: EndpointDef, tls: TlsSettings | undefined): AckListenerSettings | undefined {
  const port = trimmed(String(def.ackPort));
  if (port === undefined) return undefined;
  return {
    host: trimmed(def.ackHost) ?? DEFAULT_HOST,
    port: Number(port),
    allowedSenders: listOf(def.ackFrom),
    pinnedNames: tls?.pinnedNames ?? [],
    maxFrameBytes: Number(def.maxReplyKiB) * 1024,
    waitMs: Number(def.ackWaitMin) * 60_000,
  };
}

function listOf(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function trimmed(text: string | undefined): string | undefined {
  const rest = text?.trim();
  return rest === undefined || rest === '' ? undefined : rest;
}
