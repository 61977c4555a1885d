/** A persistent client connection: keeps itself up with back-off, carries one exchange at a time, and says what happened to it. Knows no HL7. */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { withDefaults, type ClientState, type MllpClientEvents, type MllpClientOptions } from './client-options.ts';
import { ACK_BLOCK, commitBlockOf } from './commit-block.ts';
import { tlsFailureOf } from './connect-failure.ts';
import { Exchange, type Accept, type ExchangeOutcome, type UncertainCode } from './exchange.ts';
import { encodeFrame } from './frame.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { IdleWatch } from './idle-watch.ts';
import { openConnection } from './open-connection.ts';
import type { Security } from './tls-handshake.ts';

export class MllpClient extends EventEmitter<MllpClientEvents> {
  readonly #options: ReturnType<typeof withDefaults>;
  readonly #idle: IdleWatch | undefined;
  #state: ClientState = 'waiting';
  #socket: Socket | undefined;
  #security: Security | undefined;
  #decoder: FrameDecoder;
  #exchange: Exchange | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** Attempts in a row that came to nothing. */
  #attempt = 0;
  #connectedAt = 0;
  /** The peer has sent a byte on this connection. */
  #hasSpoken = false;
  #opening: { abort: AbortController; done: Promise<void> } | undefined;
  #drained: (() => void) | undefined;
  /** Replies that came while nothing was asked, or that answered something else. */
  strayReplies = 0;

  constructor(options: MllpClientOptions) {
    super();
    this.#options = withDefaults(options);
    this.#decoder = new FrameDecoder(this.#options.maxFrameBytes);
    if (options.whenIdle !== undefined) this.#idle = new IdleWatch(options.whenIdle.afterMs, () => this.#onIdle());
  }

  get state(): ClientState {
    return this.#state;
  }

