/** The worked messages and variants of them, changed field by field so that a test shows what it is about. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../fixtures/worked-messages');

export type Worked =
  | '1-booking-1-A05'
  | '1-booking-2-A14'
  | '1-booking-3-S12'
  | '2-rebooking-1-A08'
  | '2-rebooking-2-A14'
  | '2-rebooking-3-S13'
  | '3-modification-1-S14'
  | '4-cancellation-1-S15'
  | '4-cancellation-2-A27'
  | '4-cancellation-3-A38'
  | '5-noshow-1-S26'
  | '5-noshow-2-A27';

export const BOOKING = ['1-booking-1-A05', '1-booking-2-A14', '1-booking-3-S12'] as const;
export const REBOOKING = ['2-rebooking-1-A08', '2-rebooking-2-A14', '2-rebooking-3-S13'] as const;
export const CANCELLATION = ['4-cancellation-1-S15', '4-cancellation-2-A27', '4-cancellation-3-A38'] as const;

export const VISIT = 'OP20260004711';
export const PATIENT = '191212121212';

/** Byte for byte as it stands in the fixture. */
export function worked(name: Worked): Buffer {
  return readFileSync(join(FOLDER, `${name}.hl7`));
}

let edits = 0;

/** A message under change; every variant gets a control id of its own unless it is given one. */
export class Draft {
  readonly #segments: string[][];

  constructor(name: Worked) {
    this.#segments = worked(name)
      .toString('utf8')
      .split('\r')
      .filter((line) => line !== '')
      .map((line) => line.split('|'));
    edits += 1;
    this.set('MSH', 10, `EDIT${String(edits)}`);
  }

  /** `''` leaves the field empty. @param occurrence - of the segment, from 1 */
  set(segment: string, field: number, text: string, occurrence = 1): this {
    const fields = this.#find(segment, occurrence);
    const index = segment === 'MSH' ? field - 1 : field;
    while (fields.length <= index) fields.push('');
    fields[index] = text;
    return this;
  }

  get(segment: string, field: number, occurrence = 1): string {
    return this.#find(segment, occurrence)[segment === 'MSH' ? field - 1 : field] ?? '';
  }

  remove(segment: string): this {
    const kept = this.#segments.filter(([name]) => name !== segment);
    this.#segments.splice(0, Infinity, ...kept);
    return this;
  }

  /** Puts a segment before the first one of a name, or at the end. */
  insert(line: string, before?: string): this {
    const index = this.#segments.findIndex(([name]) => name === before);
    this.#segments.splice(index === -1 ? this.#segments.length : index, 0, line.split('|'));
    return this;
  }

  text(): string {
    return this.#segments.map((fields) => `${fields.join('|')}\r`).join('');
  }

  bytes(encoding: 'utf8' | 'latin1' = 'utf8'): Buffer {
    return Buffer.from(this.text(), encoding);
  }

  #find(name: string, occurrence: number): string[] {
    const found = this.#segments.filter(([segment]) => segment === name)[occurrence - 1];
    if (found === undefined) throw new Error(`the message has no ${name} number ${String(occurrence)}`);
    return found;
  }
}

export function draft(name: Worked): Draft {
  return new Draft(name);
}

/** The draft as another version writes it. */
export function inVersion(message: Draft, version: '2.3' | '2.3.1' | '2.5' | '2.5.1'): Draft {
  message.set('MSH', 12, version);
  const isOld = version === '2.3' || version === '2.3.1';
  if (isOld) message.set('MSH', 9, message.get('MSH', 9).split('^').slice(0, 2).join('^'));
  if (version === '2.3') message.set('MSH', 18, '8859/1').set('MSH', 17, '');
  return message;
}
