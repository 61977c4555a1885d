/** What reads bytes from outside, each with inputs to begin with and with what must hold whatever it is given. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMessage, openMessage, parseMessage } from '../../nodes/lib/hl7/index.ts';
import { answers, checkMessage, DEFAULT_ACK_RULES, interpretReply } from '../../nodes/lib/millennium/index.ts';
import { encodeFrame, FrameDecoder } from '../../nodes/lib/mllp/index.ts';
import { parseOrbitJson, parseOrbitXml, type ParsedBody } from '../../nodes/lib/orbit/index.ts';
import { examine } from '../../nodes/orbit-millennium-simulator/examined-message.ts';
import { bookingMessages } from '../support/booking-messages.ts';
import { toXml } from '../support/orbit-xml.ts';
import { bookedEvent, cancelledEvent, daySurgeryEvent, rebookedEvent } from '../support/orbit-events.ts';

export interface Target {
  name: string;
  /** Inputs that are right, to be spoilt. */
  seeds: readonly Buffer[];
  /** Pieces that mean something to it. */
  words: readonly Buffer[];
  /** How many inputs a short run gives it. */
  shortRun: number;
  /** Names what came of the input. Throws when something does not hold that must. */
  run: (input: Buffer) => string;
}

const { messages } = bookingMessages();
const [sent] = messages;
assert.ok(sent !== undefined);

const GOLDEN = join(import.meta.dirname, '../golden');
const golden = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.hl7'))
  .map((name) => Buffer.from(readFileSync(join(GOLDEN, name), 'utf8').replaceAll('\n', '\r')));

const bytes = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text, 'latin1'));
const HL7_WORDS = bytes(
  ...[
    '\r',
    '\n',
    '\r\n',
    '|',
    '^',
    '~',
    '&',
    '\\',
    '""',
    '\\F\\',
    '\\X0D\\',
    '\\X',
    '\\.br\\',
    '\\E',
    'MSH|',
    'MSA|AA|',
    'ERR|',
  ],
  ...[
    '__proto__|',
    'constructor|1|2',
    'toString|',
    'MSH|^~\\&|',
    'MSH|||||',
    'MSHxxxxx',
    '\0',
    '\x0b',
    '\x1c',
    '\xef\xbb\xbf',
    '\xc3',
    '\xff',
    'AA',
    'CA',
    'AE',
  ],
  ...[sent.controlId, '|2.4|', '|9.9|', 'UNICODE UTF-8', '8859/1', 'UNICODE UTF-16'],
);

const acknowledgements = ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'].flatMap((code) => [
  Buffer.from(
    `MSH|^~\\&|M|V|ORBIT|SU|20261103101501||ACK^A05^ACK|R1|P|2.4\rMSA|${code}|${sent.controlId}|text\rERR|PID^1^3^204&Unknown key\r`,
  ),
  Buffer.from(
    `MSH|^~\\&|M|V|ORBIT|SU|20261103101501||ACK^A05^ACK|R1|P|2.5\rMSA|${code}|${sent.controlId}\rERR||PID^1^3|207^x^HL70357|E\r`,
  ),
]);

const events = [bookedEvent(), rebookedEvent(), daySurgeryEvent(), cancelledEvent()];
const JSON_WORDS = bytes(
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    'null',
    'true',
    '1e999',
    '-0',
    '\\u0000',
    '\\ud800',
    '\0',
    '\xef\xbb\xbf',
    '\xff\xfe',
    '\xed\xa0\x80',
  ],
  ...[
    '"__proto__":{"polluted":1},',
    '"constructor":{"prototype":{"polluted":1}},',
    '"eventId":"x",',
    '"case":',
    '[[[[[[[[',
    '{"a":{"a":{"a":',
  ],
);
const XML_WORDS = bytes(
  ...[
    '<',
    '>',
    '/>',
    '</',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?xml version="1.0" encoding="UTF-16"?>',
    '&amp;',
    '&#0;',
    '&#xD800;',
    '&x;',
    '\0',
  ],
  ...[
    '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>',
    '<a><a><a><a>',
    ' xmlns:x="y"',
    '<__proto__>1</__proto__>',
    '\xef\xbb\xbf',
    '<constructor/>',
  ],
);

