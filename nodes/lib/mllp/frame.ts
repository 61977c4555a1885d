/** MLLP release 1 framing: `<VT> content <FS><CR>`. Bytes only; refuses content that holds a framing byte. */

export const VT = 0x0b;
export const FS = 0x1c;
export const CR = 0x0d;

/** One buffer, so that a frame is one write. @throws RangeError when the content holds VT or FS: the receiver would cut it there */
export function encodeFrame(content: Buffer): Buffer {
  if (content.includes(VT) || content.includes(FS)) throw new RangeError('content holds an MLLP framing byte');
  const frame = Buffer.allocUnsafe(content.length + 3);
  frame[0] = VT;
  content.copy(frame, 1);
  frame[content.length + 1] = FS;
  frame[content.length + 2] = CR;
  return frame;
}
