/**
 * HL7 dates and times (HL7 v2 §2.A.22, DTM) from ISO ones. The offset stands on every time of a message or on none, MSH-7 included:
 * an offset on MSH-7 alone is the default of all others, which is wrong across the change to summer time.
 */
import type { Hl7Timestamp } from './encoded.ts';
import { zoneTime, type ZoneTime } from './zone-time.ts';

export interface TimeStyle {
  offset: 'always' | 'never';
  /** IANA name of the zone whose wall time is sent. */
  zone: string;
}

/** An operation's times stand in a dozen fields and come again with each of its messages. */
const known = new Map<string, ZoneTime>();
const MOST_KNOWN = 5_000;

/** Wall time of the zone to the second, `YYYYMMDDHHMMSS[+ZZZZ]`. @param iso date and time with an offset */
export function dtm(iso: string, style: TimeStyle): Hl7Timestamp {
  const { local, offsetMinutes } = timeOf(iso, style.zone);
  return (style.offset === 'never' ? local : local + offsetText(offsetMinutes)) as Hl7Timestamp;
}

/** The local calendar day of a time, `YYYYMMDD`: where only the day is known or there is room for no more. */
export function dayOf(iso: string, zone: string): Hl7Timestamp {
  return timeOf(iso, zone).local.slice(0, 8) as Hl7Timestamp;
}

const CALENDAR_DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** `YYYYMMDD` from `YYYY-MM-DD`; undefined when the text is no such date. */
export function dt(date: string | undefined): Hl7Timestamp | undefined {
  const [, year, month, day] = CALENDAR_DATE.exec(date ?? '') ?? [];
  return year === undefined ? undefined : (`${year}${month ?? ''}${day ?? ''}` as Hl7Timestamp);
}

/** Whole days between the local calendar days of two times. */
export function daysBetween(from: string, to: string, zone: string): number {
  const [first, last] = [from, to].map((iso) => {
    const day = timeOf(iso, zone).local;
    return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6, 8)));
  });
  return ((last ?? 0) - (first ?? 0)) / 86_400_000;
}

/** True when the wall time comes twice that day, so that without an offset the receiver cannot tell which is meant. */
export function isAmbiguous(iso: string, zone: string): boolean {
  return timeOf(iso, zone).ambiguous;
}

function timeOf(iso: string, zone: string): ZoneTime {
  const key = `${iso} ${zone}`;
  let time = known.get(key);
  if (time === undefined) {
    const instant = Date.parse(iso);
    if (Number.isNaN(instant)) throw new RangeError('not an ISO 8601 time');
    if (known.size >= MOST_KNOWN) known.clear();
    time = zoneTime(instant, zone);
    known.set(key, time);
  }
  return time;
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const digits = String(Math.floor(size / 60) * 100 + (size % 60)).padStart(4, '0');
  return `${minutes < 0 ? '-' : '+'}${digits}`;
}
