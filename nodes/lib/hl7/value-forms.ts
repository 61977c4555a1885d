/** How the values of dates, numbers and set ids look (HL7 v2 §2.A): what the structure check holds against the text of a field. */
import type { DataType } from './field-table.ts';

/** Undefined when the text of one repetition has the form of its type, else what the form is. */
export function wrongForm(type: DataType, text: string): string | undefined {
  const form = FORMS[type];
  return form === undefined || form.fits(text) ? undefined : form.name;
}

interface Form {
  name: string;
  fits(text: string): boolean;
}

const DATE_TIME =
  /^(\d{4})(?:(\d\d)(?:(\d\d)(?:([01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\.\d{1,4})?)?)?)?)?(?:[+-](?:0\d|1[0-4])[0-5]\d)?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const SET_ID = /^\d{1,4}$/;
const THIRTY_DAYS = new Set(['04', '06', '09', '11']);

function isTimestamp(text: string): boolean {
  const [, year, month, day] = DATE_TIME.exec(text) ?? [];
  if (year === undefined) return false;
  if (month === undefined) return true;
  return (
    month >= '01' && month <= '12' && (day === undefined || (day >= '01' && Number(day) <= daysIn(Number(year), month)))
  );
}

function daysIn(year: number, month: string): number {
  if (month === '02') return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return THIRTY_DAYS.has(month) ? 30 : 31;
}

/** TQ: the duration is a bare number, and start and end are times. */
function isTiming(text: string): boolean {
  const [, , duration = '', start = '', end = ''] = text.split('^');
  return (
    (duration === '' || NUMBER.test(duration)) &&
    (start === '' || isTimestamp(start)) &&
    (end === '' || isTimestamp(end))
  );
}

function isQuantity(text: string): boolean {
  const [amount = ''] = text.split('^', 1);
  return amount === '' || NUMBER.test(amount);
}

const FORMS: Partial<Readonly<Record<DataType, Form>>> = {
  TS: { name: 'a date or time YYYY[MM[DD[HHMM[SS]]]][+/-ZZZZ]', fits: isTimestamp },
  NM: { name: 'a number', fits: (text) => NUMBER.test(text) },
  SI: { name: 'a set id of one to four digits', fits: (text) => SET_ID.test(text) },
  TQ: { name: 'a duration and times', fits: isTiming },
  CQ: { name: 'a number with its unit', fits: isQuantity },
};
