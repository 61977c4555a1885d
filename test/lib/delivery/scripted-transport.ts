/** A connection whose far side does per control id what it is told, one word per exchange; without a word it answers AA. */
import { EventEmitter } from 'node:events';
import type { ExchangeOutcome, Transport } from '../../../nodes/lib/delivery/index.ts';

/**
 * `AA`, `AE`, `AE:204` …: the reply. `W:AA`: AA with a warning. `wrong,AA`: a reply to another message first. `garbage,AA`: nonsense first.
 * The others end without an answer: `silence`, `wrong`, `garbage`, `unaddressed` (each until the time is over), `lost` (the connection goes after
 * the write), `lost-after-garbage`, `not-sent` (the connection had gone), `too-large`, `hang` (until closed), `reject` (a fault of the transport), `torn` (an answer without a header).
 */
export type Word = string;

export interface Peer {
  script: Map<string, Word[]>;
  /** What was written, in order. */
  written: string[];
  /** Control ids on the wire now. */
  onWire: Set<string>;
  connections: ScriptedTransport[];
  /** Connections are refused while set. */
  refuses: boolean;
  /** Called when the bytes have been written. */
  onWritten?: (controlId: string) => void;
}

export function scriptedPeer(script: Record<string, Word[]> = {}): Peer {
  return { script: new Map(Object.entries(script)), written: [], onWire: new Set(), connections: [], refuses: false };
}

const HEADER = 'MSH|^~\\&|MILLENNIUM|VGR|ORBIT|SU|20261103101500+0100||ACK|R1|P|2.5.1\r';

export class ScriptedTransport extends EventEmitter implements Transport {
  readonly #peer: Peer;
  #connected = false;
  closed = false;
  connects = 0;
  #cut: ((outcome: ExchangeOutcome) => void) | undefined;

  constructor(peer: Peer) {
    super();
    this.#peer = peer;
    peer.connections.push(this);
  }

  connect(): void {
    setImmediate(() => {
      if (this.closed || this.#connected) return;
      if (this.#peer.refuses) {
        this.emit('connect-failed', { code: 'ECONNREFUSED' });
        setTimeout(() => this.connect(), 5);
        return;
      }
      this.#connected = true;
      this.connects += 1;
      this.emit('connected');
    });
  }

  /** The peer closes the connection. */
  drop(code = 'closed-by-peer'): void {
    if (!this.#connected) return;
    this.#connected = false;
    this.#cut?.({ kind: 'uncertain', code: 'connection-lost-after-write' });
    this.emit('disconnected', { code });
    this.connect();
  }

  async exchange(content: Buffer, accept: (reply: Buffer) => 'answer' | 'stray'): Promise<ExchangeOutcome> {
    const controlId = content.toString().replace('content of ', '');
    const [word = 'AA', ...rest] = this.#peer.script.get(controlId) ?? [];
    this.#peer.script.set(controlId, rest);
    if (word === 'not-sent' || !this.#connected) {
      this.drop();
      return { kind: 'not-sent', code: 'not-connected' };
    }
    this.#peer.written.push(controlId);
    this.#peer.onWire.add(controlId);
    this.#peer.onWritten?.(controlId);
    const outcome = await this.#answer(controlId, word, accept);
    this.#peer.onWire.delete(controlId);
    return outcome;
  }

  close(): Promise<void> {
    this.closed = true;
    this.#connected = false;
    this.#cut?.({ kind: 'uncertain', code: 'connection-lost-after-write' });
    return Promise.resolve();
  }

  async #answer(
    controlId: string,
    words: string,
    accept: (reply: Buffer) => 'answer' | 'stray',
  ): Promise<ExchangeOutcome> {
    if (words === 'hang') return new Promise((resolve) => (this.#cut = resolve));
    await new Promise((resolve) => setImmediate(resolve));
    if (words === 'reject') throw new Error('a fault of the transport');
    if (words === 'too-large') return { kind: 'uncertain', code: 'reply-too-large' };
    for (const word of words.split(',')) {
      const reply = replyOf(word, controlId);
      if (reply !== undefined && accept(reply) === 'answer') return { kind: 'reply', reply };
    }
    const lost = words.includes('lost');
    this.drop();
    return { kind: 'uncertain', code: lost ? 'connection-lost-after-write' : 'ack-timeout' };
  }
}

/** A peer for messages whose content cannot be framed. */
export class RefusingTransport extends ScriptedTransport {
  override exchange(): Promise<ExchangeOutcome> {
    throw new RangeError('content holds a framing byte');
  }
}

function replyOf(word: string, controlId: string): Buffer | undefined {
  if (word === 'silence' || word === 'lost') return undefined;
  if (word === 'garbage' || word === 'lost-after-garbage') return Buffer.from('hello');
  if (word === 'wrong') return Buffer.from(`${HEADER}MSA|AA|not-${controlId}\r`);
  if (word === 'unaddressed') return Buffer.from(`${HEADER}MSA|AR|\r`);
  if (word === 'torn') return Buffer.from(`MSA|AA|${controlId}\r`);
  if (word === 'W:AA') return Buffer.from(`${HEADER}MSA|AA|${controlId}\rERR|||101|W\r`);
  const [ackCode = '', errorCode] = word.split(':');
  return Buffer.from(
    `${HEADER}MSA|${ackCode}|${controlId}\r${errorCode === undefined ? '' : `ERR|||${errorCode}|E\r`}`,
  );
}
