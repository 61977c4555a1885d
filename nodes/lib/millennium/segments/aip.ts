/** AIP, appointment information, personnel: HL7 v2 §10.6.7. */
import { ce, id, nm, si, type EncodedSegment } from '../../hl7/index.ts';
import type { StaffMember } from '../../surgery/index.ts';
import { fillerStatus, REMOVED_STATUS, type ResourceAction } from '../coded-values.ts';
import type { Draft } from '../draft.ts';
import { person } from '../people.ts';
import { roleCode } from '../staff-role.ts';

export function aip(
  draft: Draft,
  number: number,
  member: StaffMember,
  action: ResourceAction | undefined,
  isRemoved = false,
): EncodedSegment {
  const { profile, subject, minutes } = draft;
  return draft.segment('AIP', {
    1: si(number),
    2: id(action),
    3: person(draft, member),
    4: roleCode(draft, member, 'AIP-4'),
    6: draft.time(subject.time.start, 'AIP-6'),
    9: nm(minutes),
    10: ce({ code: profile.durationUnit }),
    12: isRemoved ? REMOVED_STATUS : fillerStatus(draft),
  });
}
