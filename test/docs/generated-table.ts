/** Holds a generated table in a document to its source; UPDATE_DOCS=1 writes it anew. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

/** @param name the table stands between `<!-- name: begin -->` and `<!-- name: end -->` */
export function holdTable(file: string, name: string, rows: readonly (readonly string[])[]): void {
  const [head = [], ...body] = rows;
  const lines = [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.map(escaped).join(' | ')} |`);
  const table = lines.join('\n');
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const text = readFileSync(file, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  assert.ok(before !== undefined && after !== undefined, `${file} has no place for ${name}`);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(file, `${before}${begin}\n\n${table}\n\n${end}${after}`);
  const written = readFileSync(file, 'utf8').split(begin)[1]?.split(end)[0] ?? '';
  assert.equal(squeezed(written.trim()), squeezed(table), 'UPDATE_DOCS=1 writes the table anew');
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}

/** Formatting pads the cells. */
function squeezed(markdown: string): string {
  return markdown.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
}
