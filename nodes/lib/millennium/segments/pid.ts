/** PID, patient identification: HL7 v2 §3.4.2. Number, name, birth date and sex only: Orbit is not the master of anything else. */
import { dt, id, si, xpn, type EncodedSegment, type FieldValue } from '../../hl7/index.ts';
import type { Draft } from '../draft.ts';
import { patientIdentifier } from '../patient-identifiers.ts';
import { translate } from '../translate-code.ts';

/** Table 0200: a coded name that stands for one that is not told. */
const PSEUDONYM = 'S';

export function pid(draft: Draft): EncodedSegment {
  const { patient } = draft.subject;
  return draft.segment('PID', {
    1: si(1),
    3: patientIdentifier(draft),
    5: patientName(draft),
    // Not known stays empty: a birth date read out of a reserve or coordination number would be invented.
    7: dt(patient.birthDate),
    8: id(translate(draft, 'sexes', patient.sex, 'PID-8')?.code),
  });
}

function patientName({ subject, profile }: Draft): FieldValue {
  const { patient } = subject;
  return patient.protected && profile.protectedIdentity === 'withhold-name'
    ? xpn({ family: 'Skyddad', given: 'Identitet' }, PSEUDONYM)
    : xpn(patient);
}
