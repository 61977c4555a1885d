/** What a listener takes from whom, how long it waits, and what it tells. */
import type { CertificateFacts } from './certificate-facts.ts';
import type { LoadedCredentials } from './tls-credentials.ts';

export interface PeerConnection {
  readonly id: number;
  readonly remoteAddress: string;
  /** The peer's certificate, where TLS asked for one. */
  readonly certificate: CertificateFacts | undefined;
  write(raw: Buffer): void;
  writeFramed(content: Buffer): void;
  end(): void;
  destroy(): void;
  pause(): void;
  resume(): void;
}

export interface TlsListenerOptions {
  /** Asked when the listener starts and whenever it looks for renewed certificates; they need an own certificate. */
  credentials: () => LoadedCredentials;
  /** `required`: only peers with a certificate of a known authority are served. Default. */
  clientCertificate?: 'required' | 'none';
  /** Only peers whose certificate carries one of these names are served; empty or left out: every known authority's. */
  allowedNames?: readonly string[];
  /** Default 10 s. */
  handshakeTimeoutMs?: number;
  /** How often it looks for renewed certificates. Default 60 s. */
  renewalCheckMs?: number;
}

/**
 * - `oversize`, `frame-timeout`, `idle-timeout`, `peer-not-reading`: the connection has been ended for it
 * - `handler-failed`: ended, or answered with NAK where commit blocks are on; `reply-refused`: the peer has answered a reply with NAK
 * - `too-many-connections`, `tls-handshake-failed`, `client-name-not-allowed`: not let in
 * - `socket-error`, `server-error`: the network's; the listener goes on
 */
export type ListenerFaultCode =
  | 'oversize'
  | 'frame-timeout'
  | 'idle-timeout'
  | 'peer-not-reading'
  | 'handler-failed'
  | 'reply-refused'
  | 'too-many-connections'
  | 'tls-handshake-failed'
  | 'client-name-not-allowed'
  | 'socket-error'
  | 'server-error';

export interface ListenerFault {
  code: ListenerFaultCode;
  /** 0 where no connection was let in. */
  connectionId: number;
}

export interface MllpListenerOptions {
  /** Default 127.0.0.1. */
  host?: string;
  port: number;
  tls?: TlsListenerOptions;
  /** Default 1 MiB. */
  maxFrameBytes?: number;
  /** A frame that has begun must end within this time: a peer that dribbles must not hold a connection for ever. Default 10 s. */
  frameTimeoutMs?: number;
  /** A peer must read an answer within this time. Default 30 s. */
  writeTimeoutMs?: number;
  /** A connection that brings nothing for so long is ended; 0, the default: never. */
  idleTimeoutMs?: number;
  /** Default 1,000. */
  maxConnections?: number;
  /** What a connection brings beyond it waits; 0, the default: no limit. */
  messagesPerSecond?: number;
  /** A commit acknowledgement of release 2 goes out before each reply, NAK where the handler failed. */
  commitBlocks?: boolean;
  /** The reply; undefined sends none. A handler that fails sends none and ends the connection. */
  onMessage(content: Buffer, connection: PeerConnection): Promise<Buffer | undefined> | Buffer | undefined;
  onFault?(fault: ListenerFault): void;
}

export type ListenerSettings = Required<Omit<MllpListenerOptions, 'tls' | 'onFault'>> &
  Pick<MllpListenerOptions, 'tls' | 'onFault'>;

export function withDefaults(options: MllpListenerOptions): ListenerSettings {
  return {
    host: '127.0.0.1',
    maxFrameBytes: 1024 * 1024,
    frameTimeoutMs: 10_000,
    writeTimeoutMs: 30_000,
    idleTimeoutMs: 0,
    maxConnections: 1_000,
    messagesPerSecond: 0,
    commitBlocks: false,
    ...options,
  };
}
