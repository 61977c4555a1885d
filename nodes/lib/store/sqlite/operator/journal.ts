/** The journal of the operators, the newest first. */
import type { CommandDetails, JournalEntry, Refusal } from '../../operator.ts';
import type { Connection } from '../connection.ts';
import { JOURNAL, type JournalRow } from '../statements/operator-statements.ts';

export function journal(
  db: Connection,
  { limit, before = Number.MAX_SAFE_INTEGER, caseId }: { limit: number; before?: number; caseId?: string },
): JournalEntry[] {
  const rows =
    caseId === undefined ? db.all(JOURNAL.page, before, limit) : db.all(JOURNAL.pageOfCase, caseId, before, limit);
  return rows.map(entryOf);
}

function entryOf(row: JournalRow): JournalEntry {
  const { journalId, at, operator, command, subjectKind, subject, caseId, reason, result, code, details } = row;
  return {
    journalId,
    at: new Date(at).toISOString(),
    by: operator,
    command,
    subject: { kind: subjectKind, id: subject },
    caseId,
    reason,
    result,
    code: code as Refusal | null,
    details: JSON.parse(details) as CommandDetails,
  };
}
