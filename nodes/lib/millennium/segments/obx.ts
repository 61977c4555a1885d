/** OBX in the patient group of SIU: facts of the case that have no field, in the way of theatre systems. Off unless the site asks for it. HL7 v2 §7.4.2. */
import { ce, id, nm, si, st, type EncodedSegment, type FieldValue } from '../../hl7/index.ts';
import type { Draft } from '../draft.ts';

/** Table 0085: final. */
const FINAL = 'F';

export function obx(draft: Draft): readonly EncodedSegment[] {
  if (!draft.profile.obxMeta) return [];
  return facts(draft).map(([name, type, value, unit], index) =>
    draft.segment('OBX', {
      1: si(index + 1),
      2: id(type),
      3: ce({ code: name, system: draft.profile.codeSystemIds.local }),
      // Required in 2.3.1 alone.
      4: draft.version === '2.3.1' ? st('1') : undefined,
      5: value,
      6: unit === undefined ? undefined : ce({ code: unit }),
      11: id(FINAL),
    }),
  );
}

type Fact = readonly [name: string, type: 'ST' | 'NM' | 'TS', value: FieldValue, unit?: string];

function facts(draft: Draft): readonly Fact[] {
  const { subject, profile } = draft;
  const { time } = subject;
  const unit = profile.durationUnit;
  const all: readonly Fact[] = [
    ['CASE_START_TIME', 'TS', draft.time(time.start, 'OBX-5')],
    ['CASE_END_TIME', 'TS', draft.time(time.end, 'OBX-5')],
    ['SETUP_TIME', 'NM', nm(time.setupMin), unit],
    ['KNIFE_TIME', 'NM', nm(time.knifeMin), unit],
    ['CLEANUP_TIME', 'NM', nm(time.cleanupMin), unit],
    ['CASE_CLASS', 'ST', st(subject.priority)],
    ['CASE_TYPE', 'ST', st(subject.care.type)],
    ['ANESTHESIA_TYPE', 'ST', st(subject.anaesthesia)],
    ['ASA_CLASS', 'NM', nm(subject.asa)],
    ['WAITING_LIST_ID', 'ST', st(subject.waitingListId)],
    ['REFERRAL_ID', 'ST', st(subject.referralId)],
  ];
  return all.filter(([, , value]) => value !== undefined && value !== '');
}
