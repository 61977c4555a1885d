/** Finds Swedish personal identity and coordination numbers in a text, so that a reason does not carry a patient into the journal. */

const CANDIDATES = /(?<!\d)(?:\d{2})?(\d{2})(\d{2})(\d{2})[-+ ]?(\d{4})(?!\d)/g;

/** A date, or one with 60 added to the day, and the check digit of the ten digits (modulus 10): few other numbers look like that. */
export function namesPerson(text: string): boolean {
  for (const [, year = '', month = '', day = '', serial = ''] of text.matchAll(CANDIDATES)) {
    const isDate = Number(month) >= 1 && Number(month) <= 12 && isDay(Number(day));
    if (isDate && hasCheckDigit(`${year}${month}${day}${serial}`)) return true;
  }
  return false;
}

function isDay(day: number): boolean {
  const plain = day > 60 ? day - 60 : day;
  return plain >= 1 && plain <= 31;
}

function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (const [index, digit] of [...digits].entries()) {
    const product = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += product > 9 ? product - 9 : product;
  }
  return sum % 10 === 0;
}
