/** A profile as a file, to keep beside others, to compare and to take to another installation: says what it is and which version of the format it has. */

/** The format of the file; goes up when a profile of before cannot be read as it is. */
export const PROFILE_FILE_VERSION = 1;
const KIND = 'orbit-millennium.hospital-profile';

export interface ProfileFile {
  kind: typeof KIND;
  version: number;
  /** The code of the hospital it was made for; another one may use it. */
  hospital: string;
  profile: Readonly<Record<string, unknown>>;
}

/** `no-profile`: something else. `newer`: written by a newer program. */
export type ReadProfileFile = { ok: true; file: ProfileFile } | { ok: false; reason: 'no-profile' | 'newer' };

export function profileFile(hospital: string, profile: Readonly<Record<string, unknown>>): ProfileFile {
  return { kind: KIND, version: PROFILE_FILE_VERSION, hospital, profile };
}

/** @param value the file as JSON; whether its options are valid, `parseProfile` says */
export function readProfileFile(value: unknown): ReadProfileFile {
  const { kind, version, hospital, profile } = (value ?? {}) as Partial<Record<keyof ProfileFile, unknown>>;
  const isOurs = kind === KIND && typeof version === 'number' && Number.isInteger(version) && version >= 1;
  if (!isOurs) return { ok: false, reason: 'no-profile' };
  if (version > PROFILE_FILE_VERSION) return { ok: false, reason: 'newer' };
  if (typeof hospital !== 'string' || typeof profile !== 'object' || profile === null || Array.isArray(profile))
    return { ok: false, reason: 'no-profile' };
  return { ok: true, file: { kind: KIND, version, hospital, profile: profile as Readonly<Record<string, unknown>> } };
}
