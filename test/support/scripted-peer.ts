/** A TCP peer that does to its connections what the test says, byte by byte; it knows just enough MLLP to see where a frame ends. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type Script = (frame: Buffer, socket: Socket, count: number) => void;

export const framed = (text: string | Buffer): Buffer =>
  Buffer.concat([Buffer.of(0x0b), Buffer.isBuffer(text) ? text : Buffer.from(text, 'utf8'), Buffer.of(0x1c, 0x0d)]);

export class ScriptedPeer {
  readonly received: Buffer[] = [];
  readonly sockets: Socket[] = [];
  /** Connections made, refused ones not counted. */
  connections = 0;
  receivedBytes = 0;
  #script: Script;
  readonly #server: Server;
  #port = 0;

  private constructor(script: Script) {
    this.#script = script;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async listen(script: Script, port = 0): Promise<ScriptedPeer> {
    const peer = new ScriptedPeer(script);
    peer.#server.listen(port, '127.0.0.1');
    await once(peer.#server, 'listening');
    peer.#port = (peer.#server.address() as AddressInfo).port;
    return peer;
  }

  get port(): number {
    return this.#port;
  }

  next(script: Script): void {
    this.#script = script;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.sockets.push(socket);
    socket.on('error', () => undefined);
    let pending: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      this.receivedBytes += chunk.length;
      pending = Buffer.concat([pending, chunk]);
      for (let end = pending.indexOf(0x1c); end !== -1; end = pending.indexOf(0x1c)) {
        const frame = pending.subarray(1, end);
        pending = pending.subarray(end + 2);
        this.received.push(frame);
        this.#script(frame, socket, this.received.length);
      }
    });
  }
}