export const TARGETS: readonly Target[] = [
  {
    name: 'frame-decoder',
    seeds: golden.map(encodeFrame),
    words: bytes('\x0b', '\x1c', '\r', '\x1c\r', '\x1c\r\x0b', '\x0b\x06\x1c\r'),
    shortRun: 2_000,
    run: decodesAlike,
  },
  { name: 'hl7-message', seeds: golden, words: HL7_WORDS, shortRun: 300, run: readsMessage },
  { name: 'acknowledgement', seeds: acknowledgements, words: HL7_WORDS, shortRun: 2_000, run: trustsNoReply },
  {
    name: 'simulator',
    seeds: golden,
    words: HL7_WORDS,
    shortRun: 2_000,
    run: (input) => (examine(input).ok ? 'read' : 'refused'),
  },
  {
    name: 'orbit-json',
    seeds: [...events, events].map((event) => Buffer.from(JSON.stringify(event))),
    words: JSON_WORDS,
    shortRun: 2_000,
    run: (input) => toldIn(parseOrbitJson(input)),
  },
  {
    name: 'orbit-xml',
    seeds: events.map((event) => Buffer.from(toXml(event))),
    words: XML_WORDS,
    shortRun: 2_000,
    run: (input) => toldIn(parseOrbitXml(input)),
  },
];

const MOST_FRAME_BYTES = 100_000;

/** The frames are the same in whatever pieces the bytes come, and carry what they were made of. */
function decodesAlike(input: Buffer): string {
  const whole = new FrameDecoder(MOST_FRAME_BYTES).push(input);
  const inPieces = new FrameDecoder(MOST_FRAME_BYTES);
  const pieces = [];
  for (let from = 0, length = 1; from < input.length; from += length, length = ((length * 7 + from) % 61) + 1) {
    pieces.push(...inPieces.push(input.subarray(from, from + length)));
  }
  assert.deepEqual(pieces, whole);
  for (const decoded of whole) {
    if (decoded.kind !== 'frame') continue;
    assert.ok(!decoded.content.includes(0x0b), 'a frame holds the start of another');
    // A lone end byte is content for a reader, and refused by our own writer.
    if (decoded.content.includes(0x1c)) continue;
    const again = new FrameDecoder(MOST_FRAME_BYTES).push(encodeFrame(decoded.content));
    assert.deepEqual(again, [decoded]);
  }
  return `${String(Math.min(whole.length, 3))} frames`;
}

function readsMessage(input: Buffer): string {
  const text = decodeMessage(input);
  const parsed = parseMessage(text);
  const opened = openMessage(text);
  checkMessage(text, { controlId: sent?.controlId ?? '', triggerEvent: 'A05' });
  if (opened.ok) {
    const written = opened.message.toString();
    const again = openMessage(written);
    assert.ok(again.ok, 'what was written cannot be opened');
    assert.equal(again.message.toString(), written);
  }
  unpolluted();
  return `${parsed.ok ? 'parsed' : parsed.code}, ${opened.ok ? 'opened' : 'not opened'}`;
}

/** Success only for AA or CA to our own control id, as a reader of five lines sees it. */
function trustsNoReply(input: Buffer): string {
  assert.ok(sent !== undefined);
  const verdict = interpretReply(input, { ...sent, content: Buffer.from(sent.hl7) }, DEFAULT_ACK_RULES);
  const isOurs = answers(input, sent.controlId) === 'answer';
  if (verdict.class === 'accepted' && isOurs) {
    const separator = String.fromCharCode(input[input.indexOf('MSH') + 3] ?? 0);
    const found = input
      .toString('latin1')
      .split(/[\r\n]/)
      .map((line) => line.split(separator));
    const says = found.some(
      ([name, code, id]) =>
        /^\W*MSA$/.test(name ?? '') &&
        /^\s*(?:AA|CA|AE)\s*(?:[~^&].*)?$/i.test(code ?? '') &&
        id?.trim() === sent.controlId,
    );
    assert.ok(says, 'taken for accepted without an accepting code for our message');
  }
  return `${verdict.class}, ${isOurs ? 'ours' : 'stray'}`;
}

/** One of the documented outcomes, with pointers into the document, and nothing of the values. */
function toldIn(parsed: ParsedBody): string {
  unpolluted();
  if (!parsed.ok) {
    assert.ok([400, 413, 422].includes(parsed.status));
    assert.ok(parsed.issues.length > 0, 'refused without a reason');
    return String(parsed.status);
  }
  for (const event of parsed.events) {
    if (event.ok) continue;
    assert.ok(event.issues.length > 0, 'refused without a reason');
    for (const { pointer, message } of event.issues) {
      assert.ok(pointer === '' || pointer.startsWith('/'), `no pointer: ${pointer}`);
      assert.ok(!message.includes('Tolvansson') && !message.includes('191212121212'), 'a value in a message');
    }
  }
  return parsed.events.every(({ ok }) => ok) ? 'accepted' : 'refused events';
}

function unpolluted(): void {
  assert.equal(Reflect.get({}, 'polluted'), undefined, 'the prototype of all objects has been changed');
}
