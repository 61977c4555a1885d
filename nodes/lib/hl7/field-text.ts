/** Reads and replaces one part of a field's encoded text: repetition, component, subcomponent. The parts before it are made as needed. */
import { SEPARATORS } from './separators.ts';
import type { FieldPath } from './field-path.ts';

type Part = Pick<FieldPath, 'repetition' | 'component' | 'subcomponent'>;

/** The encoded text of the part; '' when it is not there. */
export function partOf(field: string, { repetition, component, subcomponent }: Part): string {
  let text = field.split(SEPARATORS.repetition)[repetition - 1] ?? '';
  if (component !== undefined) text = text.split(SEPARATORS.component)[component - 1] ?? '';
  if (subcomponent !== undefined) text = text.split(SEPARATORS.subcomponent)[subcomponent - 1] ?? '';
  return text;
}

/** @param value encoded text of the part */
export function withPart(field: string, { repetition, component, subcomponent }: Part, value: string): string {
  return replacePart(field, SEPARATORS.repetition, repetition, (whole) =>
    component === undefined
      ? value
      : replacePart(whole, SEPARATORS.component, component, (text) =>
          subcomponent === undefined ? value : replacePart(text, SEPARATORS.subcomponent, subcomponent, () => value),
        ),
  );
}

function replacePart(text: string, separator: string, number: number, replace: (part: string) => string): string {
  const parts = text.split(separator);
  while (parts.length < number) parts.push('');
  parts[number - 1] = replace(parts[number - 1] ?? '');
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts.join(separator);
}
