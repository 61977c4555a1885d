/** Staff as XCN fields: the HSA-id with the name, given out by the HSA catalogue. */
import { xcn, type FieldValue } from '../hl7/index.ts';
import type { Person, StaffMember, SurgicalCase } from '../surgery/index.ts';
import type { Draft } from './draft.ts';

export function person({ profile }: Draft, someone: Person | undefined): FieldValue {
  if (someone === undefined) return undefined;
  const { hsaId, family, given } = someone;
  return xcn({ id: hsaId, family, given, authority: profile.assigningAuthority.staff });
}

/** Who answers for the operation: the first surgeon. */
export function responsibleSurgeon({ staff }: SurgicalCase): StaffMember | undefined {
  return staff.find(({ role }) => role === 'surgeon');
}

/** SCH-16 and SCH-20, which every version requires: the planner, or the function the profile names. */
export function contact(draft: Draft): FieldValue {
  const { event, profile } = draft;
  return event.bookedBy === undefined ? xcn(profile.contact) : person(draft, event.bookedBy);
}
