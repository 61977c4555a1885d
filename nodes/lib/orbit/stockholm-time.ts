/** Times of the contract: an instant with an offset that Europe/Stockholm has at that wall time, or Z. */

const FORM = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;
const HOUR_MS = 3_600_000;

/** False for days that do not exist, offsets Stockholm does not have then, and the hour the clock skips in March. */
export function isStockholmTime(text: string): boolean {
  const [, year, month, day, hour, minute, second = '00', offset] = FORM.exec(text) ?? [];
  if (year === undefined || offset === undefined || !isCalendarDate(`${year}-${String(month)}-${String(day)}`))
    return false;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return false;
  return offset === 'Z' || isOffsetOf(Date.parse(text), offset);
}

function isOffsetOf(instant: number, offset: string): boolean {
  return offset === (isSummerTime(instant) ? '+02:00' : '+01:00');
}

export function isCalendarDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return Number(year) >= 1800 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** Directive 2000/84/EC. */
function isSummerTime(instant: number): boolean {
  const year = new Date(instant).getUTCFullYear();
  return instant >= lastSunday(year, 2) && instant < lastSunday(year, 9);
}

function lastSunday(year: number, month: number): number {
  const lastDay = new Date(Date.UTC(year, month + 1, 0, 1));
  return lastDay.getTime() - lastDay.getUTCDay() * 24 * HOUR_MS;
}
