/** AIS, appointment information, service: HL7 v2 §10.6.4. A procedure of the operation. */
import { ce, id, nm, si, type EncodedSegment } from '../../hl7/index.ts';
import type { Procedure } from '../../surgery/index.ts';
import { fillerStatus, lateralityCode, procedureCode, REMOVED_STATUS, type ResourceAction } from '../coded-values.ts';
import type { Draft } from '../draft.ts';

/** Start and duration are those of the appointment: procedures of one operation are not scheduled apart. */
export function ais(
  draft: Draft,
  number: number,
  procedure: Procedure,
  action: ResourceAction | undefined,
  isRemoved = false,
): EncodedSegment {
  const { profile, subject, minutes } = draft;
  return draft.segment('AIS', {
    1: si(number),
    2: id(action),
    3: procedureCode(draft, procedure),
    4: draft.time(subject.time.start, 'AIS-4'),
    7: nm(minutes),
    8: ce({ code: profile.durationUnit }),
    10: isRemoved ? REMOVED_STATUS : fillerStatus(draft),
    12: profile.sendLaterality ? lateralityCode(draft, procedure.laterality, 'AIS-12') : undefined,
  });
}
