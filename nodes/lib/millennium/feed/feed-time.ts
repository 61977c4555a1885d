/** Reads a time of HL7 v2 (`YYYYMMDDHHMM[SS[.S…]][+ZZZZ]`). Without an offset it is the site's wall time; the hour that comes twice is the first one. */
import { zoneTime } from '../../hl7/index.ts';

const TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d{1,4})?([+-]\d{4})?$/;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Milliseconds; undefined when it is no time with hour and minute. @param zone IANA name */
export function readTime(text: string, zone: string): number | undefined {
  const found = TIME.exec(text);
  if (found === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', offset] = found;
  const wall = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(wall)) return undefined;
  if (offset !== undefined) return wall - minutesOf(offset) * MINUTE_MS;
  const [before, after] = [wall - DAY_MS, wall + DAY_MS].map((day) => zoneTime(day, zone).offsetMinutes) as [
    number,
    number,
  ];
  for (const offsetMinutes of [before, after]) {
    const instant = wall - offsetMinutes * MINUTE_MS;
    if (zoneTime(instant, zone).offsetMinutes === offsetMinutes) return instant;
  }
  // An hour that the clocks jump over.
  return wall - before * MINUTE_MS;
}

function minutesOf(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3));
  return offset.startsWith('-') ? -minutes : minutes;
}
