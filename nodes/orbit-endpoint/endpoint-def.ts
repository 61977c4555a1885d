/** The dialog of an endpoint as it is saved. */
import type { NodeDef } from 'node-red';

export interface EndpointDef extends NodeDef {
  configVersion?: number;
  store: string;
  /** Empty: MILLENNIUM_HOST, else the simulator on this machine. */
  host: string;
  port: number | string;
  connections: number | string;
  tls: boolean;
  /** PEM files. Empty: the authorities that Node.js brings. */
  caFile: string;
  /** Empty: we show no certificate. */
  certFile: string;
  keyFile: string;
  servername: string;
  /** Separated by commas or lines. */
  pinnedNames: string;
  minVersion: 'TLSv1.2' | 'TLSv1.3';
  /** Messages may leave this machine in the clear; counts outside production only. */
  allowPlain: boolean;
  connectTimeoutS: number | string;
  writeTimeoutS: number | string;
  ackTimeoutS: number | string;
  keepAliveS: number | string;
  whenIdle: 'keep' | 'reopen' | 'probe';
  idleS: number | string;
  /** MLLP release 2. */
  commitBlocks: boolean;
  maxReplyKiB: number | string;
  /** Where application acknowledgements come to; empty: nobody listens, and a commit is the end. */
  ackPort: number | string;
  /** Address of this machine; empty: 127.0.0.1. */
  ackHost: string;
  /** Addresses that may send them, separated by commas or lines; empty: all. */
  ackFrom: string;
  ackWaitMin: number | string;
  /** The receiver bears a message without effect. */
  allowProbe: boolean;
  retryMinS: number | string;
  retryMaxS: number | string;
  /** What becomes of a message of which nobody knows whether it arrived. */
  uncertain: 'resend' | 'hold';
}

/** What is kept apart from the flow. */
export interface EndpointCredentials {
  passphrase?: string;
}