  /** Of the connection that stands; undefined without one, or without TLS. */
  get security(): Security | undefined {
    return this.#security;
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

  /**
   * Writes the content before it returns. `accept` is asked for every reply that arrives.
   * @throws RangeError when the content holds a framing byte, TypeError while an exchange is under way; nothing is written then
   */
  exchange(content: Buffer, accept: Accept, times: { ackTimeoutMs?: number } = {}): Promise<ExchangeOutcome> {
    const socket = this.#socket;
    if (this.#state !== 'connected' || socket === undefined || socket.destroyed) {
      return Promise.resolve({ kind: 'not-sent', code: this.#state === 'closed' ? 'closed' : 'not-connected' });
    }
    if (this.#exchange !== undefined) throw new TypeError('one exchange at a time on a connection');
    return this.#carry(encodeFrame(content), accept, socket, times.ackTimeoutMs);
  }

  #carry(frame: Buffer, accept: Accept, socket: Socket, ackTimeoutMs?: number): Promise<ExchangeOutcome> {
    return new Promise((resolve) => {
      const exchange = new Exchange(accept, resolve);
      this.#exchange = exchange;
      const { writeTimeoutMs } = this.#options;
      const times = { writeTimeoutMs, ackTimeoutMs: ackTimeoutMs ?? this.#options.ackTimeoutMs };
      exchange.send(frame, socket, times, (code) => this.#fail(code));
    });
  }

  async close({ drainMs = 0 }: { drainMs?: number } = {}): Promise<void> {
    if (this.#exchange !== undefined && drainMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, drainMs);
        this.#drained = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#state = 'closed';
    clearTimeout(this.#retry);
    this.#idle?.stop();
    this.#settle({ kind: 'uncertain', code: 'connection-lost-after-write', strayReplies: 0 });
    this.#opening?.abort.abort();
    await this.#opening?.done;
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined || socket.closed) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.destroy();
    });
  }

  #open(): void {
    this.#retry = undefined;
    this.#state = 'connecting';
    const abort = new AbortController();
    const done = openConnection(this.#options, abort.signal).then((opened) => {
      this.#opening = undefined;
      if (!opened.ok) this.#lost(opened.code);
      else this.#adopt(opened.socket, opened.security);
    });
    this.#opening = { abort, done };
  }

  #adopt(socket: Socket, security: Security | undefined): void {
    this.#socket = socket;
    // Closed while the connection was being made: whoever closes is waiting for this socket.
    if (this.#state === 'closed') return;
    this.#security = security;
    this.#decoder = new FrameDecoder(this.#options.maxFrameBytes);
    this.#hasSpoken = false;
    let code = 'closed-by-peer';
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? 'socket-error'));
    socket.once('close', () => {
      if (socket === this.#socket) this.#lost(code);
    });
    socket.resume();
    if (socket.destroyed) {
      this.#lost(code);
      return;
    }
    this.#state = 'connected';
    this.#connectedAt = performance.now();
    this.#idle?.start();
    this.emit('connected');
  }

  #lost(code: string): void {
    const wasConnected = this.#state === 'connected';
    const refusal = wasConnected ? this.#refusalIn(code) : undefined;
    this.#socket = undefined;
    this.#security = undefined;
    this.#idle?.stop();
    if (this.#state === 'closed') return;
    this.#state = 'waiting';
    const retryInMs = this.#scheduleRetry(wasConnected && refusal === undefined);
    this.#settle(
      refusal === undefined
        ? { kind: 'uncertain', code: 'connection-lost-after-write', strayReplies: this.#exchange?.strayReplies ?? 0 }
        : { kind: 'not-sent', code: refusal },
    );
    if (wasConnected) this.emit('disconnected', { code: refusal ?? code });
    else this.emit('connect-failed', { code, attempt: this.#attempt, retryInMs });
  }

  /** Word that our certificate is refused may come after the first bytes are out (TLS 1.3); the peer has then read none of them. */
  #refusalIn(code: string): string | undefined {
    const { tls } = this.#options;
    if (tls === undefined || this.#hasSpoken) return undefined;
    const loaded = tls.credentials();
    const failure = tlsFailureOf(code, loaded.ok && loaded.credentials.own !== undefined);
    return failure.startsWith('tls-client-certificate') ? failure : undefined;
  }

  /** Soon after a connection that has been of use, with back-off after one that was not: a peer may take connections only to drop them. */
  #scheduleRetry(wasConnected: boolean): number {
    const { reconnect, random } = this.#options;
    const { minMs, maxMs } = reconnect;
    const wasOfUse = wasConnected && (this.#hasSpoken || performance.now() - this.#connectedAt > maxMs);
    this.#attempt = wasOfUse ? 1 : this.#attempt + 1;
    const ceiling = Math.min(maxMs, minMs * 2 ** (this.#attempt - 1));
    const retryInMs = wasOfUse ? minMs / 2 : ceiling / 2 + random() * (ceiling / 2);
    this.#retry = setTimeout(() => this.#open(), retryInMs);
    return retryInMs;
  }

  #read(chunk: Buffer): void {
    this.#hasSpoken = true;
    this.#attempt = 0;
    for (const decoded of this.#decoder.push(chunk)) {
      if (decoded.kind === 'oversize') {
        this.#fail('reply-too-large');
        return;
      }
      this.#take(decoded.content);
    }
  }

  #take(content: Buffer): void {
    const exchange = this.#exchange;
    const block = this.#options.commitBlocks ? commitBlockOf(content) : undefined;
    if (block !== undefined) {
      if (block === 'ack' && exchange !== undefined) exchange.isCommitted = true;
      else if (exchange?.isCommitted === false) this.#settle({ kind: 'refused', code: 'commit-nak' });
      return;
    }
    if (exchange === undefined || exchange.accept(content) === 'stray') {
      this.strayReplies += 1;
      if (exchange !== undefined) exchange.strayReplies += 1;
      return;
    }
    // The reply is a frame of its own, for which a peer of release 2 wants its commit acknowledgement; one of release 1 would take it for a message.
    if (exchange.isCommitted) this.#socket?.write(ACK_BLOCK);
    this.#settle({ kind: 'reply', reply: content, strayReplies: exchange.strayReplies });
  }

  #onIdle(): void {
    const { whenIdle } = this.#options;
    const socket = this.#socket;
    if (this.#state !== 'connected' || socket === undefined || this.#exchange !== undefined) return;
    if (whenIdle?.do === 'probe') void this.#probe(whenIdle.probe(), socket);
    else this.#reopen(socket);
  }

  #reopen(socket: Socket): void {
    this.#socket = undefined;
    this.#security = undefined;
    this.#idle?.stop();
    socket.destroy();
    this.#state = 'waiting';
    this.emit('disconnected', { code: 'idle-reopen' });
    this.connect();
  }

  /** Meanwhile the connection is not to be had: a message must not wait behind a probe that may never be answered. */
  async #probe({ content, accept }: { content: Buffer; accept: Accept }, socket: Socket): Promise<void> {
    this.#state = 'probing';
    this.emit('disconnected', { code: 'idle-probe' });
    const { kind } = await this.#carry(encodeFrame(content), accept, socket);
    if (kind !== 'reply' || this.#socket !== socket) return;
    this.#state = 'connected';
    this.emit('connected');
  }

  /** A late acknowledgement on this connection must never answer the next message: the connection goes with the exchange. */
  #fail(code: UncertainCode): void {
    this.#settle({ kind: 'uncertain', code, strayReplies: this.#exchange?.strayReplies ?? 0 });
    this.#socket?.destroy();
    this.#lost(code);
  }

  #settle(outcome: ExchangeOutcome): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    this.#idle?.used();
    this.#drained?.();
    exchange.settle(outcome);
  }
}
