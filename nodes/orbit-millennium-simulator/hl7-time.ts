/** Reads HL7 time stamps strictly and gives them as ISO 8601; a time without an offset is in the zone of MSH-7, else of the site. */
import { siteOffset } from './site-offset.ts';

export interface Timestamp {
  /** `2026-11-10`; 1st of the month or year where HL7 names no day. */
  readonly date: string;
  /** `08:00:00`, undefined when only a date was given. */
  readonly clock?: string;
  /** `+01:00`. */
  readonly offset?: string;
}

export interface TimeZoneRule {
  /** Offset of MSH-7: the default of the whole message when given (HL7 v2 §2.16.9.7). */
  readonly messageOffset?: string;
  /** IANA name of the site's zone. */
  readonly siteZone: string;
  /** Which of the two a local time is in the hour that comes twice; the first unless told. */
  readonly repeatedHour?: 'second';
}

const FORM = /^(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?(?:\.\d{1,4})?)?(?:([+-]\d\d)(\d\d))?$/;

/** The times of one operation stand in many fields, and the same texts come again with its next messages. */
const known = new Map<string, Timestamp>();
const MOST_KNOWN = 1_000;

/** Undefined when the text is not `YYYY[MM[DD[HHMM[SS[.S[S[S[S]]]]]]]][+/-ZZZZ]` or names no day or time there is. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const timestamp = readTimestamp(text);
  if (timestamp === undefined) return undefined;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, timestamp);
  return timestamp;
}

function readTimestamp(text: string): Timestamp | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '01', day = '01'] = match;
  const date = `${year}-${month}-${day}`;
  const clock = readClock(match);
  const offset = readOffset(match);
  const isWhole = match[3] !== undefined || clock === undefined;
  if (!isCalendarDate(date) || !isWhole || clock === 'wrong' || offset === 'wrong') return undefined;
  return { date, ...(clock === undefined ? {} : { clock }), ...(offset === undefined ? {} : { offset }) };
}

function readClock([, , , , hour, minute = '00', second = '00']: RegExpExecArray): string | undefined {
  if (hour === undefined) return undefined;
  return Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 ? 'wrong' : `${hour}:${minute}:${second}`;
}

/** No place is more than fourteen hours from Greenwich. */
function readOffset([, , , , , , , hours, minutes = '00']: RegExpExecArray): string | undefined {
  if (hours === undefined) return undefined;
  return Math.abs(Number(hours)) > 14 || Number(minutes) > 59 ? 'wrong' : `${hours}:${minutes}`;
}

function isCalendarDate(date: string): boolean {
  const instant = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date);
}

/** `2026-11-10T08:00:00+01:00`; a date without a time stays a date. Undefined when the text is no time stamp or a local time the zone skips. */
export function toIso(text: string, zone: TimeZoneRule): string | undefined {
  const timestamp = parseTimestamp(text);
  if (timestamp?.clock === undefined) return timestamp?.date;
  const local = `${timestamp.date}T${timestamp.clock}`;
  const offset = timestamp.offset ?? zone.messageOffset ?? siteOffset(local, zone.siteZone, zone.repeatedHour);
  return offset === undefined ? undefined : `${local}${offset}`;
}

/** The instant some minutes later, in the offset of the given one. */
export function addMinutes(iso: string, minutes: number): string {
  const offset = iso.slice(-6);
  const shift = (offset.startsWith('-') ? -1 : 1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4)));
  const local = new Date(Date.parse(iso) + (minutes + shift) * 60_000).toISOString();
  return `${local.slice(0, 19)}${offset}`;
}
