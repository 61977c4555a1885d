/** AIL, appointment information, location: HL7 v2 §10.6.6. The operating room, and the bed place where the site books beds with the appointment. */
import { ce, id, nm, si, type EncodedSegment, type FieldValue } from '../../hl7/index.ts';
import { fillerStatus, type ResourceAction } from '../coded-values.ts';
import type { Care } from '../../surgery/index.ts';
import type { Draft } from '../draft.ts';
import { bedLocation } from '../places.ts';

const HL7_0305 = 'HL70305';
const DEPARTMENT = ce({ code: 'D', text: 'Operationsavdelning', system: HL7_0305 });
const NURSING_UNIT = ce({ code: 'N', text: 'Vårdavdelning', system: HL7_0305 });
const MINUTE_MS = 60_000;

/** @param room AIL-3 */
export function ail(
  draft: Draft,
  number: number,
  room: FieldValue,
  action: ResourceAction | undefined,
): EncodedSegment {
  const { profile, subject, minutes } = draft;
  return draft.segment('AIL', {
    1: si(number),
    2: id(action),
    3: room,
    4: DEPARTMENT,
    6: draft.time(subject.time.start, 'AIL-6'),
    9: nm(minutes),
    10: ce({ code: profile.durationUnit }),
    12: fillerStatus(draft),
  });
}

/** The bed place from admission to discharge: its time is that of the stay and not that of the operation. */
export function ailBed(draft: Draft, number: number, action: ResourceAction | undefined): EncodedSegment {
  const { profile, subject } = draft;
  const { dischargeAt } = subject.care;
  const minutes =
    dischargeAt === undefined
      ? undefined
      : Math.round((Date.parse(dischargeAt) - Date.parse(draft.expectedAt)) / MINUTE_MS);
  return draft.segment('AIL', {
    1: si(number),
    2: id(action),
    3: bedLocation(draft, 'AIL-3'),
    4: NURSING_UNIT,
    6: draft.time(draft.expectedAt, 'AIL-6'),
    9: nm(minutes),
    10: minutes === undefined ? undefined : ce({ code: profile.durationUnit }),
    12: fillerStatus(draft),
  });
}

/** The bed place of an earlier booking: receivers keep a resource until it is taken away by name (action code D, table 0206). */
export function ailBedGivenUp(draft: Draft, number: number, place: Pick<Care, 'ward' | 'bed'>): EncodedSegment {
  return draft.segment('AIL', {
    1: si(number),
    2: id('D'),
    3: bedLocation(draft, 'AIL-3', place),
    4: NURSING_UNIT,
    12: fillerStatus(draft),
  });
}
