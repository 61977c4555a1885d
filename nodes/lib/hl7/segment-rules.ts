/** Finds what the standard says of a segment in a version. */
import type { SegmentRule } from './field-table.ts';
import { APPOINTMENT_SEGMENTS } from './tables/appointment-segments.ts';
import { PATIENT_SEGMENTS } from './tables/patient-segments.ts';
import { VERSIONS, type Hl7Version } from './version.ts';

const RULES = new Map(
  VERSIONS.map((version) => [
    version,
    new Map(
      Object.entries({ ...PATIENT_SEGMENTS, ...APPOINTMENT_SEGMENTS }).map(([name, table]) => [name, table[version]]),
    ),
  ]),
);

/** Undefined for a segment we have no table of, a Z segment for example. */
export function segmentRule(name: string, version: Hl7Version): SegmentRule | undefined {
  return RULES.get(version)?.get(name);
}

/** What the standard calls a field; undefined where our tables do not have it. */
export function fieldName(segment: string, field: number, version: Hl7Version): string | undefined {
  return segmentRule(segment, version)?.fields[field]?.name;
}
