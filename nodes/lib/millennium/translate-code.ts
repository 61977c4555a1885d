/** Looks codes up in the hospital's tables, and does with a missing one what the table's policy says. */
import type { Draft } from './draft.ts';
import type { CodeEntry, CodeTable, TableName } from './profile/code-tables.ts';

/**
 * @param keys the code as the table may have it, the most specific first
 * @param given what goes out when the policy lets the code pass
 * @param field where the code was needed, for the operator
 * @returns undefined when the event is held for the missing code
 */
export function translateFirst(
  draft: Draft,
  table: TableName,
  keys: readonly string[],
  given: CodeEntry,
  field: string,
): CodeEntry | undefined {
  const codes: CodeTable = draft.profile.tables[table];
  for (const key of keys) {
    const entry = Object.hasOwn(codes, key) ? codes[key] : undefined;
    if (entry !== undefined) return entry;
  }
  const policy = draft.profile.missingCodes[table];
  if (policy === 'passThrough') return given;
  if (policy === 'default') return codes['*'];
  draft.fail({ code: 'unmapped-code', text: `the table ${table} has no entry for ${keys.at(-1) ?? ''}`, field });
  return undefined;
}

/** Undefined in, undefined out: nothing was said, so nothing is missing. */
export function translate(
  draft: Draft,
  table: TableName,
  code: string | undefined,
  field: string,
): CodeEntry | undefined {
  return code === undefined || code === '' ? undefined : translateFirst(draft, table, [code], { code }, field);
}
