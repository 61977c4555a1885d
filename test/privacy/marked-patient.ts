/** An invented patient whose every datum can be told from anything else, and the search for it in whatever form it may get out. */
import type { WireEvent } from '../../nodes/lib/orbit/wire-event.ts';
import { bookedEvent, type EventChanges } from '../support/orbit-events.ts';

/** Words that stand nowhere else. */
export const MARKS = {
  family: 'Märkbergssonqx',
  given: 'Tolvinaqx',
  middle: 'Mellanqx',
  note: 'anteckningqx',
  procedure: 'ingreppstextqx',
  diagnosis: 'diagnostextqx',
  reason: 'orsakstextqx',
  staffFamily: 'Operatörssonqx',
  staffGiven: 'Förnamnqx',
  planner: 'Planeraresqx',
  extension: 'tilläggqx',
  localId: 'LOKALQX77',
} as const;

/** Of a person who never lived; the birth numbers 980–999 are kept for tests. */
export const PERSON = { id: '189004119807', birthDate: '1890-04-11' } as const;
const COORDINATION_ID = '189004719804';

/** The person number in the ways it is written, and the date of birth. */
const NUMBERS: readonly string[] = [
  ...[PERSON.id, COORDINATION_ID].flatMap((id) => [
    id,
    id.slice(2),
    `${id.slice(0, 8)}-${id.slice(8)}`,
    `${id.slice(2, 8)}-${id.slice(8)}`,
    `${id.slice(2, 8)}+${id.slice(8)}`,
  ]),
  PERSON.birthDate,
  PERSON.birthDate.replaceAll('-', ''),
];

/** A booking with a mark in every field that can hold something of a person. */
export function markedBooking(eventId: string, changes: EventChanges = {}): WireEvent {
  return bookedEvent({
    eventId,
    caseId: `CASE-${eventId}`,
    ...changes,
    patient: {
      ...PERSON,
      family: MARKS.family,
      given: MARKS.given,
      middle: MARKS.middle,
      sex: 'female',
      ...changes.patient,
    },
    note: MARKS.note,
    procedures: [{ code: 'NFB49', text: MARKS.procedure, main: true }],
    diagnoses: [{ code: 'M16.1', text: MARKS.diagnosis, main: true }],
    staff: [
      {
        role: 'surgeon',
        hsaId: 'SE2321000131-P000000123456',
        family: MARKS.staffFamily,
        given: MARKS.staffGiven,
      },
    ],
    bookedBy: { hsaId: 'SE2321000131-P000000123458', family: MARKS.planner, given: MARKS.staffGiven },
    reason: { code: '1a', codeSystem: 'SPOR', text: MARKS.reason },
    extensions: { site: MARKS.extension },
  });
}

export const COORDINATION_PATIENT = { idType: 'samordningsnummer', id: COORDINATION_ID } as const;
export const LOCAL_PATIENT = { idType: 'local', id: MARKS.localId } as const;

interface Form {
  mark: string;
  written: string;
  bytes: Buffer;
}

const FORMS: readonly Form[] = [...Object.values(MARKS), ...NUMBERS].flatMap(formsOf);

/** What of the patient stands in the content, each once, with the form it stands in. */
export function marksIn(content: string | Buffer): string[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const text = bytes.toString('latin1').toLowerCase();
  const found = FORMS.filter(({ bytes: form }) => text.includes(form.toString('latin1').toLowerCase()));
  return [...new Set(found.map(({ mark, written }) => `${mark} (${written})`))];
}

function formsOf(mark: string): Form[] {
  const utf8 = Buffer.from(mark);
  const as = (written: string, text: string): Form => ({ mark, written, bytes: Buffer.from(text) });
  return [
    as('as it is', mark),
    { mark, written: 'in 8859/1', bytes: Buffer.from(mark, 'latin1') },
    as('letters taken apart', mark.normalize('NFD')),
    as('hex', utf8.toString('hex')),
    as('URL', encodeURIComponent(mark)),
    as('JSON', [...mark].map(escapedInJson).join('')),
    as(
      'HL7 hex',
      mark.replaceAll(/[^ -~]/g, (letter) => `\\X${Buffer.from(letter).toString('hex')}\\`),
    ),
    ...base64Forms(mark),
  ];
}

function escapedInJson(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  return code < 128 ? letter : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** What stands in Base64 whatever comes before and after it: the groups of three bytes that lie whole within the mark. */
function base64Forms(mark: string): Form[] {
  return [0, 1, 2].map((shift) => {
    const bytes = Buffer.from(mark).subarray(shift);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
    return { mark, written: 'Base64', bytes: Buffer.from(whole.toString('base64')) };
  });
}
