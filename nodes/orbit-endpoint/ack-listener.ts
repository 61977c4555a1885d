/** Listens for what the receiver's application says of committed messages, on connections that the receiver opens. Who may come is decided before anything is read. */
import { randomUUID } from 'node:crypto';
import type { IgnoredCode } from '../lib/delivery/index.ts';
import { writeReceipt, type Receipt } from '../lib/millennium/index.ts';
import { MllpListener, type LoadedCredentials, type PeerConnection } from '../lib/mllp/index.ts';
import type { AckListenerSettings } from './endpoint-settings.ts';

export interface AckListenerOptions {
  settings: AckListenerSettings;
  /** Undefined: in the clear. */
  credentials: (() => LoadedCredentials) | undefined;
  /** Resolves when the acknowledgement is on disk or changes nothing. */
  receive: (content: Buffer) => Promise<'settled' | IgnoredCode>;
  clock: () => Date;
  onFault: (code: string) => void;
}

const MAX_CONNECTIONS = 20;
const ZONE = 'Europe/Stockholm';

export class AckListener {
  readonly #options: AckListenerOptions;
  readonly #listener: MllpListener;

  constructor(options: AckListenerOptions) {
    this.#options = options;
    const { settings, credentials, onFault } = options;
    const { host, port, pinnedNames, maxFrameBytes } = settings;
    this.#listener = new MllpListener({
      host,
      port,
      maxFrameBytes,
      maxConnections: MAX_CONNECTIONS,
      ...(credentials === undefined ? {} : { tls: { credentials, allowedNames: pinnedNames } }),
      onMessage: (content, connection) => this.#answer(content, connection),
      onFault: ({ code }) => onFault(code),
    });
  }

  /** @throws when the port cannot be had or the certificate cannot be used */
  async listen(): Promise<{ port: number }> {
    const loaded = this.#options.credentials?.();
    if (loaded?.ok === true && loaded.credentials.own === undefined)
      throw new Error('application acknowledgements over TLS need our own certificate and its key');
    return this.#listener.listen();
  }

  close(): Promise<void> {
    return this.#listener.close();
  }

  async #answer(content: Buffer, connection: PeerConnection): Promise<Buffer | undefined> {
    const { settings, receive, clock, onFault } = this.#options;
    if (settings.allowedSenders.length > 0 && !settings.allowedSenders.includes(plainAddress(connection))) {
      onFault('sender-not-allowed');
      connection.destroy();
      return undefined;
    }
    const receipt = await receive(content).then(
      (outcome): Receipt => (outcome === 'ack-unreadable' ? 'not-taken' : 'kept'),
      // The receiver sends it again; nothing of it has been written.
      (): Receipt => 'not-kept',
    );
    const controlId = `R${randomUUID().replaceAll('-', '').slice(0, 19).toUpperCase()}`;
    return writeReceipt(content, receipt, { controlId, now: clock(), timeZone: ZONE });
  }
}

/** A socket that takes both families writes an IPv4 address into an IPv6 one. */
function plainAddress({ remoteAddress }: PeerConnection): string {
  return remoteAddress.replace(/^::ffff:/, '');
}
