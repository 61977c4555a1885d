/** SCH, scheduling activity information: HL7 v2 §10.6.1. The sender is the filler: it owns the schedule. */
import { ce, ei, nm, tq, type EncodedSegment, type FieldValue } from '../../hl7/index.ts';
import { appointmentType, codedEntry, eventReason, fillerStatus, procedureCode } from '../coded-values.ts';
import type { Draft } from '../draft.ts';
import { contact } from '../people.ts';
import { translate } from '../translate-code.ts';

export function sch(draft: Draft): EncodedSegment {
  const { profile, subject, minutes } = draft;
  const { appointmentIdPlacement: placement, appointmentTypeField: typeField } = profile;
  const id = appointmentId(draft);
  const type = appointmentType(draft);
  const [main] = subject.procedures;
  const start = draft.time(subject.time.start, 'SCH-11');
  const end = draft.time(subject.time.end, 'SCH-11');
  const who = contact(draft);
  return draft.segment('SCH', {
    // In 2.3 the placer's number is required whatever the site reads.
    1: placement !== 'filler' || draft.version === '2.3' ? id : undefined,
    2: placement !== 'placer' ? id : undefined,
    5: profile.sendScheduleId ? scheduleId(draft) : undefined,
    6: eventReason(draft),
    // The planned procedure, or the type for receivers that read it here.
    7: typeField === 'SCH-8' ? main && procedureCode(draft, main) : type,
    8: typeField === 'SCH-7' ? undefined : type,
    9: nm(minutes),
    10: ce({ code: profile.durationUnit }),
    // Required until 2.4; sent beside TQ1 in later versions.
    11: tq({ duration: minutes, start, end }),
    16: who,
    20: who,
    25: fillerStatus(draft),
  });
}

/** The standard's text gives the identifier itself 15 characters, whatever the field's length; receivers differ. */
const LONGEST_SURE_ID = 15;

function appointmentId(draft: Draft): FieldValue {
  const { profile, subject } = draft;
  if (subject.caseId.length > LONGEST_SURE_ID) draft.warn('SCH-2', 'the case id is longer than 15 characters');
  const { namespace, oid } = profile.assigningAuthority.case;
  return ei({ id: subject.caseId, authority: { namespace, oid } });
}

function scheduleId(draft: Draft): FieldValue {
  const department = translate(draft, 'departments', draft.subject.operatingDepartment, 'SCH-5');
  return codedEntry(department, draft.profile.codeSystemIds.local);
}
