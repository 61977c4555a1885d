/** MSH, message header: HL7 v2 §2.16.9. */
import { dtm, hd, id, msg, isAtLeast, st, structureOf, type EncodedSegment } from '../../hl7/index.ts';
import type { Draft } from '../draft.ts';
import type { HospitalProfile } from '../profile/profile.ts';

/** MSH-15 and MSH-16, table 0155. Both empty is the original mode (§2.9.2). */
const ACKNOWLEDGEMENTS: Readonly<Record<HospitalProfile['ackMode'], readonly [string?, string?]>> = {
  original: [],
  'enhanced-commit': ['AL', 'NE'],
  'enhanced-full': ['AL', 'AL'],
};

export function msh(draft: Draft): EncodedSegment {
  const { profile, trigger, version } = draft;
  const { header } = profile;
  const [accept, application] = ACKNOWLEDGEMENTS[profile.ackMode];
  return draft.segment('MSH', {
    3: hd({ namespace: header.sendingApplication }),
    4: hd({
      namespace: header.sendingFacility === '' ? profile.hospital : header.sendingFacility,
      oid: header.sendingFacilityOid,
    }),
    5: hd({ namespace: header.receivingApplication }),
    6: hd({ namespace: header.receivingFacility, oid: header.receivingFacilityOid }),
    // When the message was made, not when it happened: that is EVN-2 and EVN-6.
    7: dtm(draft.now, draft.style),
    // The structure came with 2.3.1 and is demanded from 2.4 on; receivers of 2.3.1 expect two components.
    9: msg(
      trigger.startsWith('S') ? 'SIU' : 'ADT',
      trigger,
      isAtLeast(version, '2.4') ? structureOf(trigger) : undefined,
    ),
    10: st(draft.controlId),
    11: id(header.processingId),
    12: id(version),
    15: id(accept),
    16: id(application),
    17: id(countryCode(draft)),
    18: id(characterSetName(profile)),
  });
}

/** ISO 3166 with three letters from 2.4 on, with two before. */
function countryCode({ profile, version }: Draft): string {
  const { countryCode: code } = profile.header;
  return code === 'SWE' && !isAtLeast(version, '2.4') ? 'SE' : code;
}

/** MSH-18, table 0211. */
function characterSetName({ msh18Text, charset }: HospitalProfile): string {
  if (msh18Text !== 'auto') return msh18Text;
  return charset === 'utf-8' ? 'UNICODE UTF-8' : charset;
}
