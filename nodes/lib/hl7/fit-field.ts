/**
 * Makes a field fit its length: HL7 before 2.7 has no truncation, so the sender cuts (HL7 v2 §2.5.5.2).
 * Gives up texts and names, then what qualifies an identifier; never a part of an identifier, a code or a number: those stay too long and are refused later.
 */
import type { EncodedField } from './encoded.ts';
import type { DataType, FieldRule } from './field-table.ts';

export interface Fitted {
  text: EncodedField;
  /** Text or a name has been cut: people should know. Leaving out an authority's OID is not told, it is the same for every message of a version. */
  cut: boolean;
}

/** One repetition or several; those a version does not allow are left out. */
export function fitField(text: EncodedField, rule: FieldRule): Fitted {
  const repetitions = text.split('~').slice(0, rule.repeats ? undefined : 1);
  const fitted = repetitions.map((repetition) => fitRepetition(repetition, rule));
  return { text: fitted.map((part) => part.text).join('~') as EncodedField, cut: fitted.some(({ cut }) => cut) };
}

function fitRepetition(text: string, { type, maxLength }: FieldRule): Fitted {
  if (text.length <= maxLength) return { text: text as EncodedField, cut: false };
  let components = text.split('^');
  let cut = false;
  for (const step of STEPS[type] ?? []) {
    const before = lengthOf(components);
    if (before <= maxLength) break;
    components =
      step.drop === undefined ? cutComponent(components, step.cut, before - maxLength) : step.drop(components);
    if (step.drop === undefined && lengthOf(components) < before) cut = true;
  }
  return { text: trimmed(components).join('^') as EncodedField, cut };
}

type Step = { cut: number; drop?: undefined } | { drop(components: readonly string[]): string[] };

/** Cuts the component with this number. */
const cut = (component: number): Step => ({ cut: component });
/** Leaves the component out. */
const drop = (component: number): Step => ({
  drop: (components) => components.map((text, index) => (index === component - 1 ? '' : text)),
});
/** Leaves of an authority its namespace. */
const namespaceOnly = (component: number): Step => ({
  drop: (components) => components.map((text, index) => (index === component - 1 ? (text.split('&')[0] ?? '') : text)),
});
/** Of a time the day is kept: PV2-8 of HL7 2.3 has eight characters. */
const dayOnly: Step = { drop: ([time = '']) => [time.slice(0, 8)] };

/** What each type gives up, in this order. */
const STEPS: Partial<Readonly<Record<DataType, readonly Step[]>>> = {
  ST: [cut(1)],
  FT: [cut(1)],
  VARIES: [cut(1)],
  CE: [cut(2)],
  CWE: [cut(2)],
  CX: [namespaceOnly(4), drop(5), drop(4)],
  EI: [drop(4), drop(3), drop(2)],
  HD: [drop(3), drop(2)],
  PL: [drop(6), drop(4)],
  TS: [dayOnly],
  XAD: [cut(2), cut(1)],
  XCN: [namespaceOnly(9), drop(9), cut(3), cut(2)],
  XPN: [cut(3), cut(2), cut(1)],
};

function lengthOf(components: readonly string[]): number {
  return trimmed(components).join('^').length;
}

function trimmed(components: readonly string[]): readonly string[] {
  let last = components.length;
  while (components[last - 1] === '') last -= 1;
  return components.slice(0, last);
}

function cutComponent(components: readonly string[], number: number, surplus: number): string[] {
  return components.map((text, index) =>
    index === number - 1 ? cutEscaped(text, Math.max(0, text.length - surplus)) : text,
  );
}

const ENDS_INSIDE = /[\uD800-\uDBFF]$/;
const COMBINING = /^\p{M}/u;

/** Never cuts inside an escape sequence, between the halves of a character or before its accent. */
function cutEscaped(text: string, maxLength: number): string {
  let end = 0;
  for (const piece of text.match(/\\[^\\]*\\|[^]/g) ?? []) {
    if (end + piece.length > maxLength) break;
    end += piece.length;
  }
  let kept = text.slice(0, end);
  if (ENDS_INSIDE.test(kept)) kept = kept.slice(0, -1);
  while (kept !== '' && COMBINING.test(text.slice(kept.length))) kept = [...kept].slice(0, -1).join('');
  return kept.trimEnd();
}
