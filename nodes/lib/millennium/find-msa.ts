/** Finds the MSA segment of a reply in its bytes, without decoding or parsing the rest. Refuses to guess: no MSA at the start of a line, no answer. */

const CR = 0x0d;
const LF = 0x0a;
const MSA = Buffer.from('MSA');

export interface MsaBytes {
  /** MSA-1 as received. */
  ackCode: string;
  /** MSA-2 as received. */
  controlId: string;
}

/**
 * Every HL7 encoding met on MLLP is a superset of ASCII in these bytes, so the segment name, the separator and the code can be compared as bytes.
 * LF and CRLF are taken for segment ends as well (peers that build replies line by line).
 */
export function findMsa(reply: Buffer): MsaBytes | undefined {
  for (let at = reply.indexOf(MSA); at !== -1; at = reply.indexOf(MSA, at + 3)) {
    const before = at === 0 ? CR : reply[at - 1];
    if (before !== CR && before !== LF) continue;
    const separator = reply[at + 3];
    if (separator === undefined || cannotSeparate(separator)) continue;
    const end = segmentEnd(reply, at);
    const codeEnd = fieldEnd(reply, at + 4, end, separator);
    const idEnd = fieldEnd(reply, codeEnd + 1, end, separator);
    return {
      ackCode: reply.toString('latin1', at + 4, codeEnd),
      controlId: reply.toString('latin1', codeEnd + 1, idEnd),
    };
  }
  return undefined;
}

function segmentEnd(reply: Buffer, from: number): number {
  const ends = [reply.indexOf(CR, from), reply.indexOf(LF, from)].filter((at) => at !== -1);
  return Math.min(reply.length, ...ends);
}

function fieldEnd(reply: Buffer, from: number, end: number, separator: number): number {
  const at = reply.indexOf(separator, from);
  return at === -1 ? end : Math.min(at, end);
}

/** A letter or digit behind `MSA` means another word, not the segment; a line end means a segment without fields. */
function cannotSeparate(byte: number): boolean {
  return (
    byte <= 0x20 || (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
  );
}
