/** What Millennium itself has told of a case: its numbers for patient, encounter and appointment, and what has become of them. Never the identity of the patient. */

export interface EncounterLinked {
  /** PV1-19, by which people know the encounter. */
  visitNumber: string;
  /** Millennium's own number, where it tells one. */
  encounterId?: string;
  /** Millennium's number of the patient the encounter is said to belong to. */
  personId?: string;
  state: 'confirmed' | 'cancelled' | 'merged';
}

export interface AppointmentLinked {
  /** Millennium's own number, where it tells one. */
  appointmentId?: string;
  state: 'confirmed' | 'cancelled';
}

export interface CaseLink {
  /** Millennium's number of the patient; follows merges. */
  personId?: string;
  encounter?: EncounterLinked;
  appointment?: AppointmentLinked;
  /** Of the newest message that was heeded, milliseconds: an older one changes nothing. */
  toldAt: number;
}
