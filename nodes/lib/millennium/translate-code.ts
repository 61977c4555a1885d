/** Looks codes up in the hospital's tables, and does with a missing one what the table's policy says. */
import type { MappingProblem } from './built-message.ts';
import type { CodeEntry, CodeTable, TableName } from './profile/code-tables.ts';
import type { HospitalProfile } from './profile/profile.ts';

/** Whose tables are asked, and who is told that a code is missing. */
export interface Lookup {
  readonly profile: HospitalProfile;
  fail(problem: MappingProblem): void;
}

/**
 * @param keys the code as the table may have it, the most specific first
 * @param given what goes out when the policy lets the code pass
 * @param field where the code was needed, for the operator
 * @returns undefined when the event is held for the missing code
 */
export function translateFirst(
  lookup: Lookup,
  table: TableName,
  keys: readonly string[],
  given: CodeEntry,
  field: string,
): CodeEntry | undefined {
  const codes: CodeTable = lookup.profile.tables[table];
  for (const key of keys) {
    const entry = Object.hasOwn(codes, key) ? codes[key] : undefined;
    if (entry !== undefined) return entry;
  }
  const policy = lookup.profile.missingCodes[table];
  if (policy === 'passThrough') return given;
  if (policy === 'default') return codes['*'];
  lookup.fail({ code: 'unmapped-code', text: `the table ${table} has no entry for ${keys.at(-1) ?? ''}`, field });
  return undefined;
}

/** Undefined in, undefined out: nothing was said, so nothing is missing. */
export function translate(
  lookup: Lookup,
  table: TableName,
  code: string | undefined,
  field: string,
): CodeEntry | undefined {
  return code === undefined || code === '' ? undefined : translateFirst(lookup, table, [code], { code }, field);
}
