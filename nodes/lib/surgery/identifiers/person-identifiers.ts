/** The Swedish person identifiers by their own algorithms (Inera KINT 468746902): what cannot be right is refused, what may be is let through. */
import type { PatientIdType } from '../surgical-case.ts';

const RESERVE_LETTERS: Readonly<Record<string, string>> = { K: '5', M: '7', X: '8' };

/** Whether the text can be an identifier of its type. Twelve characters without a separator; `local` is any text. */
export function isPatientIdentifier(idType: PatientIdType, id: string): boolean {
  switch (idType) {
    case 'personnummer':
      return /^(?:18|19|20)\d{10}$/.test(id) && isDay(id.slice(0, 8)) && hasLuhnDigit(id.slice(2));
    case 'samordningsnummer':
      return isCoordinationNumber(id);
    case 'vgr-reservnummer':
      return isVgrReserveNumber(id);
    case 'nationellt-reservnummer':
      return isNationalReserveNumber(id);
    case 'local':
      return /^[A-Za-z0-9-]{1,30}$/.test(id);
  }
}

/** As a personnummer with 60 added to the day; the date behind it may be incomplete (month or day 00). */
function isCoordinationNumber(id: string): boolean {
  if (!/^(?:18|19|20)\d{10}$/.test(id)) return false;
  const month = Number(id.slice(4, 6));
  const day = Number(id.slice(6, 8));
  return month <= 12 && day >= 60 && day <= 91 && hasLuhnDigit(id.slice(2));
}

/** `YYYYMMDDGggC` with G one of K, M, X; the check digit by the present rule (without the century) or the older one (with it). */
function isVgrReserveNumber(id: string): boolean {
  const [, day, serial] = /^(\d{8})[KMX](\d{2})\d$/.exec(id) ?? [];
  if (day === undefined || !isDay(day) || !(Number(serial) >= 6 && Number(serial) <= 89)) return false;
  const digits = id.replace(/[KMX]/, (letter) => RESERVE_LETTERS[letter] ?? '');
  return hasLuhnDigit(digits.slice(2)) || hasLuhnDigit(digits);
}

/** `XXYYMMDDNNGC`: letters count as their ASCII value, all decimal digits of each product are added. */
function isNationalReserveNumber(id: string): boolean {
  if (!/^\d{8}(?:[A-HJ-NPR-UX-Z]{2}\d{2}|[A-HJ-NPR-UX-Z]{3}\d)$/.test(id)) return false;
  let sum = 0;
  for (const [position, sign] of [...id.slice(0, 11)].reverse().entries()) {
    const value = /\d/.test(sign) ? Number(sign) : sign.charCodeAt(0);
    for (const digit of String(value * (position % 2 === 0 ? 2 : 1))) sum += Number(digit);
  }
  return (10 - (sum % 10)) % 10 === Number(id[11]);
}

/** The last digit checks the ones before it: weights 2, 1, 2 … from the right. */
function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (const [position, digit] of [...digits].reverse().entries()) {
    const product = Number(digit) * (position % 2 === 0 ? 1 : 2);
    sum += product > 9 ? product - 9 : product;
  }
  return sum % 10 === 0;
}

/** `YYYYMMDD` that is a day of the calendar. */
export function isDay(text: string): boolean {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8))];
  const date = new Date(Date.UTC(year, month - 1, day));
  // A month or a day too many moves into another year, or to another day.
  return date.getUTCFullYear() === year && date.getUTCDate() === day;
}
