/** Other values a leaf of an event or a profile could have had: what a field depends on shows when they are put in its place. */
import { addMinutes } from './shifted-time.ts';

/** The words each key may have, wherever in a JSON Schema it stands. */
export type Words = ReadonlyMap<string, readonly unknown[]>;

export function wordsOf(schema: unknown): Words {
  const words = new Map<string, unknown[]>();
  const visit = (part: unknown, key: string): void => {
    if (Array.isArray(part)) for (const each of part) visit(each, key);
    else if (typeof part === 'object' && part !== null) {
      const { enum: allowed } = part as { enum?: unknown };
      if (Array.isArray(allowed)) words.set(key, [...(words.get(key) ?? []), ...(allowed as unknown[])]);
      const isMap = 'properties' in part;
      for (const [name, inner] of Object.entries(isMap ? (part.properties as object) : part))
        visit(inner, isMap || !KEYWORDS.has(name) ? name : key);
    }
  };
  visit(schema, '');
  return words;
}

const KEYWORDS = new Set(['anyOf', 'allOf', 'oneOf', 'items', 'if', 'then', 'else', 'additionalProperties', 'enum']);
const TIME = /^\d{4}-\d{2}-\d{2}T/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const QUARTER = 15;

/** @returns the likeliest first; nothing for a leaf that says nothing */
export function alternativesTo(key: string, value: unknown, words: Words): unknown[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1, value - 1];
  if (typeof value !== 'string') return [];
  if (value === '') return ['X'];
  if (TIME.test(value)) return [addMinutes(value, QUARTER), addMinutes(value, -QUARTER)];
  if (DAY.test(value)) return [`${value.slice(0, -2)}${value.endsWith('12') ? '13' : '12'}`];
  const others = (words.get(key) ?? []).filter((word) => word !== value);
  return [...others, `${value.slice(0, -1)}${value.endsWith('X') ? 'Y' : 'X'}`, `${value}1`, ...otherNumbers(value)];
}

/** Personal numbers end in a serial number and a check digit: one of ten fits. */
function otherNumbers(value: string): string[] {
  if (!/\d{2}$/.test(value) || value.length < 10) return [];
  const serial = (Number(value.at(-2)) + 2) % 10;
  return Array.from({ length: 10 }, (_, check) => `${value.slice(0, -2)}${String(serial)}${String(check)}`);
}
