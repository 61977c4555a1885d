/** Reads the node's dialog and the environment into the simulator's options; an empty field takes its default. */
import { join } from 'node:path';
import type { NodeDef } from 'node-red';
import { CertificateFiles, type CertificatePaths, type TlsListenerOptions } from '../lib/mllp/index.ts';
import type { SimulatorOptions } from './simulator.ts';
import { DEFAULT_RULES, type SystemRules } from './system-rules.ts';

export interface SimulatorDef extends NodeDef {
  configVersion?: number;
  host: string;
  /** Empty: MILLENNIUM_PORT, else 2575. */
  port: number | string;
  /** `no-millennium`: only while MILLENNIUM_HOST is not set. */
  start: 'no-millennium' | 'always';
  /** Keep the state in the data folder. */
  journal: boolean;
  delayMs: number | string;
  strictCancels?: boolean;
  encounterFromSiu?: boolean;
  acceptUnknownEncounters?: boolean;
  acceptRepeatedPreadmit?: boolean;
  optionalActionCodes?: boolean;
  /** Empty: any. */
  expectedProcessingId?: string;
  siteZone?: string;
  /** PEM files. Our certificate and its key: listens over TLS; with authorities, only peers with a certificate of theirs get in. */
  certFile?: string;
  keyFile?: string;
  caFile?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 2575;

/** Whether the simulator is wanted: where a Millennium is named, nothing may pretend to be one. */
export function isWanted({ start }: SimulatorDef, env: Environment): boolean {
  return start === 'always' || (env.MILLENNIUM_HOST ?? '').trim() === '';
}

export function optionsOf(
  def: SimulatorDef,
  env: Environment,
): Pick<SimulatorOptions, 'host' | 'port' | 'tls' | 'delayMs' | 'journalFile' | 'rules'> {
  const named = String(def.port) === '' ? (env.MILLENNIUM_PORT ?? '') : def.port;
  const dataDir = env.ORBIT_DATA_DIR ?? '';
  const tls = tlsOf(def);
  return {
    host: def.host === '' ? '127.0.0.1' : def.host,
    port: String(named).trim() === '' ? DEFAULT_PORT : Number(named),
    ...(tls === undefined ? {} : { tls }),
    delayMs: Number(def.delayMs),
    ...(def.journal && dataDir !== '' ? { journalFile: join(dataDir, 'simulator.jsonl') } : {}),
    rules: rulesOf(def),
  };
}

function tlsOf({ certFile = '', keyFile = '', caFile = '' }: SimulatorDef): TlsListenerOptions | undefined {
  if (certFile === '' && keyFile === '') return undefined;
  const paths: CertificatePaths = {};
  if (certFile !== '') paths.cert = certFile;
  if (keyFile !== '') paths.key = keyFile;
  if (caFile !== '') paths.ca = caFile;
  const files = new CertificateFiles({ paths });
  return { credentials: () => files.current(), clientCertificate: caFile === '' ? 'none' : 'required' };
}

function rulesOf(def: SimulatorDef): SystemRules {
  const { expectedProcessingId = '', siteZone = '' } = def;
  return {
    strictCancels: def.strictCancels === true,
    encounterFromSiu: def.encounterFromSiu === true,
    acceptUnknownEncounters: def.acceptUnknownEncounters === true,
    acceptRepeatedPreadmit: def.acceptRepeatedPreadmit === true,
    optionalActionCodes: def.optionalActionCodes === true,
    expectedProcessingId: expectedProcessingId === '' ? undefined : expectedProcessingId,
    siteZone: siteZone === '' ? DEFAULT_RULES.siteZone : siteZone,
  };
}
