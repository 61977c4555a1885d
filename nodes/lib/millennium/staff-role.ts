/** The role of a member of staff as the receiver calls it: AIP-4 and AIG-4. */
import type { FieldValue } from '../hl7/index.ts';
import type { StaffMember } from '../surgery/index.ts';
import { codedEntry } from './coded-values.ts';
import type { Draft } from './draft.ts';
import { translate } from './translate-code.ts';

export function roleCode(draft: Draft, { role }: StaffMember, field: string): FieldValue {
  return codedEntry(translate(draft, 'roles', role, field), draft.profile.codeSystemIds.local);
}
