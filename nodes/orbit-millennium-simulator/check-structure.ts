/** Checks the order and presence of the segments; Z segments may stand anywhere after MSH. */
import { findMismatch } from './grammar.ts';
import type { Hl7Message } from './hl7-message.ts';
import type { Version } from './message-header.ts';
import { grammarOf, type Trigger } from './message-structures.ts';
import { refuse, type Refusal } from './refusal.ts';

export function checkStructure(message: Hl7Message, trigger: Trigger, version: Version): Refusal | undefined {
  const segments = message.segments.filter(({ name }) => !name.startsWith('Z'));
  const names = segments.map(({ name }) => name);
  const mismatch = findMismatch(grammarOf(trigger, version), names);
  if (mismatch === undefined) return undefined;
  const { index, expected } = mismatch;
  // Where the expected segment comes later, the one that stands in its place is the wrong one.
  if (expected !== undefined && !names.includes(expected, index))
    return refuse('100', `${expected} is missing`, expected);
  return refuse('100', `${names[index] ?? ''} may not stand there`, segments[index]);
}
