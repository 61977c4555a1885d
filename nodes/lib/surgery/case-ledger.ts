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
  /** Counts encounters opened for this case, so that a new visit number can be made where a site wants one per booking. */
  visitCount: number;
  /** The case as last sent; absent while nothing has been sent. */
  snapshot?: SurgicalCase;
}
