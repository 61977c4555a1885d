/** Takes a message of ours apart into the fields the preview shows. */
import { asVersion, fieldName, parseMessage } from '../lib/hl7/index.ts';

export interface ReadField {
  path: string;
  name: string;
  text: string;
}

export interface ReadSegment {
  name: string;
  fields: readonly ReadField[];
}

/** The valued fields of each segment, in order. A message that cannot be read has none: it was refused before it came here. */
export function readFields(hl7: string): ReadSegment[] {
  const parsed = parseMessage(hl7);
  if (!parsed.ok) return [];
  const version = asVersion(parsed.message.segment('MSH')?.field(12, 1, 1) ?? '');
  const counts = new Map<string, number>();
  return parsed.message.segments.map(({ name, text }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const label = count === 1 ? name : `${name}(${String(count)})`;
    const parts = text.split('|').slice(1);
    // MSH-1 is the separator itself.
    const first = name === 'MSH' ? 2 : 1;
    return {
      name: label,
      fields: parts.flatMap((part, index) => {
        const number = index + first;
        if (part === '') return [];
        const known = version === undefined ? undefined : fieldName(name, number, version);
        return [{ path: `${label}-${String(number)}`, name: known ?? '', text: part }];
      }),
    };
  });
}
