import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeMessage } from '../../../nodes/lib/hl7/index.ts';
import { encodeMessage } from '../../../nodes/lib/millennium/index.ts';
import { transliterate } from '../../../nodes/lib/millennium/transliterate.ts';
import { built, makeCase } from '../../support/planned.ts';
import { makeProfile } from '../../support/profiles.ts';

const UTF8 = makeProfile();
const LATIN1 = makeProfile({ charset: '8859/1' });
const SIMILAR = makeProfile({ charset: '8859/1', onUnencodable: 'transliterate' });

function withFamily(family: string, profile = UTF8): string {
  return built('A05', { subject: makeCase({ patient: { ...makeCase().patient, family } }), profile }).hl7;
}

function bytes(hl7: string, profile = UTF8): Buffer {
  const encoded = encodeMessage(hl7, profile);
  assert.ok(encoded.ok, encoded.ok ? '' : encoded.problem.text);
  return encoded.content;
}

const familyIn = (content: Buffer): string =>
  /PID\|[^\r]*?\|\|([^^]*)\^Tolvan\^/.exec(decodeMessage(content))?.[1] ?? '';

describe('encoding a message', () => {
  it('writes UTF-8, in NFC whoever put the text in', () => {
    const hl7 = withFamily('Åström').replace('Åström', 'A\u030Astro\u0308m');
    assert.ok(bytes(hl7).includes(Buffer.from('Åström', 'utf8')));
  });

  it('writes one byte a letter in 8859/1', () => {
    assert.ok(bytes(withFamily('Åström', LATIN1), LATIN1).includes(Buffer.from([0xc5, 0x73, 0x74, 0x72, 0xf6, 0x6d])));
  });

  it('refuses what 8859/1 does not have, naming the place and never the text', () => {
    const result = encodeMessage(withFamily('Šimić', LATIN1), LATIN1);
    assert.deepEqual(result, {
      ok: false,
      problem: { code: 'unencodable', text: 'PID-5 has a character that 8859/1 does not have', field: 'PID-5' },
    });
  });

  it('refuses half a character in UTF-8 too', () => {
    const result = encodeMessage(withFamily('Smith\uD83D'), UTF8);
    assert.deepEqual(result.ok ? undefined : [result.problem.code, result.problem.field], ['unencodable', 'PID-5']);
  });

  it('names the second of its kind, and counts the fields of MSH as the standard does', () => {
    const place = (hl7: string) => {
      const result = encodeMessage(hl7, LATIN1);
      return result.ok ? undefined : result.problem.field;
    };
    const hl7 = built('S12', {
      profile: LATIN1,
      subject: makeCase({
        procedures: [
          { code: 'NFB49', main: true },
          { code: 'NFC49', text: 'Š', main: false },
        ],
      }),
    }).hl7;
    assert.equal(place(hl7), 'AIS(2)-3');
    assert.equal(place(hl7.replace('Š', '').replace('|ORBIT|', '|ORBITŁ|')), 'MSH-3');
    assert.equal(place(hl7.replace('|VGR|', '|VGŁ|')), 'MSH-6');
  });

  it('sends similar letters where the site prefers that', () => {
    assert.equal(familyIn(bytes(withFamily('Šimić-Łuczak', SIMILAR), SIMILAR)), 'Simic-Luczak');
  });

  it('refuses what nothing is similar to', () => {
    for (const family of ['Иванов', '李', 'Smith😀']) {
      const result = encodeMessage(withFamily(family, SIMILAR), SIMILAR);
      assert.deepEqual(result.ok ? 'sent' : result.problem.field, 'PID-5', family);
    }
  });

  it('refuses a field that similar letters have made too long', () => {
    const hl7 = withFamily('x', SIMILAR).replace(/\rDG1\|1\|\|[^\r]*/, `\rDG1|1||M16.1|${'œ'.repeat(40)}||A`);
    const result = encodeMessage(hl7, SIMILAR);
    assert.deepEqual(result.ok ? 'sent' : [result.problem.code, result.problem.field], ['structure', 'DG1-4']);
  });

  it('gives back what it was given, for any text of the character set', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(text, (family) => {
        const hl7 = withFamily(family);
        assert.equal(decodeMessage(bytes(hl7)), hl7.normalize('NFC'));
      }),
    );
  });

  it('never sends a question mark for a letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (family) => {
        fc.pre(!family.includes('?') && !family.includes('\u037E'));
        const encoded = encodeMessage(withFamily(`x${family}`, SIMILAR), SIMILAR);
        assert.ok(!encoded.ok || !encoded.content.includes('?'));
      }),
    );
  });
});

describe('transliteration', () => {
  const of = (text: string) => {
    const result = transliterate(text);
    return result.ok ? result.text : result.index;
  };

  it('knows the letters of the neighbours', () => {
    assert.equal(
      of('ŠšŽžČčĆćĐđŁłŃńŚśŹźŻżĄąĘęŐőŰűŞşŢţĂăĞğİıĀāĒēĪīŪūĶķĻļŅņ'),
      'SsZzCcCcDdLlNnSsZzZzAaEeOoUuSsTtAaGgIiAaEeIiUuKkLlNn',
    );
    assert.equal(of('Nguyễn Thị Đỗ'), 'Nguyen Thi Do');
    assert.equal(of('œuvre Œ ẞ ŋ'), 'oeuvre OE SS n');
  });

  it('keeps what the character set has', () => {
    assert.equal(of('Åäö éü ç ñ ß § ½ ×'), 'Åäö éü ç ñ ß § ½ ×');
  });

  it('writes punctuation in its plain form and leaves out marks without width', () => {
    assert.equal(of('“a” ‘b’ – — \u2011 … €\u200B\u200E'), '"a" \'b\' - - - ... EUR');
  });

  it('says where the first character is that nothing stands for', () => {
    assert.equal(of('ab李'), 2);
    assert.equal(of('😀'), 0);
  });

  it('never makes a separator of HL7 out of another character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const result = transliterate(text.replace(/[|^~\\&\r]/g, ''));
        assert.ok(!result.ok || !/[|^~\\&\r]/.test(result.text));
      }),
    );
    assert.equal(of('｜'), 0);
  });
});
