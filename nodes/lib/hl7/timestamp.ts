/**
 * HL7 dates and times (HL7 v2 §2.A.22, DTM) from ISO ones. The offset stands on every time of a message or on none, MSH-7 included:
 * an offset on MSH-7 alone is the default of all others, which is wrong across the change to summer time.
 */
import type { Hl7Timestamp } from './encoded.ts';
import { zoneTime } from './zone-time.ts';

export interface TimeStyle {
  offset: 'always' | 'never';
  /** IANA name of the zone whose wall time is sent. */
  zone: string;
}

/** Wall time of the zone to the second, `YYYYMMDDHHMMSS[+ZZZZ]`. @param time ISO date and time with an offset, or an instant */
export function dtm(time: string | Date, style: TimeStyle): Hl7Timestamp {
  const written = typeof time === 'string' ? timeOf(time, style.zone) : thisSecond(time.getTime(), style.zone);
  return style.offset === 'never' ? written.local : written.withOffset;
}

/** The local calendar day of a time, `YYYYMMDD`: where only the day is known or there is room for no more. */
export function dayOf(iso: string, zone: string): Hl7Timestamp {
  return timeOf(iso, zone).local.slice(0, 8) as Hl7Timestamp;
}

const CALENDAR_DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** `YYYYMMDD` from `YYYY-MM-DD`; undefined when the text is no such date. */
export function dt(date: string | undefined): Hl7Timestamp | undefined {
  return date !== undefined && CALENDAR_DATE.test(date)
    ? (`${date.slice(0, 4)}${date.slice(5, 7)}${date.slice(8)}` as Hl7Timestamp)
    : undefined;
}

/** Whole days between the local calendar days of two times. */
export function daysBetween(from: string, to: string, zone: string): number {
  return (dayNumber(to, zone) - dayNumber(from, zone)) / 86_400_000;
}

function dayNumber(iso: string, zone: string): number {
  const day = timeOf(iso, zone).local;
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6, 8)));
}

/** True when the wall time comes twice that day, so that without an offset the receiver cannot tell which is meant. */
export function isAmbiguous(iso: string, zone: string): boolean {
  return timeOf(iso, zone).ambiguous;
}

interface WrittenTime {
  local: Hl7Timestamp;
  withOffset: Hl7Timestamp;
  ambiguous: boolean;
}

/** An operation's times stand in a dozen fields and come again with each of its messages. By zone and ISO text. */
const known = new Map<string, Map<string, WrittenTime>>();
const MOST_KNOWN = 5_000;

function timeOf(iso: string, zone: string): WrittenTime {
  let ofZone = known.get(zone);
  if (ofZone === undefined) known.set(zone, (ofZone = new Map<string, WrittenTime>()));
  let time = ofZone.get(iso);
  if (time === undefined) {
    const instant = Date.parse(iso);
    if (Number.isNaN(instant)) throw new RangeError('not an ISO 8601 time');
    if (ofZone.size >= MOST_KNOWN) ofZone.clear();
    time = write(instant, zone);
    ofZone.set(iso, time);
  }
  return time;
}

let last: { second: number; zone: string; time: WrittenTime } | undefined;

/** Messages come in bursts, and MSH-7 of a burst is one and the same second. */
function thisSecond(instantMs: number, zone: string): WrittenTime {
  const second = Math.floor(instantMs / 1000);
  if (last?.second !== second || last.zone !== zone) last = { second, zone, time: write(second * 1000, zone) };
  return last.time;
}

function write(instantMs: number, zone: string): WrittenTime {
  const { local, offsetMinutes, ambiguous } = zoneTime(instantMs, zone);
  return { local: local as Hl7Timestamp, withOffset: (local + offsetText(offsetMinutes)) as Hl7Timestamp, ambiguous };
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const digits = String(Math.floor(size / 60) * 100 + (size % 60)).padStart(4, '0');
  return `${minutes < 0 ? '-' : '+'}${digits}`;
}
