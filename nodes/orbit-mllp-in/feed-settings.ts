/** Reads the dialog into what the listener is made of, and decides whether it may listen in the clear. Pure. */
import type { NodeDef } from 'node-red';
import { isLoopback, type CertificatePaths } from '../lib/mllp/index.ts';

export interface MllpInDef extends NodeDef {
  configVersion?: number;
  store: string;
  host: string;
  port: number | string;
  /** Addresses, separated by commas or lines; empty: everybody who gets through TLS or is on this machine. */
  allowedSenders: string;
  tls: boolean;
  caFile: string;
  certFile: string;
  keyFile: string;
  /** Names a client's certificate must carry one of. */
  allowedNames: string;
  allowPlain: boolean;
  maxFrameKiB: number | string;
  messagesPerSecond: number | string;
  personIdType: string;
}

export interface FeedSettings {
  host: string;
  port: number;
  allowedSenders: readonly string[];
  tls: { paths: CertificatePaths; allowedNames: readonly string[] } | undefined;
  maxFrameBytes: number;
  messagesPerSecond: number;
  personIdType: string;
}

/** `plain-off-loopback`: patients' data would come in the clear from other machines. */
export type FeedRefusal = 'plain-off-loopback' | 'port';

const NOT_PRODUCTION = new Set(['test', 'education', 'development']);

export function feedSettings(
  def: MllpInDef,
  env: Readonly<Record<string, string | undefined>>,
): { ok: true; settings: FeedSettings } | { ok: false; code: FeedRefusal } {
  const host = def.host.trim() === '' ? '127.0.0.1' : def.host.trim();
  const port = Number(def.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return { ok: false, code: 'port' };
  const isTest = NOT_PRODUCTION.has((env.ORBIT_ENVIRONMENT ?? '').trim().toLowerCase());
  if (!def.tls && !isLoopback(host) && !(def.allowPlain && isTest)) return { ok: false, code: 'plain-off-loopback' };
  const files = { ca: def.caFile, cert: def.certFile, key: def.keyFile };
  const paths: CertificatePaths = Object.fromEntries(Object.entries(files).filter(([, path]) => path.trim() !== ''));
  return {
    ok: true,
    settings: {
      host,
      port,
      allowedSenders: listOf(def.allowedSenders),
      tls: def.tls ? { paths, allowedNames: listOf(def.allowedNames) } : undefined,
      maxFrameBytes: Number(def.maxFrameKiB) * 1024,
      messagesPerSecond: Number(def.messagesPerSecond),
      personIdType: def.personIdType.trim(),
    },
  };
}

function listOf(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
