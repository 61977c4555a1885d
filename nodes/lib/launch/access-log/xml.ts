/** Writes XML 1.0 elements: content escaped, what XML has no way to hold left out. */

/** Undefined where an optional element has no value. */
export type Content = string | readonly (string | undefined)[] | undefined;

/** Control characters and lone surrogates are no characters of XML (XML 1.0 §2.2). */
const NO_XML_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** @param content a text, or elements that are written already */
export function element(name: string, content: Content): string | undefined {
  if (content === undefined) return undefined;
  const inside =
    typeof content === 'string' ? escapeText(content) : content.filter((one) => one !== undefined).join('');
  return `<${name}>${inside}</${name}>`;
}

function escapeText(text: string): string {
  return text.replace(NO_XML_CHARACTER, '').replace(/[&<>]/g, (character) => ESCAPES[character] ?? '');
}
