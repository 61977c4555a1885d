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
  const year = Number(dtm(now.toISOString(), style).slice(0, 4));
  // From the year in which the person turns 100 the sign is a plus.
  return `${day}${year - Number(id.slice(0, 4)) >= 100 ? '+' : '-'}${serial}`;
}

/** Where the number of the visit and of the case go: fields of PV1 by number. */
export function visitNumbers(draft: Draft): { 5?: FieldValue; 19?: FieldValue; 50?: FieldValue } {
  const { profile, planned, subject } = draft;
  const { visit, existingVisit, case: ofCase } = profile.assigningAuthority;
  const isExisting = subject.care.encounterId !== undefined && planned.visitNumber === subject.care.encounterId;
  const caseNumber = identifier(subject.caseId, ofCase);
  if (isExisting) {
    const number = identifier(planned.visitNumber, existingVisit);
    return profile.visitNumberPlacement === 'PV1-19' ? { 19: number } : { 19: number, 50: caseNumber };
  }
  const number = identifier(planned.visitNumber, visit);
  switch (profile.visitNumberPlacement) {
    case 'PV1-19':
      return { 19: number };
    case 'PV1-19+PV1-50':
      return { 19: number, 50: caseNumber };
    case 'PV1-50':
      return { 50: number };
    case 'PV1-5':
      return { 5: number };
  }
}

function identifier(id: string, { namespace, oid, type }: AuthorityOptions): FieldValue {
  return cx({ id, authority: { namespace, oid }, type });
}
