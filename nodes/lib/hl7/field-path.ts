/** Reads the places people write in rules: `PV1-10`, `PV1-3.4`, `PID-3(2).1`, `AIL-3.4.1`, `AIP(2)-4.1`, and `AIP(*)-9` for every segment of a name. */

export interface FieldPath {
  segment: string;
  /** Which segment of the name, from 1, or all of them. */
  occurrence: number | 'all';
  field: number;
  repetition: number;
  component?: number;
  subcomponent?: number;
}

const PATH =
  /^([A-Z][A-Z0-9]{2})(?:\(([1-9]\d{0,2}|\*)\))?-([1-9]\d{0,2})(?:\(([1-9]\d?)\))?(?:\.([1-9]\d?)(?:\.([1-9]\d?))?)?$/;

/** Undefined when the text is no path, or one of the separators in MSH-1 and MSH-2. */
export function parseFieldPath(text: string): FieldPath | undefined {
  const [, segment, occurrence = '1', field = '', repetition = '1', component, subcomponent] =
    PATH.exec(text.trim()) ?? [];
  if (segment === undefined || (segment === 'MSH' && Number(field) <= 2)) return undefined;
  return {
    segment,
    occurrence: occurrence === '*' ? 'all' : Number(occurrence),
    field: Number(field),
    repetition: Number(repetition),
    ...(component === undefined ? {} : { component: Number(component) }),
    ...(subcomponent === undefined ? {} : { subcomponent: Number(subcomponent) }),
  };
}

/** Whether the text names a place that can be read and written. */
export function isFieldPath(text: string): boolean {
  return parseFieldPath(text) !== undefined;
}
