/** A persistent client connection: keeps itself up with back-off, carries one exchange at a time, and says what happened to it. Knows no HL7. */
import { EventEmitter } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { encodeFrame } from './frame.ts';
import { FrameDecoder } from './frame-decoder.ts';

export interface MllpClientOptions {
  host: string;
  port: number;
  connectTimeoutMs?: number;
  ackTimeoutMs?: number;
  maxFrameBytes?: number;
  keepAliveMs?: number;
  reconnect?: { minMs: number; maxMs: number };
  random?: () => number;
}

export type ExchangeOutcome =
  | { kind: 'reply'; reply: Buffer; strayReplies: number }
  | { kind: 'not-sent'; code: 'not-connected' | 'closed' | 'aborted' }
  | {
      kind: 'uncertain';
      code: 'ack-timeout' | 'connection-lost-after-write' | 'reply-too-large';
      strayReplies: number;
    };

export interface MllpClientEvents {
  connected: [];
  disconnected: [{ code: string }];
  'connect-failed': [{ code: string; attempt: number; retryInMs: number }];
}

interface Exchange {
  accept: (reply: Buffer) => 'answer' | 'stray';
  resolve: (outcome: ExchangeOutcome) => void;
  stray: number;
}

export type ClientState = 'connecting' | 'connected' | 'waiting' | 'closed';

export class MllpClient extends EventEmitter<MllpClientEvents> {
  readonly #options: Required<MllpClientOptions>;
  #state: ClientState = 'waiting';
  #socket: Socket | undefined;
  #decoder: FrameDecoder;
  #exchange: Exchange | undefined;
  #retry: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #attempt = 0;
  #idle: (() => void) | undefined;
  /** Replies that came while nothing was asked, or that answered something else. */
  strayReplies = 0;

  constructor(options: MllpClientOptions) {
    super();
    this.#options = {
      connectTimeoutMs: 10_000,
      ackTimeoutMs: 30_000,
      maxFrameBytes: 1024 * 1024,
      keepAliveMs: 30_000,
      reconnect: { minMs: 250, maxMs: 5_000 },
      random: Math.random,
      ...options,
    };
    this.#decoder = new FrameDecoder(this.#options.maxFrameBytes);
  }

  get state(): ClientState {
    return this.#state;
  }

  connect(): void {
    if (this.#state !== 'waiting' || this.#retry !== undefined) return;
    this.#open();
  }

  ready(signal?: AbortSignal): Promise<void> {
    if (this.#state === 'connected') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => (): void => {
        this.off('connected', onConnected);
        signal?.removeEventListener('abort', onAbort);
        end();
      };
      const onConnected = settle(resolve);
      const onAbort = settle(() => reject(new Error('aborted while waiting for the connection')));
      this.once('connected', onConnected);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  exchange(
    content: Buffer,
    accept: (reply: Buffer) => 'answer' | 'stray',
    { ackTimeoutMs = this.#options.ackTimeoutMs }: { ackTimeoutMs?: number } = {},
  ): Promise<ExchangeOutcome> {
    if (this.#exchange !== undefined) throw new TypeError('one exchange at a time on a connection');
    const socket = this.#socket;
    if (this.#state !== 'connected' || socket === undefined || socket.destroyed) {
      return Promise.resolve({ kind: 'not-sent', code: this.#state === 'closed' ? 'closed' : 'not-connected' });
    }
    const frame = encodeFrame(content);
    return new Promise((resolve) => {
      const exchange: Exchange = { accept, resolve, stray: 0 };
      this.#exchange = exchange;
      this.#deadline = setTimeout(() => this.#timeOut(exchange), ackTimeoutMs);
      socket.write(frame);
    });
  }

  async close({ drainMs = 0 }: { drainMs?: number } = {}): Promise<void> {
    if (this.#exchange !== undefined && drainMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, drainMs);
        this.#idle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#state = 'closed';
    clearTimeout(this.#retry);
    this.#settle({ kind: 'uncertain', code: 'connection-lost-after-write', strayReplies: 0 });
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.destroy();
    });
  }

  #open(): void {
    this.#retry = undefined;
    this.#state = 'connecting';
    const { host, port, connectTimeoutMs, keepAliveMs, maxFrameBytes } = this.#options;
    const socket = connectTcp({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
    this.#socket = socket;
    this.#decoder = new FrameDecoder(maxFrameBytes);
    let code = 'closed-by-peer';
    const deadline = setTimeout(() => {
      code = 'connect-timeout';
      socket.destroy();
    }, connectTimeoutMs);
    socket.once('connect', () => {
      clearTimeout(deadline);
      if (this.#state === 'closed') return;
      this.#state = 'connected';
      this.#attempt = 0;
      this.emit('connected');
    });
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? 'socket-error'));
    socket.once('close', () => {
      clearTimeout(deadline);
      if (socket === this.#socket) this.#lost(code);
    });
  }

  #lost(code: string): void {
    this.#socket = undefined;
    if (this.#state === 'closed') return;
    const wasConnected = this.#state === 'connected';
    this.#state = 'waiting';
    this.#attempt += 1;
    const { minMs, maxMs } = this.#options.reconnect;
    const ceiling = Math.min(maxMs, minMs * 2 ** (this.#attempt - 1));
    const retryInMs = wasConnected ? minMs / 2 : ceiling / 2 + this.#options.random() * (ceiling / 2);
    this.#retry = setTimeout(() => this.#open(), retryInMs);
    this.#settle({ kind: 'uncertain', code: 'connection-lost-after-write', strayReplies: 0 });
    if (wasConnected) this.emit('disconnected', { code });
    else this.emit('connect-failed', { code, attempt: this.#attempt, retryInMs });
  }

  #read(chunk: Buffer): void {
    for (const decoded of this.#decoder.push(chunk)) {
      if (decoded.kind === 'oversize') {
        this.#fail('reply-too-large');
        return;
      }
      const exchange = this.#exchange;
      if (exchange === undefined || exchange.accept(decoded.content) === 'stray') {
        this.strayReplies += 1;
        if (exchange !== undefined) exchange.stray += 1;
        continue;
      }
      this.#settle({ kind: 'reply', reply: decoded.content, strayReplies: exchange.stray });
    }
  }

  /** After a stall the timer comes before the bytes that have long been there: they are read first. */
  #timeOut(exchange: Exchange): void {
    setImmediate(() => {
      if (this.#exchange === exchange) this.#fail('ack-timeout');
    });
  }

  /** A late acknowledgement on this connection must never answer the next message: the connection goes with the exchange. */
  #fail(code: 'ack-timeout' | 'reply-too-large'): void {
    this.#settle({ kind: 'uncertain', code, strayReplies: this.#exchange?.stray ?? 0 });
    this.#socket?.destroy();
  }

  #settle(outcome: ExchangeOutcome): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    clearTimeout(this.#deadline);
    this.#idle?.();
    exchange.resolve(outcome);
  }
}
