/** An MLLP listener, in the clear or over TLS: who is let in, and the life of the server; bytes only. */
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from 'node:tls';
import { carriesName, factsOf, type CertificateFacts } from './certificate-facts.ts';
import { ListenerConnection } from './listener-connection.ts';
import {
  withDefaults,
  type ListenerFaultCode,
  type ListenerSettings,
  type MllpListenerOptions,
  type TlsListenerOptions,
} from './listener-options.ts';
import type { TlsCredentials } from './tls-credentials.ts';

export class MllpListener {
  readonly #settings: ListenerSettings;
  readonly #sockets = new Set<Socket>();
  readonly #served = new Set<ListenerConnection>();
  #server: Server | undefined;
  #tlsServer: TlsServer | undefined;
  #listening: Promise<unknown> | undefined;
  #credentials: TlsCredentials | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #isReading = true;
  #nextId = 1;

  constructor(options: MllpListenerOptions) {
    this.#settings = withDefaults(options);
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** @throws when the port cannot be had, or with the code of the credentials that cannot be used; nothing is left open then */
  async listen(): Promise<{ port: number }> {
    const { host, port, maxConnections } = this.#settings;
    const server = this.#create();
    server.maxConnections = maxConnections;
    server.on('connection', (socket) => this.#track(socket));
    server.on('drop', () => this.#tell('too-many-connections'));
    this.#server = server;
    server.listen(port, host);
    this.#listening = once(server, 'listening');
    try {
      await this.#listening;
    } catch (cause) {
      this.#forget();
      throw cause;
    }
    // Out of file descriptors, for one: an error nobody listens for would end the process.
    server.on('error', () => this.#tell('server-error'));
    return { port: (server.address() as AddressInfo).port };
  }

  async close(): Promise<void> {
    await this.#listening?.catch(() => undefined);
    const server = this.#server;
    this.#forget();
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    for (const connection of this.#served) connection.destroy();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** False: connections are taken and nothing is read from them, as by a peer that hangs. */
  setReading(isReading: boolean): void {
    this.#isReading = isReading;
    for (const connection of this.#served) {
      if (isReading) connection.resume();
      else connection.pause();
    }
  }

  /** Looks for renewed certificates now; connections made from now on get them, the others stay as they are. */
  renewCertificates(): void {
    const { tls } = this.#settings;
    const loaded = tls?.credentials();
    if (loaded?.ok !== true || loaded.credentials === this.#credentials) return;
    this.#credentials = loaded.credentials;
    const { texts, minVersion } = loaded.credentials;
    this.#tlsServer?.setSecureContext({ ...texts, minVersion });
  }

  #create(): Server {
    const { tls } = this.#settings;
    if (tls === undefined) return createTcpServer({ noDelay: true }, (socket) => this.#serve(socket));
    const loaded = tls.credentials();
    if (!loaded.ok) throw new Error(loaded.code);
    this.#credentials = loaded.credentials;
    this.#renewal = setInterval(() => this.renewCertificates(), tls.renewalCheckMs ?? 60_000);
    this.#renewal.unref();
    this.#tlsServer = createTlsServer(serverOptions(tls, loaded.credentials), (socket) => this.#admit(socket, tls));
    return this.#tlsServer.on('tlsClientError', (_error, socket) => {
      this.#tell('tls-handshake-failed');
      // Node.js only tells that a handshake has taken too long; the connection would stay.
      socket.destroy();
    });
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** The certificate is one of a known authority; here it is asked whose it is. */
  #admit(socket: TLSSocket, { allowedNames = [] }: TlsListenerOptions): void {
    const peer = socket.getPeerX509Certificate();
    const certificate = peer === undefined ? undefined : factsOf(peer);
    if (allowedNames.length === 0 || (certificate !== undefined && carriesName(certificate, allowedNames))) {
      this.#serve(socket, certificate);
      return;
    }
    socket.on('error', () => undefined);
    this.#tell('client-name-not-allowed');
    socket.destroy();
  }

  #serve(socket: Socket, certificate?: CertificateFacts): void {
    const connection = new ListenerConnection(socket, this.#nextId++, this.#settings, certificate);
    this.#served.add(connection);
    socket.once('close', () => this.#served.delete(connection));
    connection.serve();
    if (!this.#isReading) connection.pause();
  }

  #forget(): void {
    this.#server = undefined;
    this.#tlsServer = undefined;
    this.#listening = undefined;
    clearInterval(this.#renewal);
  }

  #tell(code: ListenerFaultCode): void {
    this.#settings.onFault?.({ code, connectionId: 0 });
  }
}

function serverOptions(tls: TlsListenerOptions, { texts, minVersion }: TlsCredentials): object {
  const isRequired = tls.clientCertificate !== 'none';
  return {
    ...texts,
    minVersion,
    noDelay: true,
    handshakeTimeout: tls.handshakeTimeoutMs ?? 10_000,
    requestCert: isRequired,
    rejectUnauthorized: isRequired,
  };
}
