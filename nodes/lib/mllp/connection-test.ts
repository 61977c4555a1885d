/** Tries a connection step by step, so that a person sees which one fails: name, TCP, TLS, and one exchange where a probe is given. Sends nothing else. */
import { lookup } from 'node:dns/promises';
import type { CertificateFacts } from './certificate-facts.ts';
import { MllpClient } from './client.ts';
import type { MllpClientOptions } from './client-options.ts';
import type { Accept } from './exchange.ts';
import { openTcp } from './open-connection.ts';
import type { TlsCredentials } from './tls-credentials.ts';
import { shakeHands, type TlsClientOptions } from './tls-handshake.ts';

interface StepEnd {
  ok: boolean;
  /** Milliseconds the step took. */
  ms: number;
  /** Why it failed. */
  code?: string;
}

export type TestStep =
  | (StepEnd & { step: 'dns'; addresses: readonly string[] })
  | (StepEnd & { step: 'tcp' })
  | (StepEnd & {
      step: 'tls';
      protocol?: string;
      cipher?: string;
      /** Shown also when it is not trusted: it may be the wrong server that answers. */
      peer?: CertificateFacts;
      own?: CertificateFacts;
    })
  | (StepEnd & { step: 'mllp'; reply?: Buffer });

export interface ConnectionTestOptions extends Pick<MllpClientOptions, 'host' | 'port' | 'commitBlocks'> {
  tls?: TlsClientOptions;
  /** For each step. */
  stepTimeoutMs: number;
  /** Where the site allows one: a message without effect. */
  probe?: { content: Buffer; accept: Accept };
}

const KEEP_ALIVE_MS = 30_000;

/**
 * The steps up to the first that fails.
 * @throws RangeError for a port that can be none
 */
export async function testConnection(options: ConnectionTestOptions): Promise<TestStep[]> {
  const steps: TestStep[] = [];
  for (const step of [tryName, tryTcp, tryTls, tryMllp]) {
    const done = await step(options);
    if (done === undefined) continue;
    steps.push(done);
    if (!done.ok) break;
  }
  return steps;
}

async function tryName({ host, stepTimeoutMs }: ConnectionTestOptions): Promise<TestStep> {
  const startedAt = performance.now();
  const found = await Promise.race([addressesOf(host), late(stepTimeoutMs)]);
  const ms = since(startedAt);
  if (typeof found === 'string') return { step: 'dns', ok: false, ms, code: found, addresses: [] };
  return { step: 'dns', ok: true, ms, addresses: found };
}

async function addressesOf(host: string): Promise<string[] | string> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code ?? 'dns-failed';
  }
}

function late(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve('dns-timeout'), ms).unref());
}

async function tryTcp({ host, port, stepTimeoutMs }: ConnectionTestOptions): Promise<TestStep> {
  const startedAt = performance.now();
  const stop = AbortSignal.timeout(stepTimeoutMs);
  const opened = await openTcp({ host, port, keepAliveMs: KEEP_ALIVE_MS }, stop);
  const ms = since(startedAt);
  if (!opened.ok) return { step: 'tcp', ok: false, ms, code: failureOf(opened.code, stop, 'connect-timeout') };
  opened.socket.destroy();
  return { step: 'tcp', ok: true, ms };
}

async function tryTls(options: ConnectionTestOptions): Promise<TestStep | undefined> {
  const { tls } = options;
  if (tls === undefined) return undefined;
  const loaded = tls.credentials();
  if (!loaded.ok) return { step: 'tls', ok: false, ms: 0, code: loaded.code };
  const { own } = loaded.credentials;
  const startedAt = performance.now();
  const end = await inspect(options, tls, loaded.credentials);
  return { step: 'tls', ms: since(startedAt), ...(own === undefined ? {} : { own }), ...end };
}

type Inspection = Omit<Extract<TestStep, { step: 'tls' }>, 'step' | 'ms' | 'own'>;

async function inspect(
  { host, port, stepTimeoutMs }: ConnectionTestOptions,
  tls: TlsClientOptions,
  credentials: TlsCredentials,
): Promise<Inspection> {
  const stop = AbortSignal.timeout(stepTimeoutMs);
  const startedAt = performance.now();
  const tcp = await openTcp({ host, port, keepAliveMs: KEEP_ALIVE_MS }, stop);
  if (!tcp.ok) return { ok: false, code: failureOf(tcp.code, stop, 'connect-timeout') };
  const roundTripMs = since(startedAt);
  const made = await shakeHands(tcp.socket, { host, tls, credentials, roundTripMs, inspect: true }, stop);
  const { peer, ...session } = made.security ?? {};
  const seen = peer === undefined ? session : { ...session, peer };
  if (!made.ok) return { ...seen, ok: false, code: failureOf(made.code, stop, 'tls-timeout') };
  made.socket.destroy();
  return { ...seen, ok: true };
}

async function tryMllp(options: ConnectionTestOptions): Promise<TestStep | undefined> {
  const { probe, stepTimeoutMs, host, port, commitBlocks = false, tls } = options;
  if (probe === undefined) return undefined;
  const startedAt = performance.now();
  const client = new MllpClient({
    host,
    port,
    commitBlocks,
    ...(tls === undefined ? {} : { tls }),
    connectTimeoutMs: stepTimeoutMs,
    writeTimeoutMs: stepTimeoutMs,
    ackTimeoutMs: stepTimeoutMs,
  });
  try {
    const failed = new Promise<string>((resolve) => client.once('connect-failed', ({ code }) => resolve(code)));
    client.connect();
    const code = await Promise.race([client.ready(), failed]);
    if (code !== undefined) return { step: 'mllp', ok: false, ms: since(startedAt), code };
    const outcome = await client.exchange(probe.content, probe.accept);
    const ms = since(startedAt);
    if (outcome.kind === 'reply') return { step: 'mllp', ok: true, ms, reply: outcome.reply };
    return { step: 'mllp', ok: false, ms, code: outcome.code };
  } finally {
    await client.close();
  }
}

function failureOf(code: string | undefined, stop: AbortSignal, timeoutCode: string): string {
  return stop.aborted ? timeoutCode : (code ?? 'closed-by-peer');
}

function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
