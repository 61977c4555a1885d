/** Letters of ISO 8859-1 for letters it does not have: a name stays readable, and never becomes question marks. */

/** Letters with no decomposition, and the punctuation of word processors. */
const SIMILAR: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Đ: 'D', đ: 'd', Ħ: 'H', ħ: 'h', ı: 'i', ĸ: 'k', Ł: 'L', ł: 'l', Ŋ: 'N', ŋ: 'n', Œ: 'OE', œ: 'oe', Ŧ: 'T', ŧ: 't',
    Ə: 'A', ə: 'a', Ɓ: 'B', ɓ: 'b', Ɖ: 'D', ɖ: 'd', Ɗ: 'D', ɗ: 'd', Ɛ: 'E', ɛ: 'e', Ɠ: 'G', ɠ: 'g', Ƙ: 'K', ƙ: 'k',
    Ɔ: 'O', ɔ: 'o', Ƴ: 'Y', ƴ: 'y', Ɣ: 'G', ɣ: 'g', Ɩ: 'I', ɩ: 'i', Ʋ: 'V', ʋ: 'v', ẞ: 'SS', Ĳ: 'IJ', ĳ: 'ij', ŉ: "'n", ſ: 's',
    '\u2010': '-', '\u2011': '-', '\u2012': '-', '–': '-', '—': '-', '\u2015': '-', '−': '-',
    '‘': "'", '’': "'", '‚': ',', '‛': "'", '“': '"', '”': '"', '„': '"', '′': "'", '″': '"', '‹': '<', '›': '>', ʼ: "'", ʻ: "'", ʹ: "'",
    '…': '...', '•': '·', '€': 'EUR', '™': 'TM', '№': 'No', '≤': '<=', '≥': '>=', '≈': '=', '→': '->',
    '\u2002': ' ', '\u2003': ' ', '\u2007': ' ', '\u2009': ' ', '\u202F': ' ',
    // Marks without width and marks of direction.
    '\u200B': '', '\u200C': '', '\u200D': '', '\u200E': '', '\u200F': '', '\u2060': '', '\uFEFF': '',
  }),
); // prettier-ignore

const COMBINING_MARKS = /\p{M}/gu;
const OUTSIDE = /[^\x00-\xFF]/;

/** One character that ISO 8859-1 does not have; undefined when nothing stands for it. */
export function similarLetter(character: string): string | undefined {
  const similar = SIMILAR.get(character);
  if (similar !== undefined) return similar;
  // Canonical decomposition only: a compatibility one would turn a full-width bar into the field separator.
  const bare = character.normalize('NFD').replace(COMBINING_MARKS, '');
  const letters = [...bare].map((letter) => SIMILAR.get(letter) ?? letter).join('');
  return letters === character || OUTSIDE.test(letters) ? undefined : letters;
}

/** The text in ISO 8859-1 letters, or the index of the first character nothing stands for. */
export function transliterate(text: string): { ok: true; text: string } | { ok: false; index: number } {
  let result = '';
  let index = 0;
  for (const character of text) {
    const letter = OUTSIDE.test(character) ? similarLetter(character) : character;
    if (letter === undefined) return { ok: false, index };
    result += letter;
    index += character.length;
  }
  return { ok: true, text: result };
}
