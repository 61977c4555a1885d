/** Patient and visit identifiers as CX fields, each under the authority the receiver knows it by. */
import { cx, dtm, type FieldValue } from '../hl7/index.ts';
import type { Patient } from '../surgery/index.ts';
import type { Draft } from './draft.ts';
import type { AuthorityOptions } from './profile/identifier-options.ts';

/** PID-3. */
export function patientIdentifier(draft: Draft): FieldValue {
  const { patient } = draft.subject;
  return identifier(writtenId(draft, patient), draft.profile.assigningAuthority[patient.idType]);
}

const CENTURY_DIGITS = 2;
const SERIAL_AT = 8;

/** Personnummer and samordningsnummer come with 12 digits; reserve numbers have one form only. */
function writtenId({ profile, now, style }: Draft, { idType, id }: Patient): string {
  const hasForms = idType === 'personnummer' || idType === 'samordningsnummer';
  if (!hasForms || profile.pid3Format === '12') return id;
  const [day, serial] = [id.slice(CENTURY_DIGITS, SERIAL_AT), id.slice(SERIAL_AT)];
  if (profile.pid3Format === '10') return `${day}${serial}`;
  const year = Number(dtm(now, style).slice(0, 4));
  // From the year in which the person turns 100 the sign is a plus.
  return `${day}${year - Number(id.slice(0, 4)) >= 100 ? '+' : '-'}${serial}`;
}

export interface VisitNumbers {
  /** PV1-5. */
  preadmit?: FieldValue;
  /** PV1-19. */
  assigned?: FieldValue;
  /** PV1-50. */
  alternate?: FieldValue;
}

/** Where the number of the visit and of the case go. An encounter the receiver has opened is always named in PV1-19, under its own authority. */
export function visitNumbers({ profile, planned, subject }: Draft): VisitNumbers {
  const { visit, existingVisit, case: ofCase } = profile.assigningAuthority;
  const { visitNumberPlacement: placement } = profile;
  const isExisting = subject.care.encounterId !== undefined && planned.visitNumber === subject.care.encounterId;
  if (isExisting) {
    const assigned = identifier(planned.visitNumber, existingVisit);
    return placement === 'PV1-19' ? { assigned } : { assigned, alternate: identifier(subject.caseId, ofCase) };
  }
  const number = identifier(planned.visitNumber, visit);
  switch (placement) {
    case 'PV1-19':
      return { assigned: number };
    case 'PV1-19+PV1-50':
      return { assigned: number, alternate: identifier(subject.caseId, ofCase) };
    case 'PV1-50':
      return { alternate: number };
    case 'PV1-5':
      return { preadmit: number };
  }
}

function identifier(id: string, { namespace, oid, type }: AuthorityOptions): FieldValue {
  return cx({ id, authority: { namespace, oid }, type });
}
