/** Reads a message of Millennium's own, ADT or SIU, into what the links of the cases go by (HL7 v2 chapters 3 and 10). */
import { decodeMessage, parseMessage, type ParsedMessage, type ParsedSegment } from '../../hl7/index.ts';
import { isPatientIdentifier, type FeedDeed, type FeedMessage } from '../../surgery/index.ts';
import { readTime } from './feed-time.ts';

export interface FeedOptions {
  /** Which repetition of PID-3 and MRG-1 is Millennium's number of the patient: its type (CX-5) or assigning authority (CX-4). */
  personIdType: string;
  /** IANA name, for times without an offset. */
  timeZone: string;
}

/** `other`: a message of a kind the links do not go by; it may be meant for somebody else. */
export type FeedReading =
  | { kind: 'feed'; message: FeedMessage }
  | { kind: 'other' }
  | { kind: 'unreadable'; code: 'not-hl7' | 'no-control-id' | 'no-time' };

const ENCOUNTER_EVENTS = 'A01 A02 A03 A04 A05 A06 A07 A08 A12 A13 A14 A15 A16 A25 A26'.split(' ');
const DEEDS: Readonly<Partial<Record<string, FeedDeed>>> = {
  ...Object.fromEntries(ENCOUNTER_EVENTS.map((event) => [`ADT ${event}`, 'encounter'])),
  'ADT A11': 'encounter-cancelled',
  'ADT A38': 'encounter-cancelled',
  'ADT A27': 'bed-cancelled',
  'ADT A34': 'persons-merged',
  'ADT A36': 'persons-merged',
  'ADT A39': 'persons-merged',
  'ADT A40': 'persons-merged',
  'ADT A35': 'encounters-merged',
  'ADT A41': 'encounters-merged',
  'ADT A42': 'encounters-merged',
  'ADT A50': 'encounters-merged',
  'ADT A43': 'encounter-moved',
  'ADT A44': 'encounter-moved',
  'ADT A45': 'encounter-moved',
  'SIU S12': 'appointment',
  'SIU S14': 'appointment',
  'SIU S13': 'appointment-moved',
  'SIU S15': 'appointment-cancelled',
  'SIU S17': 'appointment-cancelled',
  'SIU S26': 'appointment-cancelled',
};

export function readFeed(content: Buffer, options: FeedOptions): FeedReading {
  const parsed = parseMessage(decodeMessage(content));
  const header = parsed.ok ? parsed.message.segment('MSH') : undefined;
  if (!parsed.ok || header === undefined) return { kind: 'unreadable', code: 'not-hl7' };
  const triggerEvent = header.field(9, 1, 2) || (parsed.message.segment('EVN')?.field(1) ?? '');
  const deed = DEEDS[`${header.field(9, 1, 1)} ${triggerEvent}`];
  if (deed === undefined) return { kind: 'other' };
  const controlId = header.field(10);
  if (controlId === '') return { kind: 'unreadable', code: 'no-control-id' };
  const toldAt = toldTime(parsed.message, header, options.timeZone);
  if (toldAt === undefined) return { kind: 'unreadable', code: 'no-time' };
  const source = [3, 4].map((field) => header.field(field, 1, 1)).join('|');
  const about = { source, controlId, triggerEvent, deed, toldAt };
  return { kind: 'feed', message: { ...about, ...subjectOf(parsed.message, options) } };
}

/** When it happened (EVN-2 is when it was recorded), else when it was written. */
function toldTime(message: ParsedMessage, header: ParsedSegment, zone: string): number | undefined {
  return readTime(message.segment('EVN')?.field(2, 1, 1) ?? '', zone) ?? readTime(header.field(7, 1, 1), zone);
}

type Subject = Omit<FeedMessage, 'source' | 'controlId' | 'triggerEvent' | 'deed' | 'toldAt'>;

function subjectOf(message: ParsedMessage, { personIdType, timeZone }: FeedOptions): Subject {
  const [pid, visit, schedule, merged] = ['PID', 'PV1', 'SCH', 'MRG'].map((name) => message.segment(name));
  const appointmentNumbers = [schedule?.field(1, 1, 1), schedule?.field(2, 1, 1)].filter(isThere);
  const start = readTime(startOf(message), timeZone);
  const texts = {
    visitNumber: visit?.field(19, 1, 1),
    encounterId: visit?.field(50, 1, 1),
    personId: personOf(pid, 3, personIdType),
    formerPersonId: personOf(merged, 1, personIdType),
    formerVisitNumber: merged?.field(5, 1, 1),
  };
  const told = Object.fromEntries(Object.entries(texts).filter(([, text]) => isThere(text)));
  return { ...told, appointmentNumbers, ...(start === undefined ? {} : { start }) };
}

function startOf(message: ParsedMessage): string {
  const [schedule, service, timing] = ['SCH', 'AIS', 'TQ1'].map((name) => message.segment(name));
  return [schedule?.field(11, 1, 4), timing?.field(7, 1, 1), service?.field(4, 1, 1)].find(isThere) ?? '';
}

/** An identity number is never taken for the number of the patient: links hold none. */
function personOf(segment: ParsedSegment | undefined, field: number, wanted: string): string | undefined {
  const count = segment?.repetitions(field).length ?? 0;
  for (let repetition = 1; repetition <= count; repetition += 1) {
    const [id, authority, type] = [1, 4, 5].map((part) => segment?.field(field, repetition, part) ?? '');
    const isWanted = type === wanted || authority?.split('&')[0] === wanted;
    if (isWanted && isThere(id) && !isIdentity(id)) return id;
  }
  return undefined;
}

function isIdentity(id: string): boolean {
  return (['personnummer', 'samordningsnummer', 'vgr-reservnummer', 'nationellt-reservnummer'] as const).some(
    (idType) => isPatientIdentifier(idType, id),
  );
}

function isThere(text: string | undefined): text is string {
  return text !== undefined && text !== '' && text !== '""';
}
