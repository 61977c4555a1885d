/** Reads the XML form: element names are the field names; what it says becomes the same value as JSON and goes through the same door. */
import { SaxesParser } from 'saxes';
import { parseList, type ParsedBody } from './parse-json.ts';
import { parseOrbitEvent } from './parse-event.ts';

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

const MAX_DEPTH = 12;
const MAX_ELEMENTS = 200_000;
const LISTS: Readonly<Record<string, string>> = { procedures: 'procedure', diagnoses: 'diagnosis', staff: 'member' };
const BOOLEANS = new Set(['protected', 'alreadyAdmitted', 'bedWanted', 'main', 'late']);
const NUMBERS = new Set(['version', 'setupMin', 'knifeMin', 'cleanupMin', 'asa']);

export function parseOrbitXml(bytes: Buffer): ParsedBody {
  const text = decode(bytes);
  const root = text === undefined ? undefined : readTree(text);
  if (root === undefined)
    return {
      ok: false,
      status: 400,
      issues: [{ pointer: '', message: 'must be well-formed XML in UTF-8 or ISO-8859-1 without a DOCTYPE' }],
    };
  if (root.name === 'surgicalEvent')
    return {
      ok: true,
      batch: false,
      events: [parseOrbitEvent({ schema: 'orbit.surgical-event/1', ...toObject(root) })],
    };
  if (root.name === 'surgicalEvents')
    return parseList(root.children.map((child) => ({ schema: 'orbit.surgical-event/1', ...toObject(child) })));
  return {
    ok: false,
    status: 422,
    issues: [{ pointer: '', message: 'the root must be surgicalEvent or surgicalEvents' }],
  };
}

function decode(bytes: Buffer): string | undefined {
  const declared =
    /^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']/
      .exec(bytes.subarray(0, 200).toString('latin1'))?.[1]
      ?.toLowerCase() ?? 'utf-8';
  if (declared === 'iso-8859-1') return bytes.toString('latin1');
  if (declared !== 'utf-8') return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

class Refused extends Error {}

function readTree(text: string): Element | undefined {
  const top: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  let elements = 0;
  const parser = new SaxesParser({ xmlns: false });
  parser.on('doctype', () => {
    throw new Refused();
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (open.length > MAX_DEPTH || elements > MAX_ELEMENTS) throw new Refused();
    const element: Element = { name: name.replace(/^[^:]*:/, ''), attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  const append = (part: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += part;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  try {
    parser.write(text).close();
  } catch {
    return undefined;
  }
  return top.children[0];
}

function toValue(element: Element): unknown {
  const { name, children, text } = element;
  const item = LISTS[name];
  if (item !== undefined) return children.map((child) => (child.name === item ? toObject(child) : child.name));
  if (name === 'extensions')
    return Object.fromEntries(children.map((child) => [child.attributes.name ?? child.name, child.text]));
  if (children.length > 0) return toObject(element);
  return scalar(name, text);
}

function toObject({ children }: Element): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const child of children) {
    const part = toValue(child);
    if (part !== undefined)
      Object.defineProperty(value, child.name, { value: part, enumerable: true, configurable: true, writable: true });
  }
  return value;
}

/** An empty element is an absent field. Text that is no number or truth value stays text and is refused by the schema. */
function scalar(name: string, text: string): unknown {
  if (text === '') return undefined;
  if (BOOLEANS.has(name) && (text === 'true' || text === 'false')) return text === 'true';
  return NUMBERS.has(name) && /^-?\d{1,9}$/.test(text) ? Number(text) : text;
}
