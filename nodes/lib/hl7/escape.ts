/** Escape sequences of HL7 text (HL7 v2 §2.7): the separators, `\.br\` for a line break, and hexadecimal data on reading. */
import { SEPARATORS, type Separators } from './separators.ts';

const NEEDS_ESCAPE = /[|^~\\&]/;
const EACH_SEPARATOR = /[|^~\\&]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '|': '\\F\\',
  '^': '\\S\\',
  '&': '\\T\\',
  '~': '\\R\\',
  '\\': '\\E\\',
};

/** Text with the recommended separators as literal characters; control characters are the callers' to deal with. */
export function escapeText(text: string): string {
  return NEEDS_ESCAPE.test(text) ? text.replace(EACH_SEPARATOR, (character) => ESCAPES[character] ?? '') : text;
}

const LINE_BREAK = /\r\n|\r|\n/g;

/** Formatted text (FT, TX): as `escapeText`, and every line break becomes `\.br\`. */
export function escapeFormattedText(text: string): string {
  return escapeText(text).replace(LINE_BREAK, '\\.br\\');
}

/**
 * The text a field stands for. Highlighting and layout commands are dropped, a line break is LF, an unknown sequence stays as it was sent:
 * a receiver "should ignore" it (§2.7.1), and losing it would hide what was sent. Never throws.
 */
export function unescapeText(text: string, separators: Separators = SEPARATORS): string {
  const { escape } = separators;
  let opening = text.indexOf(escape);
  let result = '';
  let from = 0;
  while (opening !== -1) {
    const closing = text.indexOf(escape, opening + 1);
    if (closing === -1) break;
    const sequence = text.slice(opening + 1, closing);
    const meaning = meaningOf(sequence, separators);
    if (meaning === undefined && !UNKNOWN_SEQUENCE.test(sequence)) {
      // A stray escape character: what looks like its end may open a real sequence.
      opening = closing;
      continue;
    }
    result += text.slice(from, opening) + (meaning ?? text.slice(opening, closing + 1));
    from = closing + 1;
    opening = text.indexOf(escape, from);
  }
  return result + text.slice(from);
}

/** Site-defined and character set sequences: `\Zxx\`, `\Cxxyy\`, `\Mxxyyzz\`. */
const UNKNOWN_SEQUENCE = /^[CMZ][\w.]*$/;
const HEXADECIMAL = /^X((?:[0-9A-Fa-f]{2})+)$/;
const LAYOUT = /^(?:[HN]|\.(?:ce|nf|fi|sp[+-]?\d*|sk[+-]?\d*|in[+-]?\d*|ti[+-]?\d*))$/;

function meaningOf(sequence: string, separators: Separators): string | undefined {
  switch (sequence) {
    case 'F':
      return separators.field;
    case 'S':
      return separators.component;
    case 'T':
      return separators.subcomponent;
    case 'R':
      return separators.repetition;
    case 'E':
      return separators.escape;
    case '.br':
      return '\n';
    default: {
      const hexadecimal = HEXADECIMAL.exec(sequence)?.[1];
      if (hexadecimal !== undefined) return decodeHexadecimal(hexadecimal);
      return LAYOUT.test(sequence) ? '' : undefined;
    }
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The standard leaves the meaning of the bytes to the parties: UTF-8 where they are, else one character a byte. */
function decodeHexadecimal(digits: string): string {
  const bytes = Buffer.from(digits, 'hex');
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
