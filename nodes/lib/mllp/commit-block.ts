/** Commit acknowledgements of MLLP release 2: a frame that holds one byte, ACK or NAK, and answers the frame before it. */
import { encodeFrame } from './frame.ts';

const ACK = 0x06;
const NAK = 0x15;

/** `0B 06 1C 0D`: the frame is kept; it need not be sent again. */
export const ACK_BLOCK: Buffer = encodeFrame(Buffer.of(ACK));
/** `0B 15 1C 0D`: the frame is not kept; it has to be sent again. */
export const NAK_BLOCK: Buffer = encodeFrame(Buffer.of(NAK));

/** What the content of a frame says if it is a commit acknowledgement; undefined for every other content. */
export function commitBlockOf(content: Buffer): 'ack' | 'nak' | undefined {
  if (content.length !== 1) return undefined;
  if (content[0] === ACK) return 'ack';
  return content[0] === NAK ? 'nak' : undefined;
}
