/** One peer of a listener: strictly one message after the other, and no more read from the wire than is being dealt with. */
import type { Socket } from 'node:net';
import type { CertificateFacts } from './certificate-facts.ts';
import { ACK_BLOCK, commitBlockOf, NAK_BLOCK } from './commit-block.ts';
import { encodeFrame } from './frame.ts';
import { FrameDecoder } from './frame-decoder.ts';
import type { ListenerFaultCode, ListenerSettings, PeerConnection } from './listener-options.ts';
import { RateLimit } from './rate-limit.ts';

/** After a quiet time a connection may bring as much at once as it may in this many seconds. */
const BURST_S = 2;

export class ListenerConnection implements PeerConnection {
  readonly id: number;
  readonly remoteAddress: string;
  readonly certificate: CertificateFacts | undefined;
  readonly #socket: Socket;
  readonly #settings: ListenerSettings;
  readonly #decoder: FrameDecoder;
  readonly #limit: RateLimit | undefined;
  readonly #queue: Buffer[] = [];
  #isBusy = false;
  #isPaused = false;
  #frameTimer: NodeJS.Timeout | undefined;
  #pauseTimer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, id: number, settings: ListenerSettings, certificate?: CertificateFacts) {
    this.#socket = socket;
    this.#settings = settings;
    this.id = id;
    this.remoteAddress = socket.remoteAddress ?? '';
    this.certificate = certificate;
    this.#decoder = new FrameDecoder(settings.maxFrameBytes);
    const { messagesPerSecond: perSecond } = settings;
    if (perSecond > 0) this.#limit = new RateLimit(perSecond, Math.max(1, perSecond * BURST_S), performance.now());
  }

  serve(): void {
    const { idleTimeoutMs } = this.#settings;
    const socket = this.#socket;
    socket.on('error', () => this.#tell('socket-error'));
    socket.once('close', () => {
      clearTimeout(this.#frameTimer);
      clearTimeout(this.#pauseTimer);
      this.#queue.length = 0;
    });
    if (idleTimeoutMs > 0) socket.setTimeout(idleTimeoutMs, () => this.#onIdle());
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  write(raw: Buffer): void {
    this.#socket.write(raw);
  }

  writeFramed(content: Buffer): void {
    this.#socket.write(encodeFrame(content));
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Reads nothing more until `resume`. */
  pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#flow();
  }

  #read(chunk: Buffer): void {
    let completed = 0;
    for (const decoded of this.#decoder.push(chunk)) {
      if (decoded.kind === 'oversize') {
        this.#endFor('oversize');
        return;
      }
      completed += 1;
      this.#queue.push(decoded.content);
    }
    if (!this.#isBusy) this.#work();
    this.#watchFrame(completed > 0);
  }

  /** More bytes of the same frame give it no more time; while we do not read, it is not the peer who is slow. */
  #watchFrame(isNewFrame: boolean): void {
    if (isNewFrame || !this.#decoder.unfinished || this.#isBusy) {
      clearTimeout(this.#frameTimer);
      this.#frameTimer = undefined;
    }
    if (!this.#decoder.unfinished || this.#isBusy || this.#socket.destroyed) return;
    this.#frameTimer ??= setTimeout(() => this.#endFor('frame-timeout'), this.#settings.frameTimeoutMs);
  }

  /** Handles what has been read, one after the other; stops where a handler, a full connection or the rate makes it wait. */
  #work(): void {
    for (let content = this.#queue.shift(); content !== undefined; content = this.#queue.shift()) {
      if (this.#socket.destroyed) return;
      const block = this.#settings.commitBlocks ? commitBlockOf(content) : undefined;
      if (block !== undefined) {
        if (block === 'nak') this.#tell('reply-refused');
        continue;
      }
      const waits = this.#handle(content);
      if (waits === undefined) continue;
      this.#hold();
      void waits.then(() => this.#goOn());
      return;
    }
  }

  #handle(content: Buffer): Promise<unknown> | undefined {
    const delayMs = this.#limit?.take(performance.now()) ?? 0;
    if (delayMs > 0) return this.#later(delayMs).then(() => (this.#socket.destroyed ? undefined : this.#run(content)));
    return this.#run(content);
  }

  #run(content: Buffer): Promise<unknown> | undefined {
    try {
      const reply = this.#settings.onMessage(content, this);
      if (!(reply instanceof Promise)) return this.#answer(reply);
      return reply.then((later) => this.#answer(later)).catch(() => this.#refuse());
    } catch {
      return this.#refuse();
    }
  }

  /** The handler has kept the message: only now may the peer be told. */
  #answer(reply: Buffer | undefined): Promise<void> | undefined {
    const block = this.#settings.commitBlocks ? [ACK_BLOCK] : [];
    return this.#send([...block, ...(reply === undefined ? [] : [encodeFrame(reply)])]);
  }

  #refuse(): Promise<void> | undefined {
    this.#tell('handler-failed');
    if (this.#settings.commitBlocks) return this.#send([NAK_BLOCK]);
    this.#socket.destroy();
    return undefined;
  }

  /** Waits where the peer does not read what it is sent; one that never does is not served any longer. */
  #send(frames: readonly Buffer[]): Promise<void> | undefined {
    const [first] = frames;
    const socket = this.#socket;
    if (first === undefined || !socket.writable) return undefined;
    if (socket.write(frames.length === 1 ? first : Buffer.concat(frames))) return undefined;
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(deadline);
        socket.off('drain', end).off('close', end);
        resolve();
      };
      const deadline = setTimeout(() => this.#endFor('peer-not-reading'), this.#settings.writeTimeoutMs);
      socket.once('drain', end).once('close', end);
    });
  }

  #hold(): void {
    this.#isBusy = true;
    this.#socket.pause();
  }

  #goOn(): void {
    this.#isBusy = false;
    if (this.#socket.destroyed) return;
    this.#work();
    this.#flow();
    this.#watchFrame(false);
  }

  #flow(): void {
    if (!this.#isBusy && !this.#isPaused) this.#socket.resume();
  }

  #later(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#pauseTimer = setTimeout(resolve, ms);
      this.#socket.once('close', () => resolve());
    });
  }

  /** While a handler works it is not the peer who is silent. */
  #onIdle(): void {
    if (!this.#isBusy && !this.#isPaused) this.#endFor('idle-timeout');
  }

  #endFor(code: ListenerFaultCode): void {
    this.#tell(code);
    this.#socket.destroy();
  }

  #tell(code: ListenerFaultCode): void {
    this.#settings.onFault?.({ code, connectionId: this.id });
  }
}
