/** Matches a message's segments against HL7's abstract message syntax: `[ ]` optional, `{ }` repeating (HL7 v2 §2.12). */

interface Item {
  /** The segment, or the first segment of the group: what tells whether the item begins here. */
  readonly first: string;
  readonly group?: readonly Item[];
  readonly optional: boolean;
  readonly repeating: boolean;
}

export type Grammar = readonly Item[];

/** Where the segments leave the grammar: `index` into the names, and the segment that had to stand there. */
export interface Mismatch {
  readonly index: number;
  readonly expected?: string;
}

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}' };

/** Compiles for example `MSH EVN PID [PD1] PV1 [{PR1 [{ROL}]}]`. Every group has to begin with a segment it cannot do without. */
export function compileGrammar(syntax: string): Grammar {
  const tokens = syntax.match(/[[\]{}]|\w+/g) ?? [];
  let at = 0;
  const readItems = (closing?: string): Item[] => {
    const items: Item[] = [];
    for (let token = tokens[at]; token !== closing; token = tokens[at]) {
      if (token === undefined) throw new SyntaxError(`unclosed bracket in ${syntax}`);
      at += 1;
      items.push(
        token in CLOSING
          ? bracket(token, readItems(CLOSING[token]))
          : { first: token, optional: false, repeating: false },
      );
    }
    at += 1;
    return items;
  };
  return readItems();
}

function bracket(opening: string, items: readonly Item[]): Item {
  const [only] = items;
  if (only === undefined) throw new SyntaxError('empty brackets in a grammar');
  const inner: Item =
    items.length === 1 ? only : { first: only.first, group: items, optional: false, repeating: false };
  return { ...inner, optional: inner.optional || opening === '[', repeating: inner.repeating || opening === '{' };
}

/** Undefined when the names are a message of the grammar. */
export function findMismatch(grammar: Grammar, names: readonly string[]): Mismatch | undefined {
  const end = matchItems(grammar, names, 0);
  if (typeof end !== 'number') return end;
  return end === names.length ? undefined : { index: end };
}

function matchItems(items: Grammar, names: readonly string[], start: number): number | Mismatch {
  let at = start;
  for (const item of items) {
    let found = 0;
    while (names[at] === item.first && (found === 0 || item.repeating)) {
      const next = item.group === undefined ? at + 1 : matchItems(item.group, names, at);
      if (typeof next !== 'number') return next;
      at = next;
      found += 1;
    }
    if (found === 0 && !item.optional) return { index: at, expected: item.first };
  }
  return at;
}
