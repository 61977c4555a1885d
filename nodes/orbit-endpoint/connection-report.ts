/** The report of a connection test for the dialog: steps, codes and what certificates say; no key, no passphrase, no address but those a name stands for. */
import {
  daysLeft,
  testConnection,
  type CertificateFacts,
  type ConnectionTestOptions,
  type TestStep,
} from '../lib/mllp/index.ts';
import type { EndpointSettings } from './endpoint-settings.ts';
import { certificateFiles, tlsClientOptions } from './endpoint-transport.ts';
import { makeProbe, readProbeAnswer, type Probe } from './probe-message.ts';

export interface ReportedCertificate {
  commonName: string;
  names: readonly string[];
  issuer: string;
  /** Days, `YYYY-MM-DD`. */
  validFrom: string;
  validTo: string;
  daysLeft: number;
}

export interface ReportedStep {
  step: 'plain' | TestStep['step'];
  ok: boolean;
  ms: number;
  code?: string;
  addresses?: readonly string[];
  protocol?: string;
  cipher?: string;
  peer?: ReportedCertificate;
  own?: ReportedCertificate;
  /** MSA-1 and the error code of the answer to the probe. */
  ackCode?: string;
  errorCode?: string;
}

/** The longest a step may take, whatever the dialog says: somebody is waiting in front of it. */
const MAX_STEP_MS = 15_000;

/** Where messages may not leave in the clear, the way is tried as far as TCP and nothing is sent. */
export async function reportConnection(
  settings: EndpointSettings,
  passphrase: string | undefined,
  now: Date,
): Promise<ReportedStep[]> {
  const { refusal, allowProbe } = settings;
  const probe = allowProbe && refusal === undefined ? makeProbe(now) : undefined;
  const rule: ReportedStep[] = refusal === undefined ? [] : [{ step: 'plain', ok: false, ms: 0, code: refusal }];
  const { port } = settings;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return [...rule, { step: 'tcp', ok: false, ms: 0, code: 'address-invalid' }];
  const steps = await testConnection(testOptions(settings, passphrase, probe));
  return [...rule, ...steps.map((step) => reported(step, probe, now))];
}

function testOptions(
  settings: EndpointSettings,
  passphrase: string | undefined,
  probe: Probe | undefined,
): ConnectionTestOptions {
  const { host, port, commitBlocks, connectTimeoutMs, tls } = settings;
  return {
    host,
    port,
    commitBlocks,
    stepTimeoutMs: Math.min(MAX_STEP_MS, connectTimeoutMs > 0 ? connectTimeoutMs : MAX_STEP_MS),
    ...(tls === undefined ? {} : { tls: tlsClientOptions(tls, () => certificateFiles(tls, passphrase).current()) }),
    ...(probe === undefined ? {} : { probe }),
  };
}

function reported(step: TestStep, probe: Probe | undefined, now: Date): ReportedStep {
  switch (step.step) {
    case 'dns':
    case 'tcp':
      return step;
    case 'tls': {
      const { own, peer, ...rest } = step;
      return {
        ...rest,
        ...(own === undefined ? {} : { own: shown(own, now) }),
        ...(peer === undefined ? {} : { peer: shown(peer, now) }),
      };
    }
    case 'mllp': {
      const { reply, ...rest } = step;
      return reply === undefined || probe === undefined ? rest : { ...rest, ...readProbeAnswer(reply, probe) };
    }
  }
}

function shown(facts: CertificateFacts, now: Date): ReportedCertificate {
  const { commonName, dnsNames, uris, issuer, validFrom, validTo } = facts;
  return {
    commonName,
    names: [...dnsNames, ...uris],
    issuer,
    validFrom: dayOf(validFrom),
    validTo: dayOf(validTo),
    daysLeft: daysLeft(facts, now),
  };
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
