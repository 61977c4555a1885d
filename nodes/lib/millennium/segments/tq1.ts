/** TQ1, timing: HL7 v2 §4.5.4, from 2.5 on, beside SCH-11 and saying the same. */
import { ce, cq, isAtLeast, si, type EncodedSegment } from '../../hl7/index.ts';
import type { Priority } from '../../surgery/index.ts';
import type { Draft } from '../draft.ts';

/** Table 0485: as soon as possible, routine. */
const PRIORITY: Readonly<Record<Priority, string>> = { elective: 'R', acute: 'A', watch: 'R' };

export function tq1(draft: Draft): readonly EncodedSegment[] {
  if (!isAtLeast(draft.version, '2.5')) return [];
  const { subject, profile, minutes } = draft;
  return [
    draft.segment('TQ1', {
      1: si(1),
      6: cq({ amount: minutes, unit: profile.durationUnit }),
      7: draft.time(subject.time.start, 'TQ1-7'),
      8: draft.time(subject.time.end, 'TQ1-8'),
      9: ce({ code: PRIORITY[subject.priority] }),
    }),
  ];
}
