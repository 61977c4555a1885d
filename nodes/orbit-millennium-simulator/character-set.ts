/** Turns the bytes of a message into text by MSH-18 (table 0211); bytes that are not of that character set are an error, never a question mark. */
import { isAscii, isUtf8 } from 'node:buffer';

export type DecodedText = { ok: true; text: string } | { ok: false; reason: 'unsupported' | 'not-encoded-so' };

type CharacterSet = 'ascii' | 'latin1' | 'latin9' | 'utf8';

/** Not valued means 7-bit ASCII (HL7 v2 §2.16.9.18). */
const CHARACTER_SETS: Readonly<Record<string, CharacterSet>> = {
  '': 'ascii',
  ASCII: 'ascii',
  '8859/1': 'latin1',
  '8859/15': 'latin9',
  UNICODE: 'utf8',
  'UNICODE UTF-8': 'utf8',
};

const latin9 = new TextDecoder('iso-8859-15');
/** 0x80 to 0x9F are control codes in the ISO 8859 sets; a sender that means Windows-1252 puts letters there. */
const C1_CONTROLS = /[\u0080-\u009f]/;

export function decodeText(content: Buffer, characterSet: string): DecodedText {
  const set = CHARACTER_SETS[characterSet];
  if (set === undefined) return { ok: false, reason: 'unsupported' };
  if (set === 'ascii') return isAscii(content) ? decoded(content.toString('latin1')) : badBytes;
  if (set === 'utf8') return isUtf8(content) ? decoded(content.toString('utf8')) : badBytes;
  const text = set === 'latin1' ? content.toString('latin1') : latin9.decode(content);
  return C1_CONTROLS.test(text) ? badBytes : decoded(text);
}

/** The bytes of an answer's text in the set of the message it answers, one character a byte. Outside the set a question mark stands in. */
export function encodeAnswerText(text: string, characterSet: string): string {
  const set = CHARACTER_SETS[characterSet] ?? 'ascii';
  if (set === 'utf8') return Buffer.from(text, 'utf8').toString('latin1');
  const highest = set === 'latin1' ? 0xff : 0x7f;
  return Array.from(text, (letter) => ((letter.codePointAt(0) ?? 0) <= highest ? letter : '?')).join('');
}

const badBytes: DecodedText = { ok: false, reason: 'not-encoded-so' };

function decoded(text: string): DecodedText {
  return { ok: true, text };
}
