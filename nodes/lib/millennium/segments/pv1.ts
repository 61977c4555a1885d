/** PV1, patient visit: HL7 v2 §3.4.3. The encounter as it is planned; in SIU it points the appointment to its encounter. */
import { id, si, type EncodedSegment, type FieldValue } from '../../hl7/index.ts';
import { bedPlaceOf, type Priority } from '../../surgery/index.ts';
import type { Draft } from '../draft.ts';
import { visitNumbers } from '../patient-identifiers.ts';
import { person, responsibleSurgeon } from '../people.ts';
import { bedLocation, stayLocation } from '../places.ts';
import { translate } from '../translate-code.ts';

/** Table 0007. */
const ADMISSION_TYPE: Readonly<Record<Priority, string>> = { elective: 'C', acute: 'E', watch: 'C' };
const PREADMIT_CLASS = 'P';

export function pv1(draft: Draft): EncodedSegment {
  const { subject, trigger } = draft;
  const [assigned, pending] = locations(draft);
  const visit = visitNumbers(draft);
  return draft.segment(
    'PV1',
    draft.withDeletions('PV1', {
      1: si(1),
      2: id(patientClass(draft)),
      3: assigned,
      4: id(ADMISSION_TYPE[subject.priority]),
      5: visit.preadmit,
      7: person(draft, responsibleSurgeon(subject)),
      10: id(translate(draft, 'services', subject.clinic, 'PV1-10')?.code),
      18: id(encounterType(draft)),
      19: visit.assigned,
      42: pending,
      // Empty on a pre-admission: nobody has arrived.
      44: trigger === 'A04' ? draft.time(draft.expectedAt, 'PV1-44') : undefined,
      50: visit.alternate,
    }),
  );
}

/** The class intended, as production systems send it; P where the site asks for it, until the patient is in. */
function patientClass(draft: Draft): string | undefined {
  const { subject, profile, trigger } = draft;
  const { alreadyAdmitted, type } = subject.care;
  const isPreadmitted =
    !alreadyAdmitted && trigger !== 'A04' && trigger !== 'A11' && profile.plan.encounterEvent[type] === 'A05';
  if (profile.patientClassPreadmit === 'P' && isPreadmitted) return PREADMIT_CLASS;
  return translate(draft, 'careTypes', type, 'PV1-2')?.code;
}

/** PV1-3 and PV1-42. The bed itself is named in the messages that reserve it, and in the encounter where the site books beds that way. */
function locations(draft: Draft): readonly [FieldValue, FieldValue] {
  const { profile, trigger, subject } = draft;
  if (trigger === 'A14' || trigger === 'A27') {
    const { bedLocationField } = profile;
    return [
      bedLocationField === 'PV1-42' ? undefined : stayLocation(draft, 'PV1-3', true),
      bedLocationField === 'PV1-3' ? undefined : bedLocation(draft, 'PV1-42'),
    ];
  }
  const carriesBed = profile.plan.bedBooking === 'A05-PV1-3' && bedPlaceOf(subject, profile.plan) === 'placed';
  return [stayLocation(draft, 'PV1-3', carriesBed), undefined];
}

function encounterType({ profile, subject }: Draft): string | undefined {
  const { encounterType: types } = profile;
  return typeof types === 'string' ? types : types[subject.care.type];
}
