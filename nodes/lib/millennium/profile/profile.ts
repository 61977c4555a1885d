/** How one hospital wants its messages: every option with its type, its values and its default in one place. */
import type { AckRules } from '../ack-rules.ts';
import { VERSIONS } from '../../hl7/index.ts';
import { ack, ackMode } from './ack-options-schema.ts';
import { missingCodes, tables } from './code-tables.ts';
import { assigningAuthority, codeSystemIds, icdDot, pid3Format } from './identifier-options.ts';
import { header, messageOptions } from './message-options.ts';
import { choice, custom, group, text, type ValueOf } from './options.ts';
import { plan } from './plan-options-schema.ts';

export const profileOptions = group('The profile of one hospital.', {
  hospital: custom(
    { description: 'The code of the hospital in the events of Orbit.', type: 'string', minLength: 1, maxLength: 40 },
    '',
  ),
  hl7Version: choice('MSH-12.', VERSIONS, '2.4'),
  header,
  charset: choice('The bytes on the wire.', ['utf-8', '8859/1']),
  msh18Text: text('MSH-18; auto: UNICODE UTF-8 or 8859/1, as the bytes are.', 'auto', { maxLength: 16 }),
  onUnencodable: choice('A letter the character set does not have: the event is held, or a similar letter is sent.', [
    'fail',
    'transliterate',
  ]),
  offset: choice('The offset from Greenwich: on every time, or on none, MSH-7 included.', ['always', 'never']),
  timeZone: text('IANA name of the zone whose wall time is sent.', 'Europe/Stockholm', { maxLength: 60 }),
  plan,
  ...messageOptions,
  assigningAuthority,
  pid3Format,
  codeSystemIds,
  icdDot,
  tables,
  missingCodes,
  ackMode,
  ack,
});

/** A profile as it is saved, with everything filled in. */
export type ProfileOptions = ValueOf<typeof profileOptions>;

export type HospitalProfile = Omit<ProfileOptions, 'ack'> & {
  /** The decision table with this hospital's rows before it. */
  readonly ack: AckRules;
};

/** JSON Schema (draft 2020-12) of a profile as a site writes it. */
export const PROFILE_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...profileOptions.schema,
  required: ['hospital'],
} as const;
