/** Reads what a reply names as its error: ERR-3, ERR-1.4 and MSA-6, whatever version its header claims, because engines mix the shapes. */
import type { ParsedMessage, ParsedSegment } from '../hl7/index.ts';

export interface ErrorConditions {
  /** Table 0357 codes in the order given, without 0 and without information and warnings; `<system>:<code>` for other coding systems. */
  codes: readonly string[];
  /** ERR segments bring information or warnings, and nothing names an error. */
  warningsOnly: boolean;
}

const NO_ERROR = '0';
/** ERR-4, table 0516: information and warning are not errors. */
const HARMLESS = new Set(['I', 'W']);
/** A code that could carry an identifier of a patient is not kept. */
const SAFE_CODE = /^(?!.*\d{6})[\w.-]{1,20}$/;

export function readErrorConditions(message: ParsedMessage): ErrorConditions {
  const codes: string[] = [];
  let harmless = false;
  for (const error of message.segmentsNamed('ERR')) {
    if (HARMLESS.has(error.field(4).trim().toUpperCase())) harmless = true;
    else codes.push(...codesOf(error));
  }
  const acknowledgement = message.segment('MSA');
  if (acknowledgement !== undefined) addCode(codes, acknowledgement.field(6, 1, 1), acknowledgement.field(6, 1, 3));
  return { codes, warningsOnly: harmless && codes.length === 0 };
}

/** ERR-3 (2.5 and later) is a coded element; ERR-1.4 (2.4 and before) is one inside a component: `PID^1^5^101&Required field missing&HL70357`. */
function codesOf(error: ParsedSegment): string[] {
  const codes: string[] = [];
  addCode(codes, error.field(3, 1, 1), error.field(3, 1, 3));
  if (codes.length > 0) return codes;
  const places = error.repetitions(1).length;
  for (let place = 1; place <= places; place += 1)
    addCode(codes, error.field(1, place, 4, 1), error.field(1, place, 4, 3));
  return codes;
}

function addCode(codes: string[], received: string, system: string): void {
  const code = received.trim();
  if (code === '' || code === NO_ERROR) return;
  if (!SAFE_CODE.test(code)) codes.push('unlisted');
  else codes.push(isTable0357(system) ? code : `${SAFE_CODE.test(system.trim()) ? system.trim() : 'local'}:${code}`);
}

/** Named HL70357, 0357 or by the table's OID; without a name it is this table, as the field is defined by it. A local 204 may mean anything. */
function isTable0357(system: string): boolean {
  const name = system.trim();
  return name === '' || name.includes('357');
}
