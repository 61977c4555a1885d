import assert from 'node:assert/strict';
import { similarLetter, transliterate } from '../../../nodes/lib/millennium/transliterate.ts';

/** Written as pairs, so that a letter that goes missing in the table is missed here. */
const PAIRS =
  'ĐD đd ĦH ħh ıi ĸk ŁL łl ŊN ŋn ŦT ŧt ƏA əa ƁB ɓb ƉD ɖd ƊD ɗd ƐE ɛe ƓG ɠg ƘK ƙk ƆO ɔo ƳY ƴy ƔG ɣg ƖI ɩi ƲV ʋv ſs ŒOE œoe ẞSS ĲIJ ĳij';
const SIGNS: readonly (readonly [string, string])[] = [
  ['\u2010\u2011\u2012–—\u2015−', '-------'],
  ['‘’‛′ʼʻʹ', "'''''''"],
  ['“”„″', '""""'],
  ['‚‹›…•', ',<>...·'],
  ['€™№', 'EURTMNo'],
  ['≤≥≈→', '<=>==->'],
  ['ŉ', "'n"],
  ['\u2002\u2003\u2007\u2009\u202F', '     '],
  ['\u200B\u200C\u200D\u200E\u200F\u2060\uFEFF', ''],
];

describe('transliteration', () => {
  it('has a similar letter for each that word processors and neighbours write', () => {
    for (const pair of PAIRS.split(' ')) {
      const [letter = '', ...similar] = [...pair];
      assert.equal(similarLetter(letter), similar.join(''), letter);
    }
  });

  it('writes signs in the signs there are', () => {
    for (const [given, written] of SIGNS) assert.deepEqual(transliterate(given), { ok: true, text: written });
  });

  it('takes the marks off letters, and leaves what ISO 8859-1 has', () => {
    assert.deepEqual(transliterate('Őrsi Čížek Åström'), { ok: true, text: 'Orsi Cízek Åström' });
  });

  it('says where a letter stands that nothing stands for', () => {
    assert.deepEqual(transliterate('Ab😀李'), { ok: false, index: 2 });
    assert.deepEqual(transliterate('łódź 李'), { ok: false, index: 5 });
    assert.equal(similarLetter('｜'), undefined);
  });
});
