/** Compiles the field tables of the standard into one array a segment and version, indexed by field number. */
import { VERSIONS, type Hl7Version } from './version.ts';

export type DataType =
  | 'CE' | 'CQ' | 'CWE' | 'CX' | 'EI' | 'FT' | 'HD' | 'ID' | 'IS' | 'MSG' | 'NM' | 'PL' | 'PT' | 'SI' | 'ST'
  | 'TQ' | 'TS' | 'VARIES' | 'VID' | 'XAD' | 'XCN' | 'XON' | 'XPN' | 'XTN'; // prettier-ignore

/** Data type, length (one for all versions, or one a version, oldest first, the last standing for the rest), name, and what else holds in which versions. */
export type FieldRow = readonly [
  type: DataType,
  length: number | readonly number[],
  name: string,
  rules?: { required?: readonly Hl7Version[]; repeats?: readonly Hl7Version[] },
];

export interface FieldRule {
  readonly type: DataType;
  /** Characters of one repetition, escapes included. */
  readonly maxLength: number;
  readonly name: string;
  readonly required: boolean;
  readonly repeats: boolean;
}

export interface SegmentRule {
  /** The last field the segment has in this version; 0 when the version has no such segment. */
  readonly fieldCount: number;
  /** Index = field number. A field that is not listed is optional and of any form. */
  readonly fields: readonly (FieldRule | undefined)[];
  /** Numbers of the required fields. */
  readonly required: readonly number[];
}

export type SegmentTable = Readonly<Record<Hl7Version, SegmentRule>>;

/** @param fieldCounts number of fields in each version, oldest first */
export function segmentTable(
  fieldCounts: readonly [number, number, number, number, number],
  rows: Readonly<Record<number, FieldRow>>,
): SegmentTable {
  const ofVersion = VERSIONS.map((version, index) => [version, compile(version, index, fieldCounts[index] ?? 0, rows)]);
  return Object.fromEntries(ofVersion) as Record<Hl7Version, SegmentRule>;
}

function compile(
  version: Hl7Version,
  versionIndex: number,
  fieldCount: number,
  rows: Readonly<Record<number, FieldRow>>,
): SegmentRule {
  const fields: (FieldRule | undefined)[] = Array.from({ length: fieldCount + 1 }, () => undefined);
  const required: number[] = [];
  for (const [number, [type, length, name, rules = {}]] of Object.entries(rows)) {
    if (Number(number) > fieldCount) continue;
    const isRequired = rules.required?.includes(version) ?? false;
    if (isRequired) required.push(Number(number));
    fields[Number(number)] = {
      type,
      maxLength: typeof length === 'number' ? length : (length[versionIndex] ?? length.at(-1) ?? 0),
      name,
      required: isRequired,
      repeats: rules.repeats?.includes(version) ?? false,
    };
  }
  return { fieldCount, fields, required };
}
