/** Reads an export of Orbit, CSV or JSON Lines, row by row with the bytes it stands in: a file of any size in a little memory. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { eventOfRow, withDefaults, type ExportDefaults } from './export-row.ts';

export interface ExportForm extends ExportDefaults {
  kind: 'csv' | 'jsonl';
  encoding: 'utf8' | 'latin1';
  /** Of a CSV file. */
  delimiter: string;
  columns: readonly string[];
}

export interface ExportRow {
  /** From 1, the line of the headings included. */
  number: number;
  /** Bytes from the beginning of the file; `end` is the first one behind it. */
  start: number;
  end: number;
  /** Undefined: cannot be read. */
  event: unknown;
}

const DELIMITERS = [';', ',', '\t'] as const;
const BOM = '\uFEFF';
const MOST_HEAD_BYTES = 256 * 1024;

/** What kind of file it is, by its first line. @returns undefined for an empty file */
export async function formOf(
  path: string,
  { encoding, exportedAt }: Pick<ExportForm, 'encoding' | 'exportedAt'>,
): Promise<ExportForm | undefined> {
  const file = await open(path);
  const { buffer, bytesRead } = await file
    .read(Buffer.alloc(MOST_HEAD_BYTES), 0, MOST_HEAD_BYTES, 0)
    .finally(() => file.close());
  const [head = ''] = buffer.toString(encoding, 0, bytesRead).replace(BOM, '').split(/\r?\n/, 1);
  if (head.trim() === '') return undefined;
  if (head.trimStart().startsWith('{')) return { kind: 'jsonl', encoding, delimiter: '', columns: [], exportedAt };
  const counts = DELIMITERS.map((delimiter) => head.split(delimiter).length);
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ';';
  const [columns = []] = parseAtOnce(head, { delimiter });
  return { kind: 'csv', encoding, delimiter, columns: columns.map((column) => column.trim()), exportedAt };
}

/** The rows in the order of the file. */
export function readExport(path: string, form: ExportForm): AsyncGenerator<ExportRow> {
  return form.kind === 'csv' ? readCsv(path, form) : readLines(path, form);
}

/** One row again, by the bytes it stands in. */
export function readRow(bytes: Buffer, form: ExportForm): unknown {
  const text = bytes.toString(form.encoding).replace(BOM, '');
  if (form.kind === 'jsonl') return eventOfLine(text, form);
  const [cells] = parseAtOnce(text, { delimiter: form.delimiter, relax_column_count: true });
  return cells === undefined ? undefined : eventOfCells(cells, form);
}

interface Parsed {
  record: string[];
  info: { bytes: number };
}

async function* readCsv(path: string, form: ExportForm): AsyncGenerator<ExportRow> {
  const parser = createReadStream(path).pipe(
    parse({
      delimiter: form.delimiter,
      encoding: form.encoding,
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }),
  );
  let start = 0;
  let number = 0;
  for await (const { record, info } of parser as AsyncIterable<Parsed>) {
    number += 1;
    if (number > 1) yield { number, start, end: info.bytes, event: eventOfCells(record, form) };
    start = info.bytes;
  }
}

async function* readLines(path: string, form: ExportForm): AsyncGenerator<ExportRow> {
  let number = 0;
  for await (const { start, bytes } of linesOf(path)) {
    number += 1;
    const text = bytes.toString(form.encoding).replace(BOM, '').trim();
    if (text !== '') yield { number, start, end: start + bytes.length, event: eventOfLine(text, form) };
  }
}

const LF = 0x0a;

async function* linesOf(path: string): AsyncGenerator<{ start: number; bytes: Buffer }> {
  let rest: Buffer = Buffer.alloc(0);
  let start = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF)) {
      yield { start, bytes: bytes.subarray(0, end) };
      bytes = bytes.subarray(end + 1);
      start += end + 1;
    }
    rest = bytes;
  }
  if (rest.length > 0) yield { start, bytes: rest };
}

function eventOfCells(cells: readonly string[], form: ExportForm): unknown {
  if (cells.length > form.columns.length) return undefined;
  return eventOfRow(Object.fromEntries(form.columns.map((column, index) => [column, cells[index] ?? ''])), form);
}

function eventOfLine(line: string, form: ExportForm): unknown {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? withDefaults(value as Record<string, unknown>, form)
      : undefined;
  } catch {
    return undefined;
  }
}
