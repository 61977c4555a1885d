/** What ADT A14 and A27 do to the bed reserved for a visit. */
import { findActiveEncounter, openedChanges } from './decide-encounter.ts';
import { firstSegment, value } from './hl7-message.ts';
import { change, nothingToCancel, refused, type DecisionContext, type Outcome } from './outcome.ts';
import { readTime } from './read-encounter.ts';
import type { Changes } from './records.ts';
import { refuse } from './refusal.ts';
import { updated, updatedPlace } from './update-rules.ts';

/** A repeated A14 is never a conflict (IHE PAM): it replaces the reservation. The pending location stands in PV1-42, else in PV1-3. */
export function reserveBed(context: DecisionContext): Outcome {
  const found = findActiveEncounter(context);
  const isUnknown = context.held.encounter(context.visitNumber) === undefined;
  if ('refusal' in found && !(isUnknown && context.rules.acceptUnknownEncounters)) return refused(found.refusal);
  const visit = firstSegment(context.message, 'PV1');
  const plan = firstSegment(context.message, 'PV2');
  const place = updatedPlace(undefined, visit, value(visit, 42) === '' ? 3 : 42);
  if (place.ward === '') return refused(refuse('101', 'the ward is missing', visit, 42));
  const opened: Changes = isUnknown ? openedChanges(context, 'system') : {};
  return change({
    ...opened,
    bed: {
      visitNumber: context.visitNumber,
      ...place,
      from: updated(undefined, readTime(plan, 8, context.zone)),
      to: updated(undefined, readTime(plan, 9, context.zone)),
      status: 'reserved',
    },
  });
}

export function releaseBed(context: DecisionContext): Outcome {
  const before = context.held.bed(context.visitNumber);
  if (before === undefined || before.status === 'released') return nothingToCancel(context.rules, 'bed');
  return change({ bed: { ...before, status: 'released' } });
}
