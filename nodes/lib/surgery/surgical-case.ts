/** The canonical surgical case as Orbit plans it: what every other room compares, maps and stores. Plain data only, so that it survives JSON. */

/** ISO 8601 date and time with an offset, for example `2026-11-10T08:00:00+01:00`. */
export type OffsetDateTime = string;
/** ISO 8601 calendar date, `YYYY-MM-DD`. */
export type CalendarDate = string;

export const EVENT_TYPES = ['booked', 'rebooked', 'modified', 'cancelled', 'no-show', 'entered-in-error'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const PATIENT_ID_TYPES = [
  'personnummer',
  'samordningsnummer',
  'nationellt-reservnummer',
  'vgr-reservnummer',
  'local',
] as const;
export type PatientIdType = (typeof PATIENT_ID_TYPES)[number];

export const SEXES = ['male', 'female', 'unknown', 'other'] as const;
export type Sex = (typeof SEXES)[number];

export const CARE_TYPES = ['inpatient', 'day-surgery', 'outpatient'] as const;
export type CareType = (typeof CARE_TYPES)[number];

export const PRIORITIES = ['elective', 'acute', 'watch'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const LATERALITIES = ['left', 'right', 'bilateral'] as const;
export type Laterality = (typeof LATERALITIES)[number];

export const STAFF_ROLES = ['surgeon', 'anaesthetist', 'assistant', 'theatre-nurse', 'anaesthetic-nurse'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

export interface Patient {
  idType: PatientIdType;
  id: string;
  family: string;
  given: string;
  middle?: string;
  birthDate?: CalendarDate;
  sex: Sex;
  /** Protected identity (sekretessmarkering): no screen may show the name. */
  protected: boolean;
}

export interface Care {
  type: CareType;
  alreadyAdmitted: boolean;
  /** The receiver's number of an encounter that exists already. */
  encounterId?: string;
  admissionAt?: OffsetDateTime;
  dischargeAt?: OffsetDateTime;
  bedWanted: boolean;
  ward?: string;
  bed?: string;
  accommodation?: string;
}

export interface PlannedTime {
  start: OffsetDateTime;
  end: OffsetDateTime;
  setupMin?: number;
  knifeMin?: number;
  cleanupMin?: number;
}

export interface Procedure {
  /** KVÅ code. */
  code: string;
  text?: string;
  main: boolean;
  laterality?: Laterality;
}

export interface Diagnosis {
  /** ICD-10-SE code. */
  code: string;
  text?: string;
  main: boolean;
}

export interface Person {
  hsaId: string;
  family?: string;
  given?: string;
}

export interface StaffMember extends Person {
  role: StaffRole;
}

export interface Reason {
  code: string;
  codeSystem?: string;
  text?: string;
  /** After 17:00 the day before: SPOR counts it as a strykning. */
  late?: boolean;
}

/** Everything a booking says about the operation; the snapshot the ledger keeps and the builders read. */
export interface SurgicalCase {
  caseId: string;
  hospital: string;
  clinic?: string;
  operatingDepartment?: string;
  room?: string;
  patient: Patient;
  care: Care;
  time: PlannedTime;
  priority: Priority;
  /** The main procedure first. */
  procedures: readonly Procedure[];
  diagnoses: readonly Diagnosis[];
  staff: readonly StaffMember[];
  anaesthesia?: string;
  asa?: number;
  waitingListId?: string;
  referralId?: string;
  note?: string;
}

/** One event as accepted from Orbit. `case` is absent where a cancelled, no-show or entered-in-error event carries the identity of the case only. */
export interface SurgicalEvent {
  eventId: string;
  eventType: EventType;
  occurredAt: OffsetDateTime;
  caseId: string;
  /** Strictly increasing per case, from 1. */
  version: number;
  hospital: string;
  case?: SurgicalCase;
  reason?: Reason;
  bookedBy?: Person;
  extensions?: Readonly<Record<string, unknown>>;
}
