/** The object identifiers of the kinds of person identifier, and of the ids of the Swedish directory of staff and units. */
import type { PatientIdType } from '../../surgery/index.ts';

export const HSA_ID_OID = '1.2.752.129.2.1.4.1';

const OIDS: Readonly<Record<Exclude<PatientIdType, 'local'>, string>> = {
  personnummer: '1.2.752.129.2.1.3.1',
  samordningsnummer: '1.2.752.129.2.1.3.3',
  'nationellt-reservnummer': '1.2.752.74.9.1',
  'vgr-reservnummer': '1.2.752.113.11.0.2.1.1.1',
};

/** Undefined: a local identifier, and nobody has said whose. */
export function oidOf(idType: PatientIdType, localRoot: string | undefined): string | undefined {
  return idType === 'local' ? localRoot : OIDS[idType];
}
