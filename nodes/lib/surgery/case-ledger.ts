/** What the receiver is believed to hold for one case once everything already committed for it has been delivered. */
import type { MessageKind } from './planned-message.ts';
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
  /** How often the case was planned anew by an operator: goes into the control ids, so that what is told again is no repetition. */
  generation?: number;
  /** There while the receiver may hold something else than the last plan wanted: whatever is compared next, all of it is told. */
  tellAll?: TellAll;
}

/** Where a case stands whose messages were not all accepted: each object may have been told another state of the case. */
export interface TellAll {
  /** The case as each object that exists was last told. */
  told: Readonly<Partial<Record<MessageKind, SurgicalCase>>>;
  /** PV1-19 the appointment was last told under. */
  bookedUnder?: string;
  /** That the patient is in was said by Orbit, not by the receiver: a later event may take it back. */
  admissionSaid?: true;
}

/** What the receiver holds of a case at one point of a plan. */
export type Holdings = Pick<CaseLedger, 'hospital' | 'encounter' | 'bed' | 'appointment' | 'visitCount'> &
  Omit<TellAll, 'told'>;

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
