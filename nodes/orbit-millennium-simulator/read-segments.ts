/** Splits the bytes of a message into segments and fields; refuses what is not encoded as MSH says or not made of segments. */
import { decodeText } from './character-set.ts';
import type { Delimiters, Hl7Message, Segment } from './hl7-message.ts';
import { asVersion, headerField, type MessageHeader } from './message-header.ts';
import { refuse, type Refusal } from './refusal.ts';

export type Reading = { ok: true; message: Hl7Message } | { ok: false; refusal: Refusal };

const SEGMENT_NAME = /^[A-Z][A-Z0-9]{2}$/;
// CR separates segments and may stand nowhere else; a tab is the only other control character found in texts.
const CONTROL_CHARACTER = /[\u0000-\u0008\u000a-\u000c\u000e-\u001f\u007f]/;

export function readSegments(content: Buffer, header: MessageHeader): Reading {
  const text = readText(content, header);
  if (typeof text !== 'string') return { ok: false, refusal: text };
  const lines = text.split('\r');
  if (lines.pop() !== '') return failed(refuse('100', 'the last segment does not end with CR'));
  const byName = new Map<string, Segment[]>();
  const segments: Segment[] = [];
  const hasControls = CONTROL_CHARACTER.test(text);
  for (const line of lines) {
    const segment = readSegment(line, header.delimiters, byName);
    if (segment === undefined)
      return failed(refuse('100', 'a segment does not begin with a three-letter segment name'));
    if (hasControls && CONTROL_CHARACTER.test(line))
      return failed(refuse('102', 'a control character stands inside a segment', segment));
    segments.push(segment);
  }
  return { ok: true, message: { segments, byName } };
}

function readText(content: Buffer, header: MessageHeader): string | Refusal {
  const characterSet = headerField(header, 18).split(header.delimiters.repetition)[0] ?? '';
  // MSH-18 has six characters in 2.3.
  if (asVersion(header.version) === '2.3' && characterSet.length > 6)
    return refuse('102', 'MSH-18 is longer than 2.3 allows', 'MSH', 18);
  const decoded = decodeText(content, characterSet);
  if (decoded.ok) return decoded.text;
  return decoded.reason === 'unsupported'
    ? refuse('103', 'the character set in MSH-18 is not supported', 'MSH', 18)
    : refuse('102', 'the bytes are not of the character set in MSH-18', 'MSH', 18);
}

function readSegment(line: string, delimiters: Delimiters, byName: Map<string, Segment[]>): Segment | undefined {
  const fields = line.split(delimiters.field);
  const name = fields[0] ?? '';
  if (!SEGMENT_NAME.test(name)) return undefined;
  if (name === 'MSH') fields.splice(1, 0, delimiters.field);
  const named = byName.get(name);
  const segment = { name, sequence: (named?.length ?? 0) + 1, fields, delimiters, text: line };
  if (named === undefined) byName.set(name, [segment]);
  else named.push(segment);
  return segment;
}

function failed(refusal: Refusal): Reading {
  return { ok: false, refusal };
}
