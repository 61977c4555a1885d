/** The versions of HL7 v2 messages are made in, oldest first. */

export const VERSIONS = ['2.3', '2.3.1', '2.4', '2.5', '2.5.1'] as const;
export type Hl7Version = (typeof VERSIONS)[number];

export function asVersion(text: string): Hl7Version | undefined {
  return VERSIONS.find((version) => version === text);
}

export function isAtLeast(version: Hl7Version, oldest: Hl7Version): boolean {
  return VERSIONS.indexOf(version) >= VERSIONS.indexOf(oldest);
}

export const ALL = VERSIONS;

export function from(oldest: Hl7Version): readonly Hl7Version[] {
  return VERSIONS.slice(VERSIONS.indexOf(oldest));
}

export function until(newest: Hl7Version): readonly Hl7Version[] {
  return VERSIONS.slice(0, VERSIONS.indexOf(newest) + 1);
}
