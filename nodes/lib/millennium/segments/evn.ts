/** EVN, event type: HL7 v2 §3.4.1. ADT only. */
import { id, type EncodedSegment } from '../../hl7/index.ts';
import type { Draft } from '../draft.ts';
import { person } from '../people.ts';

/** Cancellations have no reason here: table 0062 has none for them, and SCH-6 tells it. */
const WITH_REASON: ReadonlySet<string> = new Set(['A04', 'A05', 'A08', 'A14']);

export function evn(draft: Draft): EncodedSegment {
  const { event, profile, trigger, subject } = draft;
  return draft.segment('EVN', {
    // Optional from 2.3.1 on, but receivers read it.
    1: id(trigger),
    2: draft.time(event.occurredAt, 'EVN-2'),
    3: draft.time(draft.expectedAt, 'EVN-3'),
    4: WITH_REASON.has(trigger) ? id(profile.eventReasonCode) : undefined,
    5: profile.sendOperator ? person(draft, event.bookedBy) : undefined,
    6: draft.time(profile.eventOccurred === 'start' ? subject.time.start : event.occurredAt, 'EVN-6'),
  });
}
