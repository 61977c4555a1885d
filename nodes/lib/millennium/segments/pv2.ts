/** PV2, patient visit, additional: HL7 v2 §3.4.4. The plan of the stay and of the operation. */
import { dayOf, daysBetween, id, nm, type EncodedSegment, type FieldValue } from '../../hl7/index.ts';
import type { Priority } from '../../surgery/index.ts';
import { codedEntry, procedureCode } from '../coded-values.ts';
import type { Draft } from '../draft.ts';
import { translate } from '../translate-code.ts';

/** Table 0217. */
const VISIT_PRIORITY: Readonly<Record<Priority, string>> = { elective: '3', acute: '1', watch: '3' };
const LONGEST_STAY = 999;

export function pv2(draft: Draft): EncodedSegment {
  const { subject } = draft;
  const [main] = subject.procedures;
  const accommodation = translate(draft, 'accommodations', subject.care.accommodation, 'PV2-2');
  return draft.segment(
    'PV2',
    draft.withDeletions('PV2', {
      2: codedEntry(accommodation, draft.profile.codeSystemIds.local),
      3: main && procedureCode(draft, main),
      8: expectedAdmission(draft),
      9: draft.time(subject.care.dischargeAt, 'PV2-9'),
      10: nm(stayDays(draft)),
      25: id(VISIT_PRIORITY[subject.priority]),
      33: draft.time(subject.time.start, 'PV2-33'),
    }),
  );
}

/** With the time where one is planned, else the day of the operation. In 2.3 the field has room for the day only. */
function expectedAdmission(draft: Draft): FieldValue {
  const { admissionAt } = draft.subject.care;
  return admissionAt === undefined
    ? dayOf(draft.subject.time.start, draft.style.zone)
    : draft.time(admissionAt, 'PV2-8');
}

/** Whole days between admission and discharge, for inpatients. */
function stayDays({ subject, style }: Draft): number | undefined {
  const { type, admissionAt, dischargeAt } = subject.care;
  if (type !== 'inpatient' || admissionAt === undefined || dischargeAt === undefined) return undefined;
  const days = daysBetween(admissionAt, dischargeAt, style.zone);
  return days >= 0 && days <= LONGEST_STAY ? days : undefined;
}
