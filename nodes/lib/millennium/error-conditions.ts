/** Reads what a reply names as its error: ERR-3, ERR-1.4 and MSA-6, whatever version its header claims, because engines mix the shapes. */
import type { ParsedMessage, ParsedSegment } from '../hl7/index.ts';

export interface ErrorConditions {
  /** Table 0357 codes in the order given, without 0 and without information and warnings; `<system>:<code>` for other coding systems. */
  codes: readonly string[];
  /** ERR segments bring information or warnings, and nothing says that there is an error. */
  warningsOnly: boolean;
  /** ERR-4 says that there is an error, and no code says which. */
  unnamed: boolean;
}

const NO_ERROR = '0';
/** ERR-4, table 0516: information and warning are not errors. */
const HARMLESS = new Set(['I', 'W']);
/** ERR-4, table 0516: error, and the fatal error of 2.6 and later. */
const GRAVE = new Set(['E', 'F']);
/** A code that could carry an identifier of a patient is not kept. */
const SAFE_CODE = /^(?!.*\d{6})[\w.-]{1,20}$/;
/** An error is named by words that are not kept. */
const UNLISTED = 'unlisted';
/** Of ERR-1. Each place is looked for from the beginning: 30,000 of them took twenty seconds. What is not read may be the gravest. */
const MOST_PLACES = 100;

export function readErrorConditions(message: ParsedMessage): ErrorConditions {
  const codes: string[] = [];
  const harmless = new Set<string>();
  let warnings = false;
  let unnamed = false;
  for (const error of message.segmentsNamed('ERR')) {
    const severity = error.field(4).trim().toUpperCase();
    if (HARMLESS.has(severity)) {
      warnings = true;
      for (const code of codesOf(error)) harmless.add(code);
    } else {
      const named = codesOf(error);
      codes.push(...named);
      unnamed ||= named.length === 0 && GRAVE.has(severity) && !saysNone(error);
    }
  }
  const acknowledgement = message.segment('MSA');
  const [summary] = acknowledgement === undefined ? [] : coded(acknowledgement, 6);
  // MSA-6 has no severity of its own: what an ERR segment calls a warning stays one.
  if (summary !== undefined && !harmless.has(summary)) codes.push(summary);
  return { codes, warningsOnly: warnings && codes.length === 0 && !unnamed, unnamed };
}

function saysNone(error: ParsedSegment): boolean {
  return error.field(3, 1, 1).trim() === NO_ERROR;
}

/** ERR-3 (2.5 and later) is a coded element; ERR-1.4 (2.4 and before) is one inside a component: `PID^1^5^101&Required field missing&HL70357`. */
function codesOf(error: ParsedSegment): string[] {
  const codes = coded(error, 3);
  if (codes.length > 0 || saysNone(error)) return codes;
  const places = error.repetitions(1).length;
  for (let place = 1; place <= Math.min(places, MOST_PLACES); place += 1)
    codes.push(...codeOf(error.field(1, place, 4, 1), error.field(1, place, 4, 3)));
  return places > MOST_PLACES ? [...codes, UNLISTED] : codes;
}

function coded(segment: ParsedSegment, field: number): string[] {
  return codeOf(segment.field(field, 1, 1), segment.field(field, 1, 3));
}

function codeOf(received: string, system: string): string[] {
  const code = received.trim();
  if (code === '' || code === NO_ERROR) return [];
  if (!SAFE_CODE.test(code)) return [UNLISTED];
  if (isTable0357(system)) return [code];
  return [`${SAFE_CODE.test(system.trim()) ? system.trim() : 'local'}:${code}`];
}

/** Named HL70357, 0357 or by the table's OID; without a name it is this table, as the field is defined by it. A local 204 may mean anything. */
function isTable0357(system: string): boolean {
  const name = system.trim();
  return name === '' || name.includes('357');
}
