/** What the receiver is believed to hold for one case once everything already committed for it has been delivered. */
import type { SurgicalCase } from './surgical-case.ts';

/**
 * The encounter as far as the receiver is concerned.
 * - `none`: nothing registered, or cancelled again
 * - `registered`: created by us under `visitNumber`; ours to update and to cancel
 * - `adopted`: opened or taken over by the receiver (the patient is admitted); we refer to it and never cancel it
 */
export type EncounterState =
  | { name: 'none' }
  | { name: 'registered'; visitNumber: string; createdBy: 'A05' | 'A04' }
  | { name: 'adopted'; visitNumber: string };

export interface CaseLedger {
  caseId: string;
  /** The highest version of the case that has been settled. */
  version: number;
  /** The hospital whose profile the existing objects were sent under. */
  hospital: string;
  encounter: EncounterState;
  bed: 'none' | 'reserved';
  appointment: 'none' | 'booked' | 'no-show';
  /** Which visit number of the case is its own at present: 0 or 1 is the plain one, 2 the one with `-2`. Never goes back, so no number is used for two encounters. */
  visitCount: number;
  /** The case as last sent; absent while nothing has been sent. */
  snapshot?: SurgicalCase;
}

/** A case of which the receiver holds nothing. */
export function emptyLedger(caseId: string, hospital: string): CaseLedger {
  return {
    caseId,
    version: 0,
    hospital,
    encounter: { name: 'none' },
    bed: 'none',
    appointment: 'none',
    visitCount: 0,
  };
}

/** Whether the receiver holds anything of the case that is ours to change; an encounter of its own is not. */
export function anythingExists({ encounter, bed, appointment }: CaseLedger): boolean {
  return encounter.name === 'registered' || bed === 'reserved' || appointment === 'booked';
}
