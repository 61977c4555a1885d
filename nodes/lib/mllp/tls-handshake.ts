/** Makes a connection secure: the peer's authority, its name, and whether it accepts our certificate; nothing of a message is written before all three. */
import { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { carriesName, factsOf, type CertificateFacts } from './certificate-facts.ts';
import { NAME_NOT_PINNED, tlsFailureOf } from './connect-failure.ts';
import type { LoadedCredentials, TlsCredentials } from './tls-credentials.ts';
import { told, whenReady } from './when-ready.ts';

export interface TlsClientOptions {
  /** Asked at every connect, so that renewed certificates are used. */
  credentials: () => LoadedCredentials;
  /** The name the peer is asked for (SNI) and its certificate must be made out to. Default: the host, unless names are pinned. */
  servername?: string;
  /** The peer's certificate must carry one of these (SAN DNS or URI, or CN), beside being issued by a known authority. */
  pinnedNames?: readonly string[];
}

export interface Security {
  /** For example `TLSv1.3`. */
  protocol: string;
  cipher: string;
  peer: CertificateFacts | undefined;
}

export interface HandshakeOptions {
  host: string;
  tls: TlsClientOptions;
  credentials: TlsCredentials;
  /** How long a word takes to the peer and back. */
  roundTripMs: number;
  /** To show the certificate of a peer that is not trusted; the handshake fails all the same. */
  inspect?: boolean;
}

export type Handshake =
  { ok: true; socket: TLSSocket; security: Security } | { ok: false; code: string; security?: Security };

/** A refusal of our certificate is on its way for one round trip; this long on top of it and at most. */
const REFUSAL_MIN_MS = 50;
const REFUSAL_MAX_MS = 1_000;

/** Never rejects. After a failure the connection is closed; aborting closes it too. */
export async function shakeHands(tcp: Socket, options: HandshakeOptions, stop: AbortSignal): Promise<Handshake> {
  const hasCertificate = options.credentials.own !== undefined;
  const socket = connectTls({ ...tlsOptions(options), socket: tcp });
  const ticket = ticketOf(socket);
  const shaken = await whenReady(socket, told(socket, 'secureConnect'), stop);
  if (!shaken.ok) {
    await ended(tcp);
    return { ok: false, code: tlsFailureOf(shaken.code, hasCertificate) };
  }
  const security = securityOf(socket);
  if (!socket.authorized) {
    socket.destroy();
    return { ok: false, code: tlsFailureOf(String(socket.authorizationError), hasCertificate), security };
  }
  const refusal = await awaitRefusal(socket, ticket, options.roundTripMs, stop);
  if (refusal === undefined) return { ok: true, socket, security };
  return { ok: false, code: refusalCode(refusal.code, hasCertificate), security };
}

function tlsOptions({ host, tls, credentials, inspect = false }: HandshakeOptions): ConnectionOptions {
  const { servername, pinnedNames = [] } = tls;
  const asked = servername ?? host;
  return {
    secureContext: credentials.context,
    // Server name indication is for names only (RFC 6066 §3).
    servername: isIP(asked) === 0 ? asked : '',
    // Said aloud: NODE_TLS_REJECT_UNAUTHORIZED must not weaken it.
    rejectUnauthorized: !inspect,
    checkServerIdentity: (_asked, certificate) => {
      const mismatch =
        servername !== undefined || pinnedNames.length === 0 ? checkServerIdentity(asked, certificate) : undefined;
      if (mismatch !== undefined || pinnedNames.length === 0) return mismatch;
      if (carriesName(factsOf(new X509Certificate(certificate.raw)), pinnedNames)) return undefined;
      return Object.assign(new Error('the certificate carries none of the pinned names'), { code: NAME_NOT_PINNED });
    },
  };
}

function securityOf(socket: TLSSocket): Security {
  const peer = socket.getPeerX509Certificate();
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().name,
    peer: peer === undefined ? undefined : factsOf(peer),
  };
}

/** A connection that the peer closes without a word, right after a handshake of TLS 1.3, did not like our certificate, or missed it. */
function refusalCode(code: string | undefined, hasCertificate: boolean): string {
  if (code !== undefined && code !== 'ECONNRESET' && code !== 'EPIPE') return tlsFailureOf(code, hasCertificate);
  return hasCertificate ? 'tls-client-certificate-refused' : 'tls-client-certificate-required';
}

/** The peer's first session ticket; listened for from the start, since it may come together with the end of the handshake. */
function ticketOf(socket: TLSSocket): Promise<void> {
  // Not within the callback: what is written there stays with OpenSSL until the peer sends something more (seen in Node.js 24).
  return new Promise((resolve) => void socket.once('session', () => setImmediate(resolve)));
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
  const readiness = await whenReady(socket, Promise.race([ticket, enough]), stop);
  clearTimeout(timer);
  socket.pause();
  return readiness.ok ? undefined : { code: readiness.code };
}

async function ended(socket: Socket): Promise<void> {
  if (socket.closed) return;
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.destroy();
  });
}
