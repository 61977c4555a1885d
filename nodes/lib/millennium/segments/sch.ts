/** SCH, scheduling activity information: HL7 v2 §10.6.1. The sender is the filler: it owns the schedule. */
import { ce, ei, nm, tq, type EncodedSegment, type FieldValue } from '../../hl7/index.ts';
import { appointmentType, eventReason, fillerStatus, procedureCode } from '../coded-values.ts';
import type { Draft } from '../draft.ts';
import { contact } from '../people.ts';
import { translate } from '../translate-code.ts';

export function sch(draft: Draft): EncodedSegment {
  const { profile, subject, minutes } = draft;
  const start = draft.time(subject.time.start, 'SCH-11');
  const end = draft.time(subject.time.end, 'SCH-11');
  const who = contact(draft);
  return draft.segment('SCH', {
    ...appointmentIds(draft),
    5: profile.sendScheduleId ? scheduleId(draft) : undefined,
    6: eventReason(draft),
    ...reasonAndType(draft),
    9: nm(minutes),
    10: ce({ code: profile.durationUnit }),
    // Required until 2.4; sent beside TQ1 in later versions.
    11: tq({ duration: minutes, start, end }),
    16: who,
    20: who,
    25: fillerStatus(draft),
  });
}

/** In 2.3 SCH-1 is required whatever the site reads. */
function appointmentIds({ profile, subject, version }: Draft): { 1?: FieldValue; 2?: FieldValue } {
  const { namespace, oid } = profile.assigningAuthority.case;
  const id = ei({ id: subject.caseId, authority: { namespace, oid } });
  switch (profile.appointmentIdPlacement) {
    case 'both':
      return { 1: id, 2: id };
    case 'filler':
      return version === '2.3' ? { 1: id, 2: id } : { 2: id };
    case 'placer':
      return { 1: id };
  }
}

/** SCH-7 the planned procedure and SCH-8 the type, or the type in SCH-7 for receivers that read it there. */
function reasonAndType(draft: Draft): { 7?: FieldValue; 8?: FieldValue } {
  const type = appointmentType(draft);
  const [main] = draft.subject.procedures;
  switch (draft.profile.appointmentTypeField) {
    case 'SCH-8':
      return { 7: main && procedureCode(draft, main), 8: type };
    case 'SCH-7':
      return { 7: type };
    case 'both':
      return { 7: type, 8: type };
  }
}

function scheduleId(draft: Draft): FieldValue {
  const department = translate(draft, 'departments', draft.subject.operatingDepartment, 'SCH-5');
  return (
    department &&
    ce({
      code: department.code,
      ...(department.text === undefined ? {} : { text: department.text }),
      system: department.system ?? draft.profile.codeSystemIds.local,
    })
  );
}
