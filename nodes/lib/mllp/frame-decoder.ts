/** Cuts a stream of bytes into frames, whatever the chunks; never holds more than `limitBytes` of one frame. */
import { CR, FS, VT } from './frame.ts';

export type Decoded =
  | { kind: 'frame'; content: Buffer }
  /** A frame grew beyond the limit; the rest of it is skipped. */
  | { kind: 'oversize' };

const EMPTY: Buffer = Buffer.alloc(0);

export class FrameDecoder {
  readonly #limitBytes: number;
  #parts: Buffer[] = [];
  #size = 0;
  #inFrame = false;
  #skipping = false;
  /** The last byte of the frame so far was FS, and the byte that decides what it means has not come. */
  #afterFs = false;
  /** Bytes between frames that belonged to none. */
  strayBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** True while a frame has begun and not ended. */
  get unfinished(): boolean {
    return this.#inFrame;
  }

  get bufferedBytes(): number {
    return this.#size;
  }

  push(chunk: Buffer): Decoded[] {
    const decoded: Decoded[] = [];
    let position = 0;
    while (position < chunk.length) {
      if (!this.#inFrame) position = this.#seekStart(chunk, position);
      else if (this.#afterFs) position = this.#endOrContent(chunk, position, decoded);
      else position = this.#readContent(chunk, position, decoded);
    }
    return decoded;
  }

  #seekStart(chunk: Buffer, from: number): number {
    const start = chunk.indexOf(VT, from);
    if (start === -1) {
      this.strayBytes += chunk.length - from;
      return chunk.length;
    }
    this.strayBytes += start - from;
    this.#begin();
    return start + 1;
  }

  /** After FS: CR ends the frame; VT ends it too (a peer that leaves out CR); any other byte makes the FS content. */
  #endOrContent(chunk: Buffer, position: number, decoded: Decoded[]): number {
    this.#afterFs = false;
    const byte = chunk[position];
    if (byte === CR || byte === VT) {
      if (!this.#skipping) decoded.push({ kind: 'frame', content: this.#content() });
      this.#reset();
      return byte === CR ? position + 1 : position;
    }
    this.#keep(Buffer.of(FS), decoded);
    return position;
  }

  #readContent(chunk: Buffer, from: number, decoded: Decoded[]): number {
    const end = chunk.indexOf(FS, from);
    const stop = end === -1 ? chunk.length : end;
    // VT cannot be part of a message: the frame before it was broken off, and a new one begins.
    const restart = chunk.subarray(from, stop).indexOf(VT);
    if (restart !== -1) {
      this.strayBytes += this.#size + restart;
      this.#begin();
      return from + restart + 1;
    }
    this.#keep(chunk.subarray(from, stop), decoded);
    if (end === -1) return chunk.length;
    this.#afterFs = true;
    return end + 1;
  }

  #keep(bytes: Buffer, decoded: Decoded[]): void {
    if (this.#skipping || bytes.length === 0) return;
    if (this.#size + bytes.length > this.#limitBytes) {
      this.#parts = [];
      this.#size = 0;
      this.#skipping = true;
      decoded.push({ kind: 'oversize' });
      return;
    }
    this.#parts.push(bytes);
    this.#size += bytes.length;
  }

  #content(): Buffer {
    const [only] = this.#parts;
    if (only === undefined) return EMPTY;
    return this.#parts.length === 1 ? only : Buffer.concat(this.#parts, this.#size);
  }

  #begin(): void {
    this.#reset();
    this.#inFrame = true;
  }

  #reset(): void {
    this.#parts = [];
    this.#size = 0;
    this.#inFrame = false;
    this.#skipping = false;
    this.#afterFs = false;
  }
}
