/** ZSU, our own segment for what HL7 has no field for; off unless the site asks for it, and always the last. Field list: the interface specification. */
import { nm, st, type EncodedSegment } from '../../hl7/index.ts';
import type { Draft } from '../draft.ts';
import { eventReason } from '../coded-values.ts';

export function zsu(draft: Draft): readonly EncodedSegment[] {
  const { subject, event, profile } = draft;
  if (!profile.zsu) return [];
  const [main] = subject.procedures;
  const { time, care } = subject;
  return [
    draft.segment('ZSU', {
      1: st(subject.caseId),
      2: nm(event.version),
      3: st(subject.waitingListId),
      4: st(subject.referralId),
      5: st(main?.laterality),
      6: st(subject.anaesthesia),
      7: nm(subject.asa),
      8: event.reason === undefined ? undefined : eventReason(draft),
      9: st(care.type),
      10: nm(time.setupMin),
      11: nm(time.cleanupMin),
    }),
  ];
}
