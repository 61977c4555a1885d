/** AIG, appointment information, general resource: HL7 v2 §10.6.5. Staff, for receivers that look for people here. */
import { ce, id, nm, si, type EncodedSegment } from '../../hl7/index.ts';
import type { StaffMember } from '../../surgery/index.ts';
import { fillerStatus, REMOVED_STATUS, type ResourceAction } from '../coded-values.ts';
import type { Draft } from '../draft.ts';
import { roleCode } from '../staff-role.ts';

export function aig(
  draft: Draft,
  number: number,
  member: StaffMember,
  action: ResourceAction | undefined,
  isRemoved = false,
): EncodedSegment {
  const { profile, subject, minutes } = draft;
  const name = [member.family, member.given].filter((part) => part !== undefined && part !== '').join(' ');
  return draft.segment('AIG', {
    1: si(number),
    2: id(action),
    3: ce({ code: member.hsaId, text: name, system: profile.assigningAuthority.staff.namespace }),
    4: roleCode(draft, member, 'AIG-4'),
    8: draft.time(subject.time.start, 'AIG-8'),
    11: nm(minutes),
    12: ce({ code: profile.durationUnit }),
    14: isRemoved ? REMOVED_STATUS : fillerStatus(draft),
  });
}
