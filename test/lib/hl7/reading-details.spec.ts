/** The corners of reading: escape sequences, character sets, limits, and fields that are not there. */
import assert from 'node:assert/strict';
import { characterSetOf, decodeMessage, parseMessage, unescapeText } from '../../../nodes/lib/hl7/index.ts';

const HEADER = 'MSH|^~\\&|MILLENNIUM|VGR|ORBIT|SU|20261103101501+0100||ACK^A05^ACK|A0001|P|2.4';
const withCharacterSet = (name: string) => Buffer.from(`${HEADER}|||||SWE|${name}\rMSA|AA|1\r`, 'latin1');

describe('an escape sequence', () => {
  it('of layout is dropped, with or without a number', () => {
    for (const command of ['sp', 'sk', 'in', 'ti']) {
      for (const number of ['', '3', '+3', '-12']) assert.equal(unescapeText(`a\\.${command}${number}\\b`), 'ab');
    }
    for (const command of ['.ce', '.nf', '.fi', 'H', 'N']) assert.equal(unescapeText(`a\\${command}\\b`), 'ab');
  });

  it('that only looks like a command stays', () => {
    for (const text of [
      'a\\.spx\\b',
      'a\\.sk3x\\b',
      'a\\.inx\\b',
      'a\\.tix\\b',
      'a\\xH\\b',
      'a\\Hx\\b',
      'a\\.br2\\b',
    ]) {
      assert.equal(unescapeText(text), text);
    }
  });

  it('of hexadecimal data needs pairs of digits and nothing else', () => {
    assert.equal(unescapeText('\\X4142\\'), 'AB');
    for (const text of ['\\xX41\\', '\\X41x\\', '\\X414\\', '\\X\\']) assert.equal(unescapeText(text), text);
  });

  it('keeps a byte order mark that was written as data', () => {
    assert.equal(unescapeText('\\XEFBBBF41\\'), '\uFEFFA');
  });

  it('of a site or a character set stays as it was sent, and what follows is read', () => {
    assert.equal(unescapeText('\\Zx.1\\\\F\\ \\C2842\\\\S\\ \\M1\\\\T\\'), '\\Zx.1\\| \\C2842\\^ \\M1\\&');
  });

  it('needs an end', () => {
    assert.equal(unescapeText('a\\Fx'), 'a\\Fx');
    assert.equal(unescapeText('a\\F'), 'a\\F');
  });

  it('is found behind an escape character that stands alone, also at the beginning', () => {
    assert.equal(unescapeText('\\\\F\\'), '\\|');
    assert.equal(unescapeText('a Z\\b\\F\\'), 'a Z\\b|');
    assert.equal(unescapeText('\\xZ1\\F\\'), '\\xZ1|');
    assert.equal(unescapeText('\\Z 1\\F\\'), '\\Z 1|');
  });
});

