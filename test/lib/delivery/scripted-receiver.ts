/** A receiver on a real socket that does per control id what it is told, one word per message; without a word it answers AA. Written apart from our own MLLP. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const START = 0x0b;
const END = 0x1c;
const CR = '\r';

/**
 * `AA`, `AE:206` …: the reply. `bytes`: AA, one byte per segment. `two-acks`: AA twice. `wrong-then-right`: a reply to another message, then AA.
 * `garbage-then-right`: framed and unframed nonsense, then AA. `wrong`: a reply to another message only. `silence`: nothing. `late`: nothing now; the
 * acknowledgement comes on the next connection before the next reply. `close-before-read`: closes without reading (the message is not in `taken`).
 * `close-after-read`: reads, then closes. `reset-after-read`: reads, then resets.
 */
export type Word = string;

export class ScriptedReceiver {
  readonly script = new Map<string, Word[]>();
  /** Every message read, in order, as its control id. */
  readonly received: string[] = [];
  /** The bytes of every attempt by control id. */
  readonly attempts = new Map<string, Buffer[]>();
  connections = 0;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #late: string[] = [];
  #closeUnread = 0;

  /** Closes the next connections before anything is read from them. */
  closeBeforeRead(times: number): void {
    this.#closeUnread = times;
  }

  /** @param port 0: any free one. Returns the port. */
  async listen(port = 0): Promise<number> {
    this.#server = createServer((socket) => this.#serve(socket));
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    await new Promise((resolve) => server.close(resolve));
  }

  get open(): number {
    return this.#sockets.size;
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
    if (this.#closeUnread > 0) {
      this.#closeUnread -= 1;
      socket.destroy();
      return;
    }
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(END); end !== -1; end = rest.indexOf(END)) {
        this.#read(socket, rest.subarray(rest.indexOf(START) + 1, end));
        rest = rest.subarray(end + 2);
      }
    });
  }

  #read(socket: Socket, content: Buffer): void {
    const controlId = content.toString('latin1').split(CR)[0]?.split('|')[9] ?? '';
    this.received.push(controlId);
    this.attempts.set(controlId, [...(this.attempts.get(controlId) ?? []), Buffer.from(content)]);
    const word = this.script.get(controlId)?.shift() ?? 'AA';
    if (word === 'late') this.#late.push(controlId);
    else this.#answer(socket, controlId, word);
  }

  #answer(socket: Socket, controlId: string, word: Word): void {
    for (const late of this.#late.splice(0)) socket.write(framed(ack('AA', late)));
    switch (word) {
      case 'silence':
        return;
      case 'wrong':
        socket.write(framed(ack('AA', `NOT${controlId}`)));
        return;
      case 'close-after-read':
        socket.end();
        return;
      case 'reset-after-read':
        socket.resetAndDestroy();
        return;
      case 'bytes':
        void byteByByte(socket, framed(ack('AA', controlId)));
        return;
      case 'two-acks':
        socket.write(Buffer.concat([framed(ack('AA', controlId)), framed(ack('AA', controlId))]));
        return;
      case 'wrong-then-right':
        socket.write(Buffer.concat([framed(ack('AE', 'SOMETHING')), framed(ack('AA', controlId))]));
        return;
      case 'garbage-then-right':
        socket.write(Buffer.concat([Buffer.from('noise'), framed('hello'), framed(''), framed(ack('AA', controlId))]));
        return;
      default: {
        const [ackCode = '', errorCode] = word.split(':');
        socket.write(framed(ack(ackCode, controlId, errorCode)));
      }
    }
  }
}

async function byteByByte(socket: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    if (socket.destroyed) return;
    socket.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function ack(ackCode: string, controlId: string, errorCode?: string): string {
  const lines = [
    'MSH|^~\\&|MILLENNIUM|VGR|ORBIT|SU|20261103101500+0100||ACK^A05|R1|P|2.4',
    `MSA|${ackCode}|${controlId}`,
  ];
  if (errorCode !== undefined) lines.push(`ERR|PID^1^3^${errorCode}&&HL70357`);
  return lines.join(CR) + CR;
}

function framed(text: string): Buffer {
  return Buffer.concat([Buffer.of(START), Buffer.from(text), Buffer.of(END, 0x0d)]);
}
