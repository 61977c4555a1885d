/** Opens one connection to a peer, in the clear or over TLS, within one time for all of it; says at which step and why it failed. */
import { connect, type Socket } from 'node:net';
import { shakeHands, type Handshake, type Security, type TlsClientOptions } from './tls-handshake.ts';
import { told, whenReady, type Readiness } from './when-ready.ts';

export interface OpenOptions {
  host: string;
  port: number;
  /** For the name, the connection and the handshake together. */
  connectTimeoutMs: number;
  /** TCP keep-alive probes begin after this long without traffic. */
  keepAliveMs: number;
  tls?: TlsClientOptions;
}

export type Opened = { ok: true; socket: Socket; security: Security | undefined } | { ok: false; code: string };

/** Never rejects. Aborting ends it with the code `closed`. */
export async function openConnection(options: OpenOptions, abort: AbortSignal): Promise<Opened> {
  const late = new AbortController();
  const deadline = setTimeout(() => late.abort(), options.connectTimeoutMs);
  const stop = AbortSignal.any([abort, late.signal]);
  const startedAt = performance.now();
  const failed = (code: string, timeoutCode: string): Opened => {
    if (abort.aborted) return { ok: false, code: 'closed' };
    return { ok: false, code: late.signal.aborted ? timeoutCode : code };
  };
  try {
    const tcp = await openTcp(options, stop);
    if (!tcp.ok) return failed(tcp.code ?? 'closed-by-peer', 'connect-timeout');
    const { tls, host } = options;
    if (tls === undefined) return { ok: true, socket: tcp.socket, security: undefined };
    const secured = await secure(tcp.socket, host, tls, performance.now() - startedAt, stop);
    return secured.ok ? secured : failed(secured.code, 'tls-timeout');
  } catch {
    // Node.js throws for a port or a name that can be none.
    return { ok: false, code: 'address-invalid' };
  } finally {
    clearTimeout(deadline);
  }
}

/** @throws RangeError for a port that can be none */
export function openTcp(
  { host, port, keepAliveMs }: Pick<OpenOptions, 'host' | 'port' | 'keepAliveMs'>,
  stop: AbortSignal,
): Promise<Readiness<Socket>> {
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
  return whenReady(socket, told(socket, 'connect'), stop);
}

function secure(
  tcp: Socket,
  host: string,
  tls: TlsClientOptions,
  roundTripMs: number,
  stop: AbortSignal,
): Promise<Handshake> {
  const loaded = tls.credentials();
  if (loaded.ok) return shakeHands(tcp, { host, tls, credentials: loaded.credentials, roundTripMs }, stop);
  tcp.destroy();
  return Promise.resolve({ ok: false, code: loaded.code });
}
