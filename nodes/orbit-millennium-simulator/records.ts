/** What the simulated system keeps: plain data, so that it can be shown and journalled as JSON. Times are ISO 8601. */

export interface CodedText {
  code: string;
  text: string;
}

export interface PatientRecord {
  /** First repetition of PID-3. */
  id: string;
  authority: string;
  family: string;
  given: string;
  middle: string;
  birthDate: string;
  sex: string;
  otherIds: { id: string; authority: string; type: string }[];
}

export interface PlaceRecord {
  ward: string;
  room: string;
  bed: string;
  facility: string;
}

export interface DoctorRecord {
  id: string;
  family: string;
  given: string;
}

export type EncounterStatus = 'preadmitted' | 'registered' | 'cancelled' | 'admitted';

export interface EncounterRecord {
  /** PV1-19. */
  visitNumber: string;
  patientId: string;
  status: EncounterStatus;
  /** What opened it: a registration, an appointment, or the system itself. */
  origin: 'registration' | 'appointment' | 'system';
  class: string;
  location: PlaceRecord;
  service: string;
  doctor: DoctorRecord;
  admissionType: string;
  patientType: string;
  priority: string;
  admitReason: CodedText;
  accommodation: CodedText;
  /** A date when the message gives no time. */
  expectedAdmitAt: string;
  expectedDischargeAt: string;
  expectedSurgeryAt: string;
  expectedStayDays: string;
  procedures: ProcedureRecord[];
  diagnoses: (CodedText & { type: string; priority: string })[];
}

export interface ProcedureRecord extends CodedText {
  at: string;
  minutes: string;
  priority: string;
  modifier: string;
  surgeonId: string;
}

export interface BedRecord extends PlaceRecord {
  visitNumber: string;
  from: string;
  to: string;
  status: 'reserved' | 'released';
}

export type AppointmentStatus = 'Booked' | 'Cancelled' | 'Noshow' | 'Discontinued' | 'Deleted';

export interface AppointmentRecord {
  /** SCH-2, else SCH-1. */
  id: string;
  placerId: string;
  fillerId: string;
  visitNumber: string;
  patientId: string;
  status: AppointmentStatus;
  start: string;
  end: string;
  minutes: number;
  room: string;
  department: string;
  facility: string;
  type: CodedText;
  /** SCH-7. */
  reason: CodedText;
  /** SCH-6 of the last message. */
  eventReason: CodedText;
  services: CodedText[];
  /** AIP. */
  staff: { id: string; role: string; family: string; given: string }[];
  /** AIG. */
  resources: { id: string; type: string }[];
  notes: string[];
}

/** What a message changes; each at most once. */
export interface Changes {
  patient?: PatientRecord;
  encounter?: EncounterRecord;
  bed?: BedRecord;
  /** The place of the visit an appointment has left. */
  bedLeft?: BedRecord;
  appointment?: AppointmentRecord;
}

/** The state as the decisions see it. */
export interface HeldRecords {
  patient(id: string): PatientRecord | undefined;
  encounter(visitNumber: string): EncounterRecord | undefined;
  bed(visitNumber: string): BedRecord | undefined;
  appointment(id: string): AppointmentRecord | undefined;
}
