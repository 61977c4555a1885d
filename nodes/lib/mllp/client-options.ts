/** How a client reaches its peer, how long it waits, and what it tells. */
import type { Accept } from './exchange.ts';
import type { TlsClientOptions } from './tls-handshake.ts';

export interface MllpClientOptions {
  host: string;
  port: number;
  tls?: TlsClientOptions;
  /** For the name, the connection and the handshake together. Default 10 s. */
  connectTimeoutMs?: number;
  /** Until the last byte of a message is with the operating system. Default 30 s. */
  writeTimeoutMs?: number;
  /** From then on until the answer. Default 30 s. */
  ackTimeoutMs?: number;
  /** Of a reply. Default 1 MiB. */
  maxFrameBytes?: number;
  /** TCP keep-alive probes begin after this long without traffic. Default 30 s. */
  keepAliveMs?: number;
  /** What is done with a connection that has not been used for a while; nothing when left out. */
  whenIdle?: WhenIdle;
  /** The peer answers every frame with a commit acknowledgement of release 2 before its reply. */
  commitBlocks?: boolean;
  reconnect?: { minMs: number; maxMs: number };
  random?: () => number;
}

/**
 * - `reopen`: closed and opened again, for networks that forget idle connections without a word
 * - `probe`: a message without effect is sent and its answer awaited; a connection that brings none is opened again
 */
export type WhenIdle =
  | { do: 'reopen'; afterMs: number }
  | { do: 'probe'; afterMs: number; probe: () => { content: Buffer; accept: Accept } };

/** The codes of a `disconnected` that the client itself wanted; the connection is back in a moment. */
export type PlannedGap = 'idle-reopen' | 'idle-probe';

export interface MllpClientEvents {
  connected: [];
  disconnected: [{ code: string }];
  'connect-failed': [{ code: string; attempt: number; retryInMs: number }];
}

export type ClientState = 'connecting' | 'connected' | 'probing' | 'waiting' | 'closed';

export function withDefaults(
  options: MllpClientOptions,
): MllpClientOptions & Required<Omit<MllpClientOptions, 'tls' | 'whenIdle'>> {
  return {
    connectTimeoutMs: 10_000,
    writeTimeoutMs: 30_000,
    ackTimeoutMs: 30_000,
    maxFrameBytes: 1024 * 1024,
    keepAliveMs: 30_000,
    commitBlocks: false,
    reconnect: { minMs: 250, maxMs: 5_000 },
    random: Math.random,
    ...options,
  };
}
