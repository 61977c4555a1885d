/** The connections of one endpoint: made from its settings, with certificates that are renewed while it runs, and a word about what keeps them from standing. */
import {
  CertificateFiles,
  MllpClient,
  type CertificateFacts,
  type LoadedCredentials,
  type TlsClientOptions,
  type WhenIdle,
} from '../lib/mllp/index.ts';
import type { EndpointSettings, TlsSettings } from './endpoint-settings.ts';
import { expiryNotices, type ExpiryNotice, type Logged, type ShownCertificate } from './expiry-notices.ts';
import { makeProbe } from './probe-message.ts';

export interface TransportNews {
  /** A connection cannot be made; told once for each reason until one stands again. */
  failed(code: string, isAlone: boolean): void;
  renewed(): void;
  /** Renewed certificates cannot be used; those before them stay in use. */
  kept(code: string): void;
  /** The certificates that end soon; told when the list may have changed. */
  expiring(notices: readonly ExpiryNotice[]): void;
  /** Once a day for each of them. */
  logExpiry(notice: ExpiryNotice): void;
}

export interface EndpointTransportOptions {
  settings: EndpointSettings;
  passphrase: string | undefined;
  clock: () => Date;
  news: TransportNews;
}

const LOOK_MS = 60_000;

export class EndpointTransport {
  readonly #options: EndpointTransportOptions;
  readonly #files: CertificateFiles | undefined;
  readonly #connected = new Set<MllpClient>();
  readonly #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #peer: CertificateFacts | undefined;
  #logged: Logged = new Map();

  constructor(options: EndpointTransportOptions) {
    this.#options = options;
    const { settings, passphrase, news } = options;
    this.#files =
      settings.tls &&
      certificateFiles(settings.tls, passphrase, {
        onRenewed: () => news.renewed(),
        onKept: (code) => news.kept(code),
      });
  }

  /** Looks at the certificates now, and every minute from now on. */
  start(): void {
    this.#look();
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  createClient(): MllpClient {
    const { settings } = this.#options;
    const whenIdle = whenIdleOf(settings, this.#options.clock);
    const client = new MllpClient({
      host: settings.host,
      port: settings.port,
      connectTimeoutMs: settings.connectTimeoutMs,
      writeTimeoutMs: settings.writeTimeoutMs,
      ackTimeoutMs: settings.ackTimeoutMs,
      keepAliveMs: settings.keepAliveMs,
      maxFrameBytes: settings.maxFrameBytes,
      commitBlocks: settings.commitBlocks,
      ...(whenIdle === undefined ? {} : { whenIdle }),
      ...this.#tls(),
    });
    client.on('connected', () => {
      this.#connected.add(client);
      this.#told.clear();
      this.#peer = client.security?.peer ?? this.#peer;
      this.#look();
    });
    client.on('disconnected', ({ code }) => {
      this.#connected.delete(client);
      if (code.startsWith('tls-')) this.#fail(code);
    });
    client.on('connect-failed', ({ code }) => this.#fail(code));
    return client;
  }

  /** What we show to whoever connects to us; undefined without TLS. */
  get credentials(): (() => LoadedCredentials) | undefined {
    const files = this.#files;
    return files && (() => files.current());
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tls(): { tls?: TlsClientOptions } {
    const files = this.#files;
    const { tls } = this.#options.settings;
    return files === undefined || tls === undefined ? {} : { tls: tlsClientOptions(tls, () => files.current()) };
  }

  #fail(code: string): void {
    if (this.#told.has(code)) return;
    this.#told.add(code);
    this.#options.news.failed(code, this.#connected.size === 0);
  }

  #look(): void {
    const { clock, news } = this.#options;
    const loaded = this.#files?.current();
    const shown: ShownCertificate[] = [];
    if (loaded?.ok === true && loaded.credentials.own !== undefined)
      shown.push({ whose: 'own', facts: loaded.credentials.own });
    if (this.#peer !== undefined) shown.push({ whose: 'peer', facts: this.#peer });
    const { notices, toLog, logged } = expiryNotices(shown, this.#logged, clock());
    this.#logged = logged;
    news.expiring(notices);
    for (const notice of toLog) news.logExpiry(notice);
  }
}

export function certificateFiles(
  { paths, minVersion }: TlsSettings,
  passphrase: string | undefined,
  told: { onRenewed?: () => void; onKept?: (code: string) => void } = {},
): CertificateFiles {
  return new CertificateFiles({ paths, minVersion, ...(passphrase === undefined ? {} : { passphrase }), ...told });
}

export function tlsClientOptions(
  { servername, pinnedNames }: TlsSettings,
  credentials: () => LoadedCredentials,
): TlsClientOptions {
  return { credentials, pinnedNames, ...(servername === undefined ? {} : { servername }) };
}

function whenIdleOf({ whenIdle, idleMs }: EndpointSettings, clock: () => Date): WhenIdle | undefined {
  if (whenIdle === 'keep') return undefined;
  if (whenIdle === 'reopen') return { do: 'reopen', afterMs: idleMs };
  return { do: 'probe', afterMs: idleMs, probe: () => makeProbe(clock()) };
}
