/** DG1, diagnosis: HL7 v2 §6.5.2. */
import { DELETED, id, nm, si, type EncodedSegment } from '../../hl7/index.ts';
import { diagnosisCode } from '../coded-values.ts';
import type { Draft } from '../draft.ts';

/** Table 0052: before the operation a diagnosis is the one of admission. */
const ADMITTING = 'A';

/** One for each diagnosis. "No diagnoses any more" is one with `""` as its code (HL7 v2 §2.10.4.1, snapshot mode). */
export function dg1(draft: Draft): readonly EncodedSegment[] {
  const { diagnoses } = draft.subject;
  if (diagnoses.length === 0) {
    return draft.deletes('DG1-3') ? [draft.segment('DG1', { 1: si(1), 3: DELETED, 6: id(ADMITTING) })] : [];
  }
  return diagnoses.map((diagnosis, index) =>
    draft.segment('DG1', {
      1: si(index + 1),
      3: diagnosisCode(draft, diagnosis),
      6: id(ADMITTING),
      15: nm(diagnosis.main ? 1 : 2),
    }),
  );
}
