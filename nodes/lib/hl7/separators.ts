/** The five characters HL7 text is built from. Ours are always the recommended ones; a reader takes those of MSH-1 and MSH-2 (HL7 v2 §2.5.4). */

export interface Separators {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

export const SEPARATORS: Separators = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
};

/** MSH-2 as we send it. */
export const ENCODING_CHARACTERS = '^~\\&';

/** HL7's way to say "delete the stored value", as opposed to an empty field, which says nothing (HL7 v2 §2.5.3). */
export const DELETE_VALUE = '""';

const ORDINARY = /[\s"A-Za-z0-9]/;

/**
 * Reads the separators of a message from its first characters. A header that names fewer encoding characters leaves the rest at the recommended ones.
 * @returns undefined when the text has no usable header: two roles with one character, or a letter, digit, quote or blank as a separator
 */
export function readSeparators(text: string): Separators | undefined {
  const field = text[3];
  if (!text.startsWith('MSH') || field === undefined || ORDINARY.test(field)) return undefined;
  const end = text.indexOf(field, 4);
  const encoding = text.slice(4, end === -1 ? 9 : end).trimEnd();
  if (encoding.length > 5) return undefined;
  if (field === SEPARATORS.field && encoding.startsWith(ENCODING_CHARACTERS)) return SEPARATORS;
  const [component, repetition, escape, subcomponent] = encoding;
  const separators = { ...SEPARATORS, field, ...withoutUndefined({ component, repetition, escape, subcomponent }) };
  const characters = Object.values(separators);
  return new Set(characters).size === characters.length && !characters.some((character) => ORDINARY.test(character))
    ? separators
    : undefined;
}

function withoutUndefined(named: Readonly<Record<string, string | undefined>>): Partial<Separators> {
  return Object.fromEntries(Object.entries(named).filter(([, character]) => character !== undefined));
}
