/** A sender made of a bare socket: what it writes and reads are the bytes of the wire, framed by its own hand. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const VT = 0x0b;
const FS = 0x1c;
const DEADLINE_MS = 5_000;

export class WireClient {
  /** All bytes received, in the chunks they came in. */
  readonly chunks: Buffer[] = [];
  readonly #socket: Socket;
  #taken = 0;
  #closed = false;
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  static async connect(port: number): Promise<WireClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new WireClient(socket);
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  send(content: Buffer): void {
    this.write(Buffer.concat([Buffer.from([VT]), content, Buffer.from([FS, 0x0d])]));
  }

  /** The content of the next frame; rejects when the connection ends or nothing comes. */
  async reply(): Promise<Buffer> {
    await this.#until(() => this.#frameEnd() !== -1 || this.#closed);
    const end = this.#frameEnd();
    if (end === -1) throw new Error('the connection was closed without an answer');
    const bytes = this.received.subarray(this.#taken);
    this.#taken = end + 2;
    return bytes.subarray(bytes.indexOf(VT) + 1, bytes.indexOf(FS));
  }

  async exchange(content: Buffer): Promise<string> {
    this.send(content);
    return (await this.reply()).toString('utf8');
  }

  /** Resolves when the other side has closed the connection. */
  closed(): Promise<void> {
    return this.#until(() => this.#closed);
  }

  /** Resolves when so many bytes have come. */
  bytes(count: number): Promise<void> {
    return this.#until(() => this.received.length >= count);
  }

  get received(): Buffer {
    return Buffer.concat(this.chunks);
  }

  end(): void {
    this.#socket.destroy();
  }

  #frameEnd(): number {
    return this.received.indexOf(FS, this.#taken);
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('nothing came in time')), DEADLINE_MS);
      this.#wake = () => {
        if (!holds()) return;
        clearTimeout(timer);
        resolve();
      };
      this.#wake();
    });
  }
}
