/** Turns the bytes of a message into text by the character set the message itself names in MSH-18 (HL7 v2 §2.16.9.18, table 0211). */
import { readSeparators, SEPARATORS } from './separators.ts';

export type CharacterSet = 'utf-8' | '8859/1' | '8859/15' | 'ascii';

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
/** A header is about 150 bytes; one that does not end within this is read for what it shows. */
const LONGEST_HEADER = 4096;
const CHARACTER_SET_FIELD = 18;

/** Bytes that are not of the character set become U+FFFD. An empty, unknown or missing MSH-18 is read as UTF-8, which ASCII is a part of. */
export function decodeMessage(bytes: Buffer): string {
  switch (characterSetOf(bytes)) {
    case '8859/1':
      // Not TextDecoder: its `latin1` is Windows-1252.
      return bytes.toString('latin1');
    case '8859/15':
      return latin9.decode(bytes);
    case 'ascii':
    case 'utf-8':
      return bytes.toString('utf8');
  }
}

const latin9 = new TextDecoder('iso-8859-15');

export function characterSetOf(bytes: Buffer): CharacterSet {
  const start = bytes.indexOf('MSH');
  if (start === -1 || start > LONGEST_HEADER) return 'utf-8';
  const header = bytes.toString('latin1', start, headerEnd(bytes, start));
  const { field, repetition } = readSeparators(header) ?? SEPARATORS;
  // The first separator is MSH-1 itself, so index 17 holds MSH-18. Only the first repetition counts for the message (§2.16.9.18).
  const [name = ''] = header.split(field)[CHARACTER_SET_FIELD - 1]?.split(repetition) ?? [];
  return CHARACTER_SETS.get(name.trim().toUpperCase()) ?? 'utf-8';
}

function headerEnd(bytes: Buffer, start: number): number {
  const limit = Math.min(bytes.length, start + LONGEST_HEADER);
  for (let index = start; index < limit; index += 1) {
    if (bytes[index] === CARRIAGE_RETURN || bytes[index] === LINE_FEED) return index;
  }
  return limit;
}

/** Table 0211, and the names engines send instead. */
const CHARACTER_SETS: ReadonlyMap<string, CharacterSet> = new Map([
  ['UNICODE UTF-8', 'utf-8'],
  ['UNICODE', 'utf-8'],
  ['UTF-8', 'utf-8'],
  ['UTF8', 'utf-8'],
  ['8859/1', '8859/1'],
  ['ISO-8859-1', '8859/1'],
  ['ISO8859-1', '8859/1'],
  ['8859/15', '8859/15'],
  ['ISO-8859-15', '8859/15'],
  ['ASCII', 'ascii'],
]);
