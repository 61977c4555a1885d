/** One message of the receiver's own, as far as the links of the cases go by it. Knows no HL7. */

/**
 * - `encounter`: the encounter exists; `encounter-cancelled`: it does no more (A11, A38); `bed-cancelled`: its bed reservation does no more (A27)
 * - `appointment`: booked or changed; `appointment-moved` (S13); `appointment-cancelled` (S15, S17, S26)
 * - `persons-merged`: `formerPersonId` is `personId` from now on; `encounters-merged`: `formerVisitNumber` is `visitNumber` from now on
 * - `encounter-moved`: the encounter belongs to another patient from now on
 */
export type FeedDeed =
  | 'encounter'
  | 'encounter-cancelled'
  | 'bed-cancelled'
  | 'appointment'
  | 'appointment-moved'
  | 'appointment-cancelled'
  | 'persons-merged'
  | 'encounters-merged'
  | 'encounter-moved';

export interface FeedMessage {
  /** Who sent it; control ids are unique within. */
  source: string;
  controlId: string;
  triggerEvent: string;
  deed: FeedDeed;
  /** When it happened by the sender's clock, milliseconds. */
  toldAt: number;
  /** What the appointment goes by with placer and filler (SCH-1, SCH-2): one of them may be a case of ours, the other is the receiver's own. */
  appointmentNumbers: readonly string[];
  visitNumber?: string;
  encounterId?: string;
  personId?: string;
  formerPersonId?: string;
  formerVisitNumber?: string;
  /** Milliseconds. */
  start?: number;
}