describe('the character set of a message', () => {
  it('is known by the names of table 0211 and those engines send instead', () => {
    const names = { 'utf-8': ['UNICODE UTF-8', 'UNICODE', 'UTF-8', 'UTF8'], ascii: ['ASCII'] };
    const latin = { '8859/1': ['8859/1', 'ISO-8859-1', 'ISO8859-1'], '8859/15': ['8859/15', 'ISO-8859-15'] };
    for (const [set, known] of Object.entries({ ...names, ...latin })) {
      for (const name of known) assert.equal(characterSetOf(withCharacterSet(name)), set, name);
    }
  });

  it('is known in small letters and with blanks around it', () => {
    assert.equal(characterSetOf(withCharacterSet(' 8859/1 ')), '8859/1');
    assert.equal(characterSetOf(withCharacterSet('iso-8859-1')), '8859/1');
  });

  it('is UTF-8 when the header does not name one we know', () => {
    for (const text of ['', 'hello', HEADER, `${HEADER}|||||SWE|KLINGON`]) {
      assert.equal(characterSetOf(Buffer.from(text)), 'utf-8', text);
    }
  });

  it('is looked for in the header and not in the segments behind it', () => {
    const behind = `MSH|^~\\&|A${'|x'.repeat(6)}`;
    for (const end of ['\r', '\n']) {
      assert.equal(characterSetOf(Buffer.from(`${behind}${end}ZZZ${'|8859/1'.repeat(12)}`)), 'utf-8');
    }
  });

  it('is read with the separators of the header', () => {
    assert.equal(characterSetOf(Buffer.from('MSH#*!/%#A#B#C#D#E##F#G#H#I######8859/1!UNICODE#')), '8859/1');
    assert.equal(characterSetOf(Buffer.from('MSH|^|A|B|C|D|E||F|G|H|I||||||8859/1~UNICODE|')), '8859/1');
  });

  it('is found behind what stands before the header, but not at any depth', () => {
    const header = withCharacterSet('8859/1');
    assert.equal(characterSetOf(Buffer.concat([Buffer.from('\r\n'), header])), '8859/1');
    assert.equal(characterSetOf(Buffer.concat([Buffer.alloc(4096, ' '), header])), '8859/1');
    assert.equal(characterSetOf(Buffer.concat([Buffer.alloc(4097, ' '), header])), 'utf-8');
  });

  it('is not searched for beyond the length of any header', () => {
    const long = `MSH|^~\\&|${'A'.repeat(5000)}|B|C|D|E||F|G|H|I||||||8859/1|`;
    assert.equal(characterSetOf(Buffer.from(long)), 'utf-8');
  });

  it('decides how the bytes are read', () => {
    const bytes = (name: string) => Buffer.concat([withCharacterSet(name), Buffer.from([0xa4])]);
    assert.equal(decodeMessage(bytes('8859/1')).at(-1), '¤');
    assert.equal(decodeMessage(bytes('8859/15')).at(-1), '€');
    assert.equal(decodeMessage(bytes('ASCII')).at(-1), '\uFFFD');
  });
});

describe('the limits of a message', () => {
  const isRead = (text: string) => parseMessage(text).ok;

  it('are four million characters', () => {
    const most = 4 * 1024 * 1024;
    assert.ok(isRead(`${HEADER}\rZZZ|`.padEnd(most, 'x')));
    assert.ok(!isRead(`${HEADER}\rZZZ|`.padEnd(most + 1, 'x')));
  });

  it('are ten thousand segments, the end of the last one not counted', () => {
    const lines = (count: number) => `${HEADER}\r${'ZZZ|\r'.repeat(count - 1)}`;
    assert.ok(isRead(lines(10_000)));
    assert.ok(!isRead(lines(10_001)));
  });
});

describe('a field that is not there', () => {
  const parsed = parseMessage(`${HEADER}\r\n\r\nPID|1||A&B^C~D\r\n`);
  assert.ok(parsed.ok);
  const [, pid] = parsed.message.segments;
  assert.ok(pid !== undefined);

  it('has no repetitions and no text', () => {
    assert.deepEqual(pid.repetitions(2), []);
    assert.deepEqual(pid.repetitions(9), []);
    assert.deepEqual(
      [pid.raw(2), pid.field(9), pid.field(3, 3), pid.field(3, 1, 3), pid.field(3, 1, 1, 3)],
      Array(5).fill(''),
    );
  });

  it('is not counted', () => {
    assert.equal(pid.fieldCount, 3);
    assert.equal(parsed.message.segments.length, 2);
  });

  it('does not hide the others', () => {
    assert.deepEqual(
      [pid.field(3), pid.field(3, 1, 1), pid.field(3, 1, 1, 2), pid.field(3, 2)],
      ['A&B^C', 'A&B', 'B', 'D'],
    );
  });

  it('is not looked for inside the separators of the header', () => {
    const [header] = parsed.message.segments;
    assert.deepEqual(
      [1, 2, 12].map((field) => header?.repetitions(field)),
      [['|'], ['^~\\&'], ['2.4']],
    );
  });
});
