/** Checks the order and presence of the segments; Z segments may stand anywhere after MSH. */
import { findMismatch } from './grammar.ts';
import type { Hl7Message } from './hl7-message.ts';
import type { Version } from './message-header.ts';
import { grammarOf, type Trigger } from './message-structures.ts';
import { refuse, type Refusal } from './refusal.ts';

export function checkStructure(message: Hl7Message, trigger: Trigger, version: Version): Refusal | undefined {
  const segments = message.segments.filter(({ name }) => !name.startsWith('Z'));
  const mismatch = findMismatch(
    grammarOf(trigger, version),
    segments.map(({ name }) => name),
  );
  if (mismatch === undefined) return undefined;
  const { index, expected } = mismatch;
  if (expected !== undefined) return refuse('100', `${expected} is missing or stands too late`, expected);
  const unexpected = segments[index];
  return refuse('100', `${unexpected?.name ?? ''} may not stand there`, unexpected);
}
