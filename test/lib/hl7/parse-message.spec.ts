import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeMessage, parseMessage, type ParsedMessage } from '../../../nodes/lib/hl7/index.ts';

const HEADER = 'MSH|^~\\&|MILLENNIUM|VGR|ORBIT|SU|20261103101501+0100||ACK^A05^ACK|A0001|P|2.4';

function parsed(text: string): ParsedMessage {
  const result = parseMessage(text);
  assert.ok(result.ok);
  return result.message;
}

describe('reading a message', () => {
  it('numbers the fields as the standard does, MSH-1 being the separator', () => {
    const header = parsed(`${HEADER}\rMSA|AA|O123\r`).segment('MSH');
    assert.deepEqual(
      [1, 2, 3, 9, 10, 12, 13].map((field) => header?.field(field)),
      ['|', '^~\\&', 'MILLENNIUM', 'ACK^A05^ACK', 'A0001', '2.4', ''],
    );
  });

  it('finds repetitions, components and subcomponents, unescaped', () => {
    const pid = parsed(
      `${HEADER}\rPID|1||191212121212^^^PNR&1.2.3&ISO^NNSWE~77^^^MRN\\T\\X||Smith\\F\\Sons^A\\S\\B\r`,
    ).segment('PID');
    assert.ok(pid !== undefined);
    assert.equal(pid.field(3, 1, 1), '191212121212');
    assert.equal(pid.field(3, 1, 4, 2), '1.2.3');
    assert.equal(pid.field(3, 2, 4), 'MRN&X');
    assert.equal(pid.field(3, 3, 1), '');
    assert.equal(pid.field(5, 1, 1), 'Smith|Sons');
    assert.equal(pid.field(5, 1, 2), 'A^B');
    assert.equal(pid.repetitions(3).length, 2);
    assert.equal(pid.raw(5), 'Smith\\F\\Sons^A\\S\\B');
  });

  for (const [name, end] of [
    ['CR', '\r'],
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['blank lines', '\r\r'],
  ] as const) {
    it(`takes ${name} for the end of a segment`, () => {
      const { segments } = parsed([HEADER, 'MSA|AE|O1', 'ERR|x'].join(end));
      assert.deepEqual(
        segments.map((segment) => segment.name),
        ['MSH', 'MSA', 'ERR'],
      );
    });
  }

  it('takes a byte order mark and blank lines before the header', () => {
    assert.equal(parsed(`\uFEFF\r\n${HEADER}\r`).segments.length, 1);
  });

  it('reads a message with other separators', () => {
    const message = parsed('MSH#*!/%#A#B\rPID###1*2*x%y!3#/F/z\r');
    assert.equal(message.segment('PID')?.field(3, 1, 3, 2), 'y');
    assert.equal(message.segment('PID')?.field(3, 2, 1), '3');
    assert.equal(message.segment('PID')?.field(4), '#z');
  });

  it('keeps unknown segments and bare segment names in their place', () => {
    const message = parsed(`${HEADER}\rZIN|1\rPV2\r`);
    assert.deepEqual(
      message.segments.map((segment) => segment.name),
      ['MSH', 'ZIN', 'PV2'],
    );
    assert.equal(message.segment('PV2')?.field(8), '');
  });

  it('is not harmed by segments named like the insides of an object', () => {
    const message = parsed(`${HEADER}\r__proto__|polluted\rconstructor|x\r`);
    assert.equal(message.segment('__proto__')?.field(1), 'polluted');
    assert.equal(message.segment('toString'), undefined);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });

  it('says why a text is not a message', () => {
    const code = (text: string) => {
      const result = parseMessage(text);
      return result.ok ? 'ok' : result.code;
    };
    assert.equal(code(''), 'empty');
    assert.equal(code('\r\n\r\n'), 'empty');
    assert.equal(code('hello'), 'no-header');
    assert.equal(code('MSH'), 'separators');
    assert.equal(code('MSH|^^\\&|'), 'separators');
    assert.equal(code('MSHA^~\\&|'), 'separators');
    assert.equal(code(`${HEADER}\r${'x'.repeat(5_000_000)}`), 'too-large');
    assert.equal(code(`${HEADER}\r${'A|\r'.repeat(20_000)}`), 'too-large');
  });

  it('never throws on any text, and answers every question about it', () => {
    const text = fc
      .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('MSH', '|', '^~\\&', '\r', '\n', '&', '\\', '~')))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.boolean(), (tail, withHeader) => {
        const result = parseMessage(withHeader ? `${HEADER}${tail}` : tail);
        if (!result.ok) return;
        for (const segment of result.message.segments) {
          for (let field = 0; field <= segment.fieldCount; field += 1) segment.field(field, 2, 2, 2);
        }
      }),
    );
  });
});

describe('decoding a message', () => {
  const message = (characterSet: string) => `${HEADER}|||||SWE|${characterSet}\rMSA|AE|O1|Åäö\r`;

  it('reads UTF-8 where MSH-18 says so, says nothing or says something unknown', () => {
    for (const characterSet of ['UNICODE UTF-8', '', 'KLINGON', 'ASCII']) {
      assert.match(decodeMessage(Buffer.from(message(characterSet), 'utf8')), /Åäö/);
    }
  });

  it('reads 8859/1, also as the first of several', () => {
    assert.match(decodeMessage(Buffer.from(message('8859/1'), 'latin1')), /Åäö/);
    assert.match(decodeMessage(Buffer.from(message('8859/1~UNICODE UTF-8'), 'latin1')), /Åäö/);
  });

  it('reads the bytes 0x80 to 0x9F of 8859/1 as control characters and not as Windows letters', () => {
    const bytes = Buffer.from(message('8859/1').replace('Åäö', '\x80\x9f'), 'latin1');
    assert.match(decodeMessage(bytes), /\u0080\u009f/);
  });

  it('reads the euro sign of 8859/15', () => {
    assert.match(decodeMessage(Buffer.from(message('8859/15').replace('Åäö', '\xa4'), 'latin1')), /€/);
  });

  it('shows bytes that are not UTF-8 as replacement characters', () => {
    assert.match(decodeMessage(Buffer.from(message('UNICODE UTF-8'), 'latin1')), /\uFFFD/);
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withHeader) => {
        const prefix = withHeader ? 'MSH|^~\\&|' : '';
        decodeMessage(Buffer.concat([Buffer.from(prefix), bytes]));
      }),
    );
  });
});
