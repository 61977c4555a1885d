/** Opens one connection to a peer, in the clear or over TLS, within one time for all of it; says at which step and why it failed. */
import { X509Certificate } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { carriesName, factsOf, type CertificateFacts } from './certificate-facts.ts';
import { NAME_NOT_PINNED, tlsFailureOf } from './connect-failure.ts';
import type { LoadedCredentials, TlsCredentials } from './tls-credentials.ts';

export interface TlsClientOptions {
  /** Asked at every connect, so that renewed certificates are used. */
  credentials: () => LoadedCredentials;
  /** The name the peer is asked for (SNI) and its certificate must be made out to. Default: the host, unless names are pinned. */
  servername?: string;
  /** The peer's certificate must carry one of these (SAN DNS or URI, or CN), beside being issued by a known authority. */
  pinnedNames?: readonly string[];
}

export interface OpenOptions {
  host: string;
  port: number;
  /** For the name, the connection and the handshake together. */
  connectTimeoutMs: number;
  /** TCP keep-alive probes begin after this long without traffic. */
  keepAliveMs: number;
  tls?: TlsClientOptions;
}

export interface Security {
  /** For example `TLSv1.3`. */
  protocol: string;
  cipher: string;
  peer: CertificateFacts | undefined;
}

export type Opened =
  { ok: true; socket: Socket; security: Security | undefined } | { ok: false; code: string; security?: Security };

type Step<S extends Socket> = { ok: true; socket: S } | { ok: false; code: string | undefined };

/** A refusal of our certificate is on its way for one round trip; this long on top of it and at most. */
const REFUSAL_MIN_MS = 50;
const REFUSAL_MAX_MS = 1_000;

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
    if (options.tls === undefined) return { ok: true, socket: tcp.socket, security: undefined };
    const secured = await secure(tcp.socket, options, options.tls, stop, performance.now() - startedAt);
    return secured.ok ? secured : failed(secured.code, 'tls-timeout');
  } finally {
    clearTimeout(deadline);
  }
}

export function openTcp(
  { host, port, keepAliveMs }: Pick<OpenOptions, 'host' | 'port' | 'keepAliveMs'>,
  stop: AbortSignal,
): Promise<Step<Socket>> {
  const socket = connectTcp({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
  return whenReady(socket, told(socket, 'connect'), stop);
}

async function secure(
  tcp: Socket,
  options: OpenOptions,
  tls: TlsClientOptions,
  stop: AbortSignal,
  roundTripMs: number,
): Promise<Opened> {
  const loaded = tls.credentials();
  if (!loaded.ok) {
    await ended(tcp);
    return { ok: false, code: loaded.code };
  }
  const { credentials } = loaded;
  const socket = connectTls({ ...tlsOptions(options.host, tls, credentials), socket: tcp });
  const hasCertificate = credentials.own !== undefined;
  // Not within the callback: what is written there stays with OpenSSL until the peer sends something more (seen in Node.js 24).
  const ticket = new Promise<void>((resolve) => void socket.once('session', () => setImmediate(resolve)));
  const shaken = await whenReady(socket, told(socket, 'secureConnect'), stop);
  if (!shaken.ok) {
    await ended(tcp);
    return { ok: false, code: tlsFailureOf(shaken.code, hasCertificate) };
  }
  const refusal = await awaitRefusal(socket, ticket, roundTripMs, stop);
  if (refusal === undefined) return { ok: true, socket, security: securityOf(socket) };
  return { ok: false, code: refusalCode(refusal.code, hasCertificate) };
}

/** What a handshake with this peer is done with; the tests of a connection use the same. */
export function tlsOptions(host: string, tls: TlsClientOptions, { context }: TlsCredentials): ConnectionOptions {
  const { servername, pinnedNames = [] } = tls;
  const asked = servername ?? host;
  return {
    secureContext: context,
    // Server name indication is for names only (RFC 6066 §3).
    servername: isIP(asked) === 0 ? asked : '',
    // Said aloud: NODE_TLS_REJECT_UNAUTHORIZED must not weaken it.
    rejectUnauthorized: true,
    checkServerIdentity: (_asked, certificate) => {
      const mismatch =
        servername !== undefined || pinnedNames.length === 0 ? checkServerIdentity(asked, certificate) : undefined;
      if (mismatch !== undefined || pinnedNames.length === 0) return mismatch;
      if (carriesName(factsOf(new X509Certificate(certificate.raw)), pinnedNames)) return undefined;
      return Object.assign(new Error('the certificate carries none of the pinned names'), { code: NAME_NOT_PINNED });
    },
  };
}

export function securityOf(socket: TLSSocket): Security {
  const peer = socket.getPeerX509Certificate();
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().name,
    peer: peer === undefined ? undefined : factsOf(peer),
  };
}

/** A connection that the peer closes without a word, right after a handshake of TLS 1.3, did not like our certificate, or missed it. */
export function refusalCode(code: string | undefined, hasCertificate: boolean): string {
  if (code !== undefined && code !== 'ECONNRESET' && code !== 'EPIPE') return tlsFailureOf(code, hasCertificate);
  return hasCertificate ? 'tls-client-certificate-refused' : 'tls-client-certificate-required';
}

/**
 * In TLS 1.3 our side is ready before the peer has looked at our certificate (RFC 8446 §4.4.2.4): what is written now may meet a refusal and
 * nobody would know what became of it. A session ticket says that the peer is content; peers that send none get a little time to refuse.
 */
async function awaitRefusal(
  socket: TLSSocket,
  ticket: Promise<void>,
  roundTripMs: number,
  stop: AbortSignal,
): Promise<{ code: string | undefined } | undefined> {
  if (socket.getProtocol() !== 'TLSv1.3') return undefined;
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    // After a stall the timer comes before the bytes that have long been there: they are read first.
    const end = (): void => void setImmediate(resolve);
    timer = setTimeout(end, Math.min(REFUSAL_MAX_MS, REFUSAL_MIN_MS + 2 * roundTripMs));
  });
  // The end of the stream is only seen while it is read; an MLLP peer says nothing before it is asked.
  socket.resume();
  const step = await whenReady(socket, Promise.race([ticket, enough]), stop);
  clearTimeout(timer);
  socket.pause();
  return step.ok ? undefined : { code: step.code };
}

function told(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve) => void socket.once(event, () => resolve()));
}

/** Resolves when the socket is ready, or with the code of what came instead; then the socket is destroyed and closed. */
export function whenReady<S extends Socket>(socket: S, ready: Promise<void>, stop: AbortSignal): Promise<Step<S>> {
  return new Promise((resolve) => {
    let code: string | undefined;
    const settle = (step: Step<S>): void => {
      stop.removeEventListener('abort', giveUp);
      socket.off('close', closed).off('end', giveUp);
      resolve(step);
    };
    const closed = (): void => settle({ ok: false, code });
    const giveUp = (): void => void socket.destroy();
    socket.once('close', closed).once('end', giveUp);
    // Stays: an error without a listener would end the process.
    socket.on('error', (error: NodeJS.ErrnoException) => (code ??= error.code ?? 'socket-error'));
    void ready.then(() => {
      if (!socket.destroyed) settle({ ok: true, socket });
    });
    if (stop.aborted) giveUp();
    else stop.addEventListener('abort', giveUp, { once: true });
  });
}

async function ended(socket: Socket): Promise<void> {
  if (socket.closed) return;
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.destroy();
  });
}
