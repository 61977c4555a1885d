/** Makes an event of one row of an export: a column is named by the place of its field in the contract, such as `patient.id` or `procedures.0.code`. Judges nothing. */

/** What stands for every row of a file. */
export interface ExportDefaults {
  /** For rows without `occurredAt`. */
  exportedAt: string | undefined;
}

const NUMBERS = /^(version|asa|time\.(setup|knife|cleanup)Min)$/;
const FLAGS = /^(patient\.protected|care\.(alreadyAdmitted|bedWanted)|reason\.late|(procedures|diagnoses)\.\d+\.main)$/;
const TRUE = new Set(['true', '1', 'ja', 'yes']);
const FALSE = new Set(['false', '0', 'nej', 'no']);
const MOST_ENTRIES = 50;

/** An empty cell says nothing; a cell that is no number or no yes or no stays text, so that the check names it. */
export function eventOfRow(row: Readonly<Record<string, string>>, defaults: ExportDefaults): unknown {
  const event: Record<string, unknown> = {};
  for (const [column, cell] of Object.entries(row)) {
    const text = cell.trim();
    if (text !== '') put(event, column.trim().split('.'), valueOf(column.trim(), text));
  }
  return withDefaults(event, defaults);
}

/** The same event id for the same version of the same case, so that a file that is sent twice sends nothing twice. */
export function withDefaults(event: Readonly<Record<string, unknown>>, { exportedAt }: ExportDefaults): unknown {
  const { caseId, version = 1 } = event;
  const id = typeof caseId === 'string' || typeof caseId === 'number' ? String(caseId) : '';
  return {
    schema: 'orbit.surgical-event/1',
    eventId: `backload:${id}:${typeof version === 'number' ? String(version) : ''}`,
    eventType: 'booked',
    version,
    ...(exportedAt === undefined ? {} : { occurredAt: exportedAt }),
    ...event,
  };
}

function valueOf(column: string, text: string): unknown {
  if (NUMBERS.test(column) && /^\d{1,9}$/.test(text)) return Number(text);
  if (!FLAGS.test(column)) return text;
  const word = text.toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : text;
}

function put(target: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (key === '' || key === '__proto__') return;
  const [next] = rest;
  if (next === undefined) {
    target[key] = value;
    return;
  }
  const isList = /^\d{1,2}$/.test(next) && Number(next) < MOST_ENTRIES;
  const inner = (target[key] ??= isList ? [] : {});
  if (typeof inner === 'object') put(inner as Record<string, unknown>, rest, value);
}
