import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeFrame, FrameDecoder, type Decoded } from '../../../nodes/lib/mllp/index.ts';

const LIMIT = 4096;
const content = fc
  .uint8Array({ maxLength: 200 })
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0b && byte !== 0x1c)));
const junk = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0b)));
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });

function chop(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

const decodeAll = (decoder: FrameDecoder, chunks: readonly Buffer[]): Decoded[] =>
  chunks.flatMap((chunk) => decoder.push(chunk));
const frames = (decoded: readonly Decoded[]): Buffer[] =>
  decoded.flatMap((one) => (one.kind === 'frame' ? [one.content] : []));

describe('the frame decoder', () => {
  it('finds every frame in any chunks, with stray bytes between them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(content, junk)), sizes, (parts, lengths) => {
        const decoder = new FrameDecoder(LIMIT);
        const stream = Buffer.concat(parts.flatMap(([frame, stray]) => [encodeFrame(frame), stray]));
        assert.deepEqual(
          frames(decodeAll(decoder, chop(stream, lengths))),
          parts.map(([frame]) => frame),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('throws for nothing and never holds more than its limit', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 10 }), (chunks) => {
        const decoder = new FrameDecoder(1000);
        for (const chunk of chunks) {
          decoder.push(Buffer.from(chunk));
          assert.ok(decoder.bufferedBytes <= 1000);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not take FS inside a message for its end', () => {
    const decoder = new FrameDecoder(LIMIT);
    assert.deepEqual(frames(decoder.push(Buffer.from('\x0ba\x1cb\x1c\r', 'latin1'))), [
      Buffer.from('a\x1cb', 'latin1'),
    ]);
  });

  it('takes a frame whose CR was left out when the next one begins', () => {
    const decoder = new FrameDecoder(LIMIT);
    assert.deepEqual(frames(decoder.push(Buffer.from('\x0ba\x1c\x0bb\x1c\r', 'latin1'))).map(String), ['a', 'b']);
  });

  it('drops a frame that was broken off when a new one begins', () => {
    const decoder = new FrameDecoder(LIMIT);
    assert.deepEqual(frames(decoder.push(Buffer.from('\x0bhalf\x0bwhole\x1c\r', 'latin1'))).map(String), ['whole']);
    assert.equal(decoder.strayBytes, 4);
  });

  it('tells of a frame over the limit once, skips the rest of it and reads the next', () => {
    const decoder = new FrameDecoder(10);
    const decoded = decodeAll(decoder, [encodeFrame(Buffer.alloc(50, 0x41)), encodeFrame(Buffer.from('next'))]);
    assert.deepEqual(
      decoded.map(({ kind }) => kind),
      ['oversize', 'frame'],
    );
    assert.equal(decoder.bufferedBytes, 0);
  });

  it('gives an empty frame as an empty message', () => {
    assert.deepEqual(frames(new FrameDecoder(LIMIT).push(encodeFrame(Buffer.alloc(0)))).map(String), ['']);
  });
});

describe('a frame', () => {
  it('is not made of content that holds a framing byte: the receiver would cut it there', () => {
    assert.throws(() => encodeFrame(Buffer.of(0x41, 0x1c, 0x0d)), RangeError);
    assert.throws(() => encodeFrame(Buffer.of(0x0b)), RangeError);
  });
});
