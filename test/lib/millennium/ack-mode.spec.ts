import assert from 'node:assert/strict';
import { ackModeOf, type AckMode } from '../../../nodes/lib/millennium/ack-mode.ts';

describe('ackModeOf', () => {
  const header = (accept: string, application: string): Buffer =>
    Buffer.from(
      `MSH|^~\\&|ORBIT|SU|MILLENNIUM|VGR|2026||ADT^A05|ID1|P|2.4|||${accept}|${application}|SWE\rPID|AL|AL\r`,
    );

  const modes: readonly (readonly [string, string, AckMode])[] = [
    ['', '', 'original'],
    [' ', ' ', 'original'],
    ['AL', '', 'enhanced-commit'],
    ['', 'NE', 'enhanced-commit'],
    ['AL', 'NE', 'enhanced-commit'],
    ['NE', 'NE', 'enhanced-commit'],
    ['AL', 'AL', 'enhanced-full'],
    [' AL ', ' AL ', 'enhanced-full'],
    ['NE', 'AL', 'enhanced-full'],
    ['', 'AL', 'enhanced-full'],
    ['AL', 'ER', 'enhanced-commit'],
    ['AL', 'SU', 'enhanced-commit'],
  ];
  for (const [accept, application, mode] of modes) {
    it(`takes MSH-15 "${accept}" and MSH-16 "${application}" for ${mode}`, () => {
      assert.equal(ackModeOf(header(accept, application)), mode);
    });
  }

  it('reads a header with another separator, one alone, and one that ends before MSH-15', () => {
    assert.equal(ackModeOf(Buffer.from('MSH#^~\\&#A#B#C#D#2026##ADT^A05#ID1#P#2.4###AL#AL\r')), 'enhanced-full');
    assert.equal(ackModeOf(Buffer.from('MSH|^~\\&|A|B|C|D|2026||ADT^A05|ID1|P|2.4|||AL|AL')), 'enhanced-full');
    assert.equal(
      ackModeOf(Buffer.from('MSH|^~\\&|A|B|C|D|2026||ADT^A05|ID1|P|2.4\rPID|||||||||||||AL|AL')),
      'original',
    );
  });

  it('takes what is no message for original', () => {
    for (const content of ['', 'M', 'content of A1']) assert.equal(ackModeOf(Buffer.from(content)), 'original');
  });
});
