/** What the standard says of the fields of one segment in one version, compiled from a table of one line a field. */
import { CODE_TABLES } from './code-tables.ts';
import { mostComponents } from './data-types.ts';
import { perVersion, VERSIONS, type Version } from './message-header.ts';

export interface FieldRule {
  readonly dataType: string;
  readonly required: boolean;
  readonly repeats: boolean;
  /** HL7 or user-defined table the value has to be in. */
  readonly table?: { readonly number: string; readonly codes: ReadonlySet<string> };
  readonly mostComponents: number;
}

export interface SegmentRules {
  readonly fieldCount: number;
  /** By field number; a field that is not listed is optional and of a type that is not checked. */
  readonly fields: readonly (FieldRule | undefined)[];
}

const ROW = /^(\d+) +(\w+)( .*)?$/;

/**
 * Compiles rows such as `5 XPN R *2.3.1+` or `8 TS @2.3.1+ #0004`:
 * number, data type, `R` required, `*` repeats, `@` exists, each with an optional range of versions (`2.3`, `2.3-2.4`, `2.4+`), `#` table.
 * @param fieldCounts - number of fields the segment has in each version, oldest first
 */
export function compileRules(fieldCounts: readonly number[], table: string): Record<Version, SegmentRules> {
  const rows = table.trim().split('\n');
  return perVersion((version, index) => {
    const fields: (FieldRule | undefined)[] = [];
    for (const row of rows) {
      const [, number, dataType, flags = ''] = ROW.exec(row.trim()) ?? [];
      if (number === undefined || dataType === undefined) throw new SyntaxError(`not a field rule: ${row}`);
      const rule = compileRow(dataType, flags.trim().split(/ +/), version);
      if (rule !== undefined) fields[Number(number)] = rule;
    }
    return { fieldCount: fieldCounts[index] ?? 0, fields };
  });
}

function compileRow(dataType: string, flags: readonly string[], version: Version): FieldRule | undefined {
  const rangeOf = (mark: string): string | undefined => flags.find((flag) => flag.startsWith(mark))?.slice(1);
  const exists = rangeOf('@');
  if (exists !== undefined && !isInRange(version, exists)) return undefined;
  const required = rangeOf('R');
  const repeats = rangeOf('*');
  const number = rangeOf('#') ?? '';
  const codes = CODE_TABLES[number];
  return {
    dataType,
    required: required !== undefined && isInRange(version, required),
    repeats: repeats !== undefined && isInRange(version, repeats),
    mostComponents: mostComponents(dataType, version),
    ...(codes === undefined ? {} : { table: { number, codes } }),
  };
}

function isInRange(version: Version, range: string): boolean {
  if (range === '') return true;
  const [oldest = '', newest = range.endsWith('+') ? '2.5.1' : oldest] = range.replace('+', '').split('-');
  const index = VERSIONS.indexOf(version);
  return index >= VERSIONS.indexOf(oldest as Version) && index <= VERSIONS.indexOf(newest as Version);
}
