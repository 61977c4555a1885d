/** Listens for Millennium's own messages and answers each of them: accepted only when what it says is on disk. */
import { randomUUID } from 'node:crypto';
import { readFeed, writeReceipt, type Receipt } from '../lib/millennium/index.ts';
import { CertificateFiles, MllpListener, type PeerConnection } from '../lib/mllp/index.ts';
import type { FeedOutcome } from '../lib/store/index.ts';
import type { FeedMessage } from '../lib/surgery/index.ts';
import type { FeedSettings } from './feed-settings.ts';

export interface FeedListenerOptions {
  settings: FeedSettings;
  /** Of the private key. */
  passphrase: string | undefined;
  /** Resolves when the message is on disk; rejects when it is not. */
  take: (message: FeedMessage) => Promise<FeedOutcome>;
  clock: () => Date;
  onTaken: (message: FeedMessage, outcome: FeedOutcome) => void;
  /** A message the links do not go by. Answered AA, as it has been handed on; false: nobody wants it. */
  onOther: (content: Buffer) => boolean;
  /** Codes only. */
  onFault: (code: string) => void;
}

const MAX_CONNECTIONS = 100;
const ZONE = 'Europe/Stockholm';

export class FeedListener {
  readonly #options: FeedListenerOptions;
  readonly #listener: MllpListener;

  constructor(options: FeedListenerOptions) {
    this.#options = options;
    const { settings, passphrase, onFault } = options;
    const { host, port, maxFrameBytes, messagesPerSecond, tls } = settings;
    const files =
      tls &&
      new CertificateFiles({
        paths: tls.paths,
        ...(passphrase === undefined ? {} : { passphrase }),
        onKept: onFault,
      });
    this.#listener = new MllpListener({
      host,
      port,
      maxFrameBytes,
      messagesPerSecond,
      maxConnections: MAX_CONNECTIONS,
      ...(files === undefined || tls === undefined
        ? {}
        : { tls: { credentials: () => files.current(), allowedNames: tls.allowedNames } }),
      onMessage: (content, connection) => this.#answer(content, connection),
      onFault: ({ code }) => onFault(code),
    });
  }

  /** @throws when the port cannot be had or the certificate cannot be used */
  async listen(): Promise<{ port: number }> {
    return this.#listener.listen();
  }

  close(): Promise<void> {
    return this.#listener.close();
  }

  async #answer(content: Buffer, connection: PeerConnection): Promise<Buffer | undefined> {
    const { settings, clock, onFault } = this.#options;
    const address = connection.remoteAddress.replace(/^::ffff:/, '');
    if (settings.allowedSenders.length > 0 && !settings.allowedSenders.includes(address)) {
      onFault('sender-not-allowed');
      connection.destroy();
      return undefined;
    }
    const receipt = await this.#receive(content);
    const controlId = `F${randomUUID().replaceAll('-', '').slice(0, 19).toUpperCase()}`;
    return writeReceipt(content, receipt, { controlId, now: clock(), timeZone: ZONE });
  }

  async #receive(content: Buffer): Promise<Receipt> {
    const { settings, take, onTaken, onOther, onFault } = this.#options;
    const read = readFeed(content, { personIdType: settings.personIdType, timeZone: ZONE });
    if (read.kind === 'other') return onOther(content) ? 'kept' : 'not-taken';
    if (read.kind === 'unreadable') {
      onFault(read.code);
      return 'not-taken';
    }
    try {
      onTaken(read.message, await take(read.message));
      return 'kept';
    } catch {
      // Millennium sends it again; nothing of it has been written.
      onFault('not-kept');
      return 'not-kept';
    }
  }
}
