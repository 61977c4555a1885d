import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_SCHEMA, parseOrbitXml } from '../../nodes/lib/orbit/index.ts';

const FILE = join(import.meta.dirname, '../../docs/orbit-event.md');
const BEGIN = '<!-- fields: begin -->';
const END = '<!-- fields: end -->';

interface Schema {
  type?: string;
  const?: string;
  enum?: readonly string[];
  anyOf?: readonly Schema[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
}

/** The schema without its null branch: null and absent mean the same. */
const plain = (schema: Schema): Schema => schema.anyOf?.[0] ?? schema;

function rule(schema: Schema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.format === 'stockholm-time') return 'time with offset';
  if (schema.format === 'calendar-date') return '`YYYY-MM-DD`';
  if (schema.pattern !== undefined) return `\`${schema.pattern.replaceAll('|', '\\|')}\``;
  if (schema.maxLength !== undefined) return `text, at most ${String(schema.maxLength)}`;
  if (schema.maximum !== undefined) return `whole number, ${String(schema.minimum)} to ${String(schema.maximum)}`;
  if (schema.maxItems !== undefined) return `list, at most ${String(schema.maxItems)}`;
  return schema.type ?? '';
}

function rows(schema: Schema, place = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const inner = plain(field);
    const path = `${place}${name}`;
    const needed = schema.required?.includes(name) === true ? 'yes' : '';
    return [
      `| \`${path}\` | ${needed} | ${rule(inner)} |`,
      ...rows(inner, `${path}.`),
      ...(inner.items === undefined ? [] : rows(inner.items, `${path}[].`)),
    ];
  });
}

describe('the documentation of the event', () => {
  it('lists the fields of the schema (UPDATE_DOCS=1 writes them anew)', () => {
    const text = readFileSync(FILE, 'utf8');
    const table = ['| field | required | form |', '| --- | --- | --- |', ...rows(EVENT_SCHEMA)].join('\n');
    const [head, rest] = text.split(BEGIN);
    const tail = rest?.split(END)[1];
    assert.ok(head !== undefined && tail !== undefined);
    if (process.env.UPDATE_DOCS === '1') writeFileSync(FILE, `${head}${BEGIN}\n\n${table}\n\n${END}${tail}`);
    const squeezed = (markdown: string): string => markdown.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
    assert.ok(squeezed(readFileSync(FILE, 'utf8')).includes(squeezed(table)), 'the table is not that of the schema');
  });

  it('shows XML that is accepted', () => {
    const example = /```xml\n([^]*?)```/.exec(readFileSync(FILE, 'utf8'))?.[1] ?? '';
    const parsed = parseOrbitXml(Buffer.from(example, 'utf8'));
    assert.ok(parsed.ok);
    assert.deepEqual(
      parsed.events.map((event) => (event.ok ? [] : event.issues)),
      [[]],
    );
  });
});
