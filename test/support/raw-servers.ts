/** Servers that do to a TLS client what ours would not; each is closed by whoever started it. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { parties } from './tls-parties.ts';

export interface RawServer {
  readonly port: number;
  close(): Promise<void>;
}

async function serving(server: Server): Promise<RawServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export function plainServer(serve: (socket: Socket) => unknown): Promise<RawServer> {
  return serving(createServer((socket) => void serve(socket)));
}

/** Sends back what it gets, over TLS with the certificate of the test server. */
export function tlsEcho(options: TlsOptions): Promise<RawServer> {
  const { cert, key } = parties.server;
  const server = createTlsServer({ cert, key, ...options }, (socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.on('tlsClientError', () => undefined);
  return serving(server);
}

/** Stands between a client and the port: what comes back after the client's second flight waits until `release` is called. */
export async function slowWayBack(port: number): Promise<RawServer & { release: () => void }> {
  const waiting: (() => void)[] = [];
  let isReleased = false;
  const server = await plainServer((near) => {
    const far = connect(port, '127.0.0.1').on('error', () => near.destroy());
    let flights = 0;
    const pass = (deed: () => void): void => {
      if (flights < 2 || isReleased) deed();
      else waiting.push(deed);
    };
    near.on('data', (chunk) => {
      flights += 1;
      far.write(chunk);
    });
    near.on('close', () => far.destroy());
    far.on('data', (chunk) => pass(() => near.write(chunk)));
    far.on('end', () => pass(() => near.end()));
  });
  return {
    ...server,
    release: () => {
      isReleased = true;
      for (const deed of waiting) deed();
    },
  };
}
