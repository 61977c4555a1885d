/** Options about who gives out identifiers and which coding systems are named: the alias pools and systems the receiver knows them by. */
import { choice, group, text } from './options.ts';

function authority(description: string, namespace: string, oid: string, type: string) {
  return group(description, {
    namespace: text('Namespace: first part of the assigning authority.', namespace, { maxLength: 40 }),
    oid: text('OID; empty sends the namespace alone.', oid, { maxLength: 120, pattern: '^(\\d+(\\.\\d+)+)?$' }),
    type: text('Identifier type, table 0203.', type, { maxLength: 10 }),
  });
}

export type AuthorityOptions = ReturnType<typeof authority>['fallback'];

/** OIDs: Inera, terminology of identifier types. NNSWE: table 0203, national person identifier with the country of ISO 3166. */
export const assigningAuthority = group('Assigning authority of each kind of identifier.', {
  personnummer: authority('PID-3 of a personnummer.', 'PNR', '1.2.752.129.2.1.3.1', 'NNSWE'),
  samordningsnummer: authority('PID-3 of a samordningsnummer.', 'SAMNR', '1.2.752.129.2.1.3.3', 'NNSWE'),
  'nationellt-reservnummer': authority('PID-3 of a national reserve number.', 'NRID', '1.2.752.74.9.1', 'PI'),
  'vgr-reservnummer': authority('PID-3 of a reserve number of VGR.', 'LRID', '1.2.752.113.11.0.2.1.1.1', 'PI'),
  local: authority('PID-3 of a local identifier.', 'ORBIT', '', 'PI'),
  visit: authority('PV1-19 of an encounter registered by us.', 'ORBIT', '', 'VN'),
  existingVisit: authority('PV1-19 of an encounter the receiver has opened.', '', '', 'VN'),
  case: authority('The case in SCH-1, SCH-2, PV1-5 and PV1-50.', 'ORBIT', '', 'VN'),
  staff: authority('HSA-id of staff in XCN fields.', 'HSA', '1.2.752.129.2.1.4.1', ''),
});

/** No Swedish system is in HL7's table of coding systems, so the names are local; an OID may be sent instead. */
export const codeSystemIds = group('What each coding system is called in the third component of coded fields.', {
  kva: text('KVÅ.', 'KVA', { maxLength: 60 }),
  icd10se: text('ICD-10-SE.', 'ICD-10-SE', { maxLength: 60 }),
  spor: text('Reasons of SPOR.', 'SPOR', { maxLength: 60 }),
  local: text('Codes of Orbit and of this profile.', '99ORBIT', { maxLength: 60 }),
});

export const pid3Format = choice('How a personnummer or samordningsnummer is written in PID-3.', [
  '12',
  '10',
  '10dash',
]);
export const icdDot = choice('The dot in codes of ICD-10-SE: as it comes, always or never.', [
  'keep',
  'with',
  'without',
]);
