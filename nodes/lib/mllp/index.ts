export * from './frame.ts';
export * from './frame-decoder.ts';
export * from './commit-block.ts';
export * from './client.ts';
export type { MllpClientEvents, MllpClientOptions, ClientState, PlannedGap, WhenIdle } from './client-options.ts';
export type { Accept, ExchangeOutcome, UncertainCode } from './exchange.ts';
export type { Security, TlsClientOptions } from './tls-handshake.ts';
export { TLS_FAILURE_CODES, type TlsFailureCode } from './connect-failure.ts';
export * from './certificate-facts.ts';
export * from './tls-credentials.ts';
export * from './certificate-files.ts';
export * from './listener.ts';
export type {
  ListenerFault,
  ListenerFaultCode,
  MllpListenerOptions,
  PeerConnection,
  TlsListenerOptions,
} from './listener-options.ts';
export * from './connection-test.ts';
export * from './loopback.ts';
