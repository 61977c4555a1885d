/** Finds the offset a local time has in a zone; knows the day summer time begins and the hour that comes twice. */

/** Asking Intl takes microseconds, and the times of one operation are much alike. */
const known = new Map<string, string | undefined>();
const MOST_KNOWN = 5_000;
const formatters = new Map<string, Intl.DateTimeFormat>();
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * @param local - `2026-11-10T08:00:00`
 * @param repeatedHour - of two the first, which is summer time, unless the second is asked for
 * @returns for example `+01:00`; undefined for a local time that does not exist
 */
export function siteOffset(
  local: string,
  zone: string,
  repeatedHour: 'first' | 'second' = 'first',
): string | undefined {
  const key = `${local} ${zone} ${repeatedHour}`;
  if (known.has(key)) return known.get(key);
  if (known.size >= MOST_KNOWN) known.clear();
  const asUtc = Date.parse(`${local}Z`);
  const candidates = [offsetAt(asUtc - DAY_MS, zone), offsetAt(asUtc + DAY_MS, zone)];
  if (repeatedHour === 'second') candidates.reverse();
  const fitting = candidates.find((minutes) => offsetAt(asUtc - minutes * MINUTE_MS, zone) === minutes);
  const offset = fitting === undefined ? undefined : formatOffset(fitting);
  known.set(key, offset);
  return offset;
}

/** Minutes east of Greenwich at an instant. */
function offsetAt(instant: number, zone: string): number {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formatters.set(zone, formatter);
  }
  const name = formatter.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

function formatOffset(minutes: number): string {
  const size = Math.abs(minutes);
  const [hour, minute] = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
  return `${minutes < 0 ? '-' : '+'}${hour ?? ''}:${minute ?? ''}`;
}
