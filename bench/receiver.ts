/** The cheapest receiver that is still one: answers AA to every frame at once (or after a delay) and tells when each arrived. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const VT = 0x0b;
const FS = 0x1c;

export interface ReceivedMessage {
  controlId: string;
  atMs: number;
}

export class Receiver {
  count = 0;
  #onMessage: ((received: ReceivedMessage) => void) | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  readonly #delayMs: number;

  constructor(delayMs = 0) {
    this.#delayMs = delayMs;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  onMessage(listener: (received: ReceivedMessage) => void): void {
    this.#onMessage = listener;
  }

  /** Resolves when `total` messages have arrived since the start. */
  reached(total: number): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#onMessage;
      this.#onMessage = (received) => {
        before?.(received);
        if (this.count >= total) {
          this.#onMessage = before;
          resolve();
        }
      };
      if (this.count >= total) resolve();
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    let pending: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      for (let end = pending.indexOf(FS); end !== -1; end = pending.indexOf(FS)) {
        const frame = pending.subarray(pending.indexOf(VT) + 1, end);
        pending = pending.subarray(end + 2);
        this.#answer(socket, frame);
      }
    });
  }

  #answer(socket: Socket, frame: Buffer): void {
    const header = frame.subarray(0, frame.indexOf(0x0d)).toString('latin1').split('|');
    const controlId = header[9] ?? '';
    this.count += 1;
    const reply = `\x0bMSH|^~\\&|M|V|ORBIT|SU|20261103101501+0100||ACK|R${String(this.count)}|P|2.4\rMSA|AA|${controlId}\r\x1c\r`;
    const send = (): void => {
      socket.write(reply, 'latin1');
      this.#onMessage?.({ controlId, atMs: performance.now() });
    };
    if (this.#delayMs === 0) send();
    else setTimeout(send, this.#delayMs);
  }
}
