/** An event of the contract written as XML. */

const ITEM: Readonly<Record<string, string>> = { procedures: 'procedure', diagnoses: 'diagnosis', staff: 'member' };

export function toXml(event: object): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${xmlElement('surgicalEvent', event)}`;
}

export function xmlElement(name: string, value: unknown): string {
  if (value === null || value === undefined) return `<${name}/>`;
  if (Array.isArray(value)) {
    return `<${name}>${value.map((item) => xmlElement(ITEM[name] ?? 'item', item)).join('')}</${name}>`;
  }
  if (typeof value === 'object') {
    return `<${name}>${Object.entries(value)
      .map(([key, part]) => xmlElement(key, part))
      .join('')}</${name}>`;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `<${name}>${escaped(text)}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\r', '&#13;');
}
