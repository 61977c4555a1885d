/** The data types of HL7: how many components each may have by version, which of them may have subcomponents, and how a primitive value looks. */
import { parseTimestamp } from './hl7-time.ts';
import { VERSIONS, type Version } from './message-header.ts';

interface CompositeType {
  /** The most components, by version, oldest first. */
  readonly components: readonly number[];
  /** Components that are composite themselves. */
  readonly withSubcomponents?: readonly number[];
}

const everywhere = (count: number): readonly number[] => VERSIONS.map(() => count);

const COMPOSITE_TYPES: Readonly<Record<string, CompositeType>> = {
  CE: { components: everywhere(6) },
  CQ: { components: everywhere(2), withSubcomponents: [2] },
  CWE: { components: everywhere(9) },
  CX: { components: [6, 6, 8, 10, 10], withSubcomponents: [4, 6, 9, 10] },
  EI: { components: everywhere(4) },
  HD: { components: everywhere(3) },
  MSG: { components: [2, 3, 3, 3, 3] },
  PL: { components: [9, 9, 9, 11, 11], withSubcomponents: [4, 10, 11] },
  PT: { components: everywhere(2) },
  TQ: { components: [10, 11, 12, 12, 12], withSubcomponents: [1, 2, 10, 11, 12] },
  TS: { components: everywhere(2) },
  VID: { components: [1, 3, 3, 3, 3], withSubcomponents: [2, 3] },
  XAD: { components: [9, 11, 12, 14, 14], withSubcomponents: [1, 12] },
  XCN: { components: [14, 15, 18, 23, 23], withSubcomponents: [2, 9, 14, 16, 17, 22, 23] },
  XON: { components: [9, 9, 9, 10, 10], withSubcomponents: [6, 8] },
  XPN: { components: [7, 8, 11, 14, 14], withSubcomponents: [1, 9, 10] },
  XTN: { components: [9, 9, 9, 12, 12] },
};

const PRIMITIVE: CompositeType = { components: everywhere(1) };

const FORMS: Readonly<Record<string, (text: string) => boolean>> = {
  SI: (text) => /^\d{1,4}$/.test(text),
  NM: (text) => /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text),
  TS: (text) => parseTimestamp(text) !== undefined,
  DT: (text) => /^\d{4}(\d\d){0,2}$/.test(text) && parseTimestamp(text) !== undefined,
};

/** Texts in which formatting commands such as `\.br\` are allowed. */
export function isFormattedText(dataType: string): boolean {
  return dataType === 'FT' || dataType === 'TX' || dataType === 'VARIES';
}

export function mostComponents(dataType: string, version: Version): number {
  return (COMPOSITE_TYPES[dataType] ?? PRIMITIVE).components[VERSIONS.indexOf(version)] ?? 1;
}

export function mayHaveSubcomponents(dataType: string, component: number): boolean {
  return COMPOSITE_TYPES[dataType]?.withSubcomponents?.includes(component) ?? false;
}

/** Whether the first component has the form of the type. */
export function hasForm(dataType: string, text: string): boolean {
  return FORMS[dataType]?.(text) ?? true;
}
