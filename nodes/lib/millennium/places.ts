/** Wards, clinics, beds and operating rooms as PL fields, with the hospital they belong to at the receiver. Person location types are of table 0305. */
import { pl, type FieldValue } from '../hl7/index.ts';
import { hospitalOf, type Care } from '../surgery/index.ts';
import type { Draft } from './draft.ts';
import { translate, translateFirst } from './translate-code.ts';

const NURSING_UNIT = 'N';
const CLINIC = 'C';
export const DEPARTMENT = 'D';

/** PV1-3: the planned ward, with the bed where the message is about it; the clinic for a visit without a ward. */
export function stayLocation(draft: Draft, field: string, withBed: boolean): FieldValue {
  return wardLocation(draft, field, withBed) ?? clinicLocation(draft, field);
}

/**
 * The place of a bed: ward and bed. A clinic is none.
 * @param place other than the one of the case where a place is given up
 */
export function bedLocation(draft: Draft, field: string, place: BedPlaceCodes = draft.subject.care): FieldValue {
  return wardLocation(draft, field, true, place);
}

type BedPlaceCodes = Pick<Care, 'ward' | 'bed'>;

function wardLocation(
  draft: Draft,
  field: string,
  withBed: boolean,
  { ward, bed }: BedPlaceCodes = draft.subject.care,
): FieldValue {
  if (ward === undefined && !(withBed && bed !== undefined)) return undefined;
  const entry = translate(draft, 'wards', ward, field);
  return pl({
    pointOfCare: entry?.code,
    bed: withBed ? bed : undefined,
    facility: facility(draft, entry?.facility, field),
    type: NURSING_UNIT,
  });
}

function clinicLocation(draft: Draft, field: string): FieldValue {
  const { clinic, care } = draft.subject;
  // A clinic is where an outpatient goes; an inpatient without a ward has no place yet.
  if (care.type === 'inpatient') return undefined;
  const entry = translate(draft, 'clinics', clinic, field);
  return entry && pl({ pointOfCare: entry.code, facility: facility(draft, entry.facility, field), type: CLINIC });
}

/** AIL-3: department and room; undefined when neither is planned. */
export function roomLocation(draft: Draft): FieldValue {
  const field = 'AIL-3';
  const { operatingDepartment, room } = draft.subject;
  const department = translate(draft, 'departments', operatingDepartment, field);
  const place =
    room === undefined
      ? undefined
      : translateFirst(draft, 'rooms', [`${operatingDepartment ?? ''}/${room}`, room], { code: room }, field);
  if (department === undefined && place === undefined) return undefined;
  return pl({
    pointOfCare: department?.code,
    room: place?.code,
    facility: facility(draft, place?.facility ?? department?.facility, field),
    type: DEPARTMENT,
  });
}

function facility(draft: Draft, ofPlace: string | undefined, field: string): string | undefined {
  return ofPlace ?? translate(draft, 'facilities', hospitalOf(draft.subject.hospital), field)?.code;
}
