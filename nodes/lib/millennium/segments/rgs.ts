/** RGS, resource group: HL7 v2 §10.6.3. */
import { ce, id, si, type EncodedSegment } from '../../hl7/index.ts';
import type { ResourceAction } from '../coded-values.ts';
import type { Draft } from '../draft.ts';

export interface ResourceGroup {
  number: number;
  /** Stays the same for the same procedure from message to message. */
  groupId: string;
  action: ResourceAction | undefined;
}

export function rgs(draft: Draft, { number, groupId, action }: ResourceGroup): EncodedSegment {
  return draft.segment('RGS', {
    1: si(number),
    2: id(action),
    3: ce({ code: groupId, text: 'Operation', system: draft.profile.codeSystemIds.local }),
  });
}
