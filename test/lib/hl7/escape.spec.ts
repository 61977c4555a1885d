import assert from 'node:assert/strict';
import fc from 'fast-check';
import { escapeFormattedText, escapeText, unescapeText } from '../../../nodes/lib/hl7/index.ts';

/** Any Unicode, with the separators and what looks like escape sequences far more often than chance would have them. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('|', '^', '~', '\\', '&', '\\F\\', '\\X41\\', '\\.br\\', '"', '\uD800'),
    ),
  )
  .map((parts) => parts.join(''));

describe('escaping', () => {
  it('writes each separator as its sequence', () => {
    assert.equal(escapeText('a|b^c&d~e\\f'), 'a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f');
  });

  it('leaves text without separators as it is', () => {
    assert.equal(escapeText('Åström-Ωμέγα 😀'), 'Åström-Ωμέγα 😀');
  });

  it('writes every kind of line break as .br in formatted text', () => {
    assert.equal(escapeFormattedText('a\r\nb\nc\rd'), 'a\\.br\\b\\.br\\c\\.br\\d');
  });

  it('gives back any text it escaped', () => {
    fc.assert(fc.property(anyText, (text) => unescapeText(escapeText(text)) === text));
  });

  it('gives back any formatted text, with LF for every line break', () => {
    fc.assert(
      fc.property(anyText, (text) => unescapeText(escapeFormattedText(text)) === text.replace(/\r\n|\r|\n/g, '\n')),
    );
  });

  it('leaves no separator in what it escaped', () => {
    fc.assert(fc.property(anyText, (text) => !/[|^~&\r\n]/.test(escapeFormattedText(text))));
  });
});

describe('unescaping', () => {
  it('reads hexadecimal data as UTF-8, else as one character a byte', () => {
    assert.equal(unescapeText('\\XC3A5\\ \\XE5\\ \\X0D\\'), 'å å \r');
  });

  it('drops highlighting and layout commands', () => {
    assert.equal(unescapeText('\\H\\viktigt\\N\\ \\.sp2\\\\.in+4\\x'), 'viktigt x');
  });

  it('keeps what it does not know, and an escape character without an end', () => {
    assert.equal(unescapeText('\\Z01\\F\\ \\X4\\ a\\b'), '\\Z01\\F\\ \\X4\\ a\\b');
  });

  it('finds a sequence behind a stray escape character', () => {
    assert.equal(unescapeText('50\\50 \\T\\ co'), '50\\50 & co');
  });

  it('uses the separators of the message it reads', () => {
    const separators = { field: '#', component: '*', repetition: '!', escape: '/', subcomponent: '%' };
    assert.equal(unescapeText('/F//S//R//E//T/', separators), '#*!/%');
  });

  it('never throws and never grows, whatever it reads', () => {
    fc.assert(fc.property(anyText, (text) => unescapeText(text).length <= text.length));
  });
});
