/** The network between the suite and Millennium: carries bytes both ways until it is told to break after so many of them. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type Direction = 'out' | 'back';

interface Break {
  direction: Direction;
  /** Bytes still let through. */
  left: number;
}

export class BreakingLine {
  readonly #server: Server;
  readonly #target: () => number;
  readonly #sockets = new Set<Socket>();
  #breaks: Break[] = [];
  /** Breaks that have happened. */
  broken = 0;

  private constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer((near) => this.#carry(near));
  }

  /** @param target port of Millennium, asked for every connection */
  static async open(target: () => number): Promise<BreakingLine> {
    const line = new BreakingLine(target);
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The connection that carries the `bytes`-th byte from now on in that direction goes down with it. */
  breakAfter(direction: Direction, bytes: number): void {
    this.#breaks.push({ direction, left: bytes });
  }

  /** From now on the line holds. */
  mend(): void {
    this.#breaks = [];
  }

  async close(): Promise<void> {
    this.mend();
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #carry(near: Socket): void {
    const far = connect({ host: '127.0.0.1', port: this.#target() });
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      // A reset is what this line is for.
      socket.on('error', cut);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        cut();
      });
    }
    near.on('data', (chunk: Buffer) => this.#pass('out', chunk, far, cut));
    far.on('data', (chunk: Buffer) => this.#pass('back', chunk, near, cut));
  }

  #pass(direction: Direction, chunk: Buffer, to: Socket, cut: () => void): void {
    const due = this.#breaks.find((one) => one.direction === direction);
    if (due === undefined || chunk.length < due.left) {
      if (due !== undefined) due.left -= chunk.length;
      to.write(chunk);
      return;
    }
    this.#breaks.splice(this.#breaks.indexOf(due), 1);
    this.broken += 1;
    // The bytes before the break must arrive before the break does.
    to.write(chunk.subarray(0, due.left), cut);
  }
}
