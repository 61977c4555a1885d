/** An MLLP listener: strictly one message after the other on each connection, replies in the same order; bytes only. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { encodeFrame } from './frame.ts';
import { FrameDecoder } from './frame-decoder.ts';

export interface PeerConnection {
  readonly id: number;
  readonly remoteAddress: string;
  write(raw: Buffer): void;
  writeFramed(content: Buffer): void;
  end(): void;
  destroy(): void;
  pause(): void;
  resume(): void;
}

export interface MllpListenerOptions {
  host?: string;
  port: number;
  maxFrameBytes?: number;
  /** A frame that has begun must end within this time: a peer that dribbles must not hold a connection for ever. */
  frameTimeoutMs?: number;
  maxConnections?: number;
  /** The reply; undefined sends none. A handler that fails sends none and ends the connection. */
  onMessage(content: Buffer, connection: PeerConnection): Promise<Buffer | undefined> | Buffer | undefined;
  onFault?(fault: {
    code: 'oversize' | 'frame-timeout' | 'handler-failed' | 'socket-error';
    connectionId: number;
  }): void;
}

export class MllpListener {
  readonly #options: Required<Omit<MllpListenerOptions, 'onFault'>> & Pick<MllpListenerOptions, 'onFault'>;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #nextId = 1;

  constructor(options: MllpListenerOptions) {
    this.#options = {
      host: '127.0.0.1',
      maxFrameBytes: 1024 * 1024,
      frameTimeoutMs: 10_000,
      maxConnections: 1_000,
      ...options,
    };
  }

  get connections(): number {
    return this.#sockets.size;
  }

  async listen(): Promise<{ port: number }> {
    const { host, port, maxConnections } = this.#options;
    const server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
    server.maxConnections = maxConnections;
    this.#server = server;
    server.listen(port, host);
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port };
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: Socket): void {
    const id = this.#nextId++;
    const { maxFrameBytes, frameTimeoutMs, onFault } = this.#options;
    const decoder = new FrameDecoder(maxFrameBytes);
    const fault = (code: 'oversize' | 'frame-timeout' | 'handler-failed' | 'socket-error'): void =>
      onFault?.({ code, connectionId: id });
    let line: Promise<void> = Promise.resolve();
    let timer: NodeJS.Timeout | undefined;
    this.#sockets.add(socket);
    const peer = peerOf(socket, id);
    socket.on('error', () => fault('socket-error'));
    socket.once('close', () => {
      clearTimeout(timer);
      this.#sockets.delete(socket);
    });
    socket.on('data', (chunk: Buffer) => {
      for (const decoded of decoder.push(chunk)) {
        if (decoded.kind === 'oversize') {
          fault('oversize');
          socket.destroy();
          return;
        }
        line = line.then(() => this.#handle(decoded.content, peer, socket, fault));
      }
      clearTimeout(timer);
      if (decoder.unfinished) {
        timer = setTimeout(() => {
          fault('frame-timeout');
          socket.destroy();
        }, frameTimeoutMs);
      }
    });
  }

  async #handle(
    content: Buffer,
    peer: PeerConnection,
    socket: Socket,
    fault: (code: 'handler-failed') => void,
  ): Promise<void> {
    try {
      const reply = await this.#options.onMessage(content, peer);
      if (reply !== undefined && socket.writable) socket.write(encodeFrame(reply));
    } catch {
      fault('handler-failed');
      socket.destroy();
    }
  }
}

function peerOf(socket: Socket, id: number): PeerConnection {
  return {
    id,
    remoteAddress: socket.remoteAddress ?? '',
    write: (raw) => void socket.write(raw),
    writeFramed: (content) => void socket.write(encodeFrame(content)),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
  };
}
