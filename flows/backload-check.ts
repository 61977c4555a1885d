/** Looks through an export before anything is sent: which rows are bookings of the future, which are refused and why; and in which order they go. */
import type { ExportForm, Issue } from '../nodes/lib/orbit/index.ts';
import type { OrbitRoom } from './orbit-room.ts';

export interface RefusedRow {
  row: number;
  /** Of the case, where it can be read. */
  caseId: string;
  issues: readonly Issue[];
}

export interface CheckedExport {
  /** Where each booking stands in the file, the earliest operation first. */
  order: readonly { row: number; start: number; end: number }[];
  refused: readonly RefusedRow[];
  refusedCount: number;
  /** Operations that are over, and rows that book nothing. */
  past: number;
  /** Bookings by hospital. */
  hospitals: Readonly<Record<string, number>>;
}

/** More than a person reads; the count goes on. */
const MOST_REFUSED = 10_000;

export async function checkExport(path: string, form: ExportForm, room: OrbitRoom, now: Date): Promise<CheckedExport> {
  const found: { row: number; start: number; end: number; at: number }[] = [];
  const refused: RefusedRow[] = [];
  const hospitals: Record<string, number> = {};
  let [refusedCount, past] = [0, 0];
  for await (const { number: row, start, end, event } of room.readExport(path, form)) {
    const parsed = room.parseOrbitEvent(event);
    if (!parsed.ok) {
      refusedCount += 1;
      if (refused.length < MOST_REFUSED) refused.push({ row, caseId: parsed.caseId ?? '', issues: parsed.issues });
      continue;
    }
    const { case: wanted, hospital } = parsed.event;
    const at = wanted === undefined ? 0 : Date.parse(wanted.time.start);
    if (at < now.getTime()) {
      past += 1;
      continue;
    }
    hospitals[hospital] = (hospitals[hospital] ?? 0) + 1;
    found.push({ row, start, end, at });
  }
  found.sort((a, b) => a.at - b.at || a.row - b.row);
  return { order: found, refused, refusedCount, past, hospitals };
}
