/** Holds the order of a message's segments against its structure. Segments of the sites' own (Z…) may follow at the end. */
import type { Structure } from './tables/message-structures.ts';

export interface StructureMismatch {
  /** Index into the names where the order is left. */
  index: number;
  /** What had to stand there; undefined when a segment stands where none may. */
  expected?: string;
}

export function matchStructure(structure: Structure, names: readonly string[]): StructureMismatch | undefined {
  const standard = names.slice(0, names.findLastIndex((name) => !name.startsWith('Z')) + 1);
  const end = match(structure, standard, 0);
  if (typeof end !== 'number') return end;
  return end === standard.length ? undefined : { index: end };
}

/** The index after the last segment that belongs to the structure. Every element begins with a segment of its own, so there is nothing to try twice. */
function match(structure: Structure, names: readonly string[], start: number): number | StructureMismatch {
  let at = start;
  for (const { name, group, required, repeats } of structure) {
    if (names[at] !== name) {
      if (required) return { index: at, expected: name };
      continue;
    }
    do {
      if (group === undefined) {
        at += 1;
      } else {
        const end = match(group, names, at);
        if (typeof end !== 'number') return end;
        at = end;
      }
    } while (repeats && names[at] === name);
  }
  return at;
}
