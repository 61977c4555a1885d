/** How a message's values change what is held: not valued leaves as it is, `""` empties, anything else replaces (HL7 v2 §2.5.3). */
import { DELETE_VALUE, keptValue, type Segment } from './hl7-message.ts';
import type { CodedText, DoctorRecord, PlaceRecord } from './records.ts';

export function updated(held: string | undefined, received: string): string {
  if (received === '') return held ?? '';
  return received === DELETE_VALUE ? '' : received;
}

/** A composite field is replaced as a whole once any of it is valued. */
export function updatedCode(held: CodedText | undefined, segment: Segment | undefined, field: number): CodedText {
  const code = keptValue(segment, field, 1);
  const text = keptValue(segment, field, 2);
  if (code === '' && text === '') return held ?? { code: '', text: '' };
  return code === DELETE_VALUE ? { code: '', text: '' } : { code, text };
}

export function updatedDoctor(
  held: DoctorRecord | undefined,
  segment: Segment | undefined,
  field: number,
): DoctorRecord {
  const [id, family, given] = [
    keptValue(segment, field, 1),
    keptValue(segment, field, 2),
    keptValue(segment, field, 3),
  ];
  if (id === '' && family === '') return held ?? { id: '', family: '', given: '' };
  return id === DELETE_VALUE ? { id: '', family: '', given: '' } : { id, family, given };
}

const NO_PLACE: PlaceRecord = { ward: '', room: '', bed: '', facility: '' };

export function updatedPlace(held: PlaceRecord | undefined, segment: Segment | undefined, field: number): PlaceRecord {
  const place = {
    ward: keptValue(segment, field, 1),
    room: keptValue(segment, field, 2),
    bed: keptValue(segment, field, 3),
    facility: keptValue(segment, field, 4),
  };
  if (place.ward === DELETE_VALUE) return NO_PLACE;
  return Object.values(place).every((part) => part === '') ? (held ?? NO_PLACE) : place;
}
