/** Local time of a zone at an instant. Asks the time zone database once for each quarter of an hour: no zone changes its offset in between. */

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
const MOST_KNOWN = 20_000;

const known = new Map<string, Map<number, number>>();
const formatters = new Map<string, Intl.DateTimeFormat>();

export interface ZoneTime {
  /** `YYYYMMDDHHMMSS`, local. */
  local: string;
  /** Minutes east of Greenwich. */
  offsetMinutes: number;
  /** The local time comes twice: the hour when summer time ends. */
  ambiguous: boolean;
}

/** @param zone IANA name */
export function zoneTime(instantMs: number, zone: string): ZoneTime {
  const offsetMinutes = offsetAt(instantMs, zone);
  const shifted = new Date(instantMs + offsetMinutes * MINUTE_MS).toISOString();
  const local = `${shifted.slice(0, 4)}${shifted.slice(5, 7)}${shifted.slice(8, 10)}${shifted.slice(11, 13)}${shifted.slice(14, 16)}${shifted.slice(17, 19)}`;
  const ambiguous =
    offsetAt(instantMs - HOUR_MS, zone) > offsetMinutes || offsetAt(instantMs + HOUR_MS, zone) < offsetMinutes;
  return { local, offsetMinutes, ambiguous };
}

export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

function offsetAt(instantMs: number, zone: string): number {
  const quarter = Math.floor(instantMs / QUARTER_MS);
  let ofZone = known.get(zone);
  if (ofZone === undefined) known.set(zone, (ofZone = new Map<number, number>()));
  let offset = ofZone.get(quarter);
  if (offset === undefined) {
    if (ofZone.size >= MOST_KNOWN) ofZone.clear();
    offset = askDatabase(quarter * QUARTER_MS, zone);
    ofZone.set(quarter, offset);
  }
  return offset;
}

function askDatabase(instantMs: number, zone: string): number {
  const part = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
  return Math.round((Date.UTC(year, month - 1, day, hour, minute) - instantMs) / MINUTE_MS);
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}
