/** What a launch may open, from what is known of the case. Pure; when two sources disagree about the patient nothing is opened. */

export type BannerCode = 'UT-201' | 'UT-202' | 'UT-203';

/** The encounter as the link store knows it. */
export interface EncounterLink {
  state: 'pending' | 'confirmed' | 'inferred' | 'manual' | 'cancelled' | 'merged';
  /** The number the encounter goes by with people. */
  visitNumber: string;
  /** Millennium's own number; absent until Millennium has named it. */
  encounterId?: string;
  /** Millennium's number of the patient the encounter belongs to. */
  personId?: string;
}

export interface CaseFacts {
  /** Millennium's number of the patient; absent until Millennium has named it. */
  personId?: string;
  encounter?: EncounterLink;
}

/** `patient` and `encounter` are opened with what is known; UT-404: nobody to open; UT-409: patient and encounter do not belong together. */
export type LaunchTarget =
  | { kind: 'encounter'; personId?: string; encounterId?: string; visitNumber: string }
  | { kind: 'patient'; personId?: string; banner: BannerCode }
  | { kind: 'stop'; code: 'UT-404' | 'UT-409' };

/** States of a link in which there is no encounter to open, and why. */
const PATIENT_ONLY: Readonly<Partial<Record<EncounterLink['state'], BannerCode>>> = {
  pending: 'UT-201',
  cancelled: 'UT-203',
  merged: 'UT-203',
};

/** @param facts undefined: the case is not known here */
export function resolveLaunch(facts: CaseFacts | undefined): LaunchTarget {
  if (facts === undefined) return { kind: 'stop', code: 'UT-404' };
  const { personId, encounter } = facts;
  if (belongsToAnother(facts)) return { kind: 'stop', code: 'UT-409' };
  const person = personId ?? encounter?.personId;
  const known = person === undefined ? {} : { personId: person };
  if (encounter === undefined) return { kind: 'patient', ...known, banner: 'UT-202' };
  const banner = PATIENT_ONLY[encounter.state];
  if (banner !== undefined) return { kind: 'patient', ...known, banner };
  const { encounterId, visitNumber } = encounter;
  return { kind: 'encounter', ...known, ...(encounterId === undefined ? {} : { encounterId }), visitNumber };
}

function belongsToAnother({ personId, encounter }: CaseFacts): boolean {
  return personId !== undefined && encounter?.personId !== undefined && encounter.personId !== personId;
}
