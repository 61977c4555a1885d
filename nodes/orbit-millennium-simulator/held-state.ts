/** All the simulated system holds: records, received messages, anomalies and counters. Lives in memory; the journal is its way through a restart. */
import { OrderWatch } from './order-watch.ts';
import { ReceivedLog, type GivenAnswer, type ReceivedMessage } from './received-log.ts';
import type { AppointmentRecord, BedRecord, Changes, EncounterRecord, HeldRecords, PatientRecord } from './records.ts';

export interface Anomaly {
  at: string;
  /** `not-hl7`, `acknowledgement-received`, `control-id-reused`, `duplicate-create`, `repeated-content`, `older-message`, `nothing-to-cancel`, `not-nfc`, or a fault of a frame. */
  kind: string;
  controlId: string;
}

export interface Counters {
  received: number;
  accepted: number;
  refused: number;
  duplicates: number;
  unanswered: number;
  faults: number;
  /** Accepted messages by trigger event. */
  byTriggerEvent: Record<string, number>;
}

/** What one message left behind. */
export interface Deed {
  message?: ReceivedMessage;
  answer?: GivenAnswer;
  changes?: Changes;
  anomalies?: Anomaly[];
}

export interface StateView {
  patients: PatientRecord[];
  encounters: EncounterRecord[];
  beds: BedRecord[];
  appointments: AppointmentRecord[];
  received: readonly ReceivedMessage[];
  anomalies: readonly Anomaly[];
  counters: Counters;
}

const MOST_ANOMALIES = 10_000;

export class HeldState implements HeldRecords {
  readonly #patients = new Map<string, PatientRecord>();
  readonly #encounters = new Map<string, EncounterRecord>();
  readonly #beds = new Map<string, BedRecord>();
  readonly #appointments = new Map<string, AppointmentRecord>();
  readonly log: ReceivedLog;
  readonly order = new OrderWatch();
  #anomalies: Anomaly[] = [];
  #counters = noCounts();

  constructor(receivedLimit = 100_000) {
    this.log = new ReceivedLog(receivedLimit);
  }

  patient(id: string): PatientRecord | undefined {
    return this.#patients.get(id);
  }
  encounter(visitNumber: string): EncounterRecord | undefined {
    return this.#encounters.get(visitNumber);
  }
  bed(visitNumber: string): BedRecord | undefined {
    return this.#beds.get(visitNumber);
  }
  appointment(id: string): AppointmentRecord | undefined {
    return this.#appointments.get(id);
  }

  get receivedCount(): number {
    return this.#counters.received;
  }

  get isEmpty(): boolean {
    return this.#counters.received === 0 && this.#encounters.size === 0;
  }

  apply({ message, answer, changes, anomalies }: Deed): void {
    if (changes !== undefined) this.#put(changes);
    if (message !== undefined) this.#count(message, answer);
    if (message !== undefined && answer !== undefined) this.log.remember(message.controlId, answer);
    if (anomalies !== undefined && this.#anomalies.length < MOST_ANOMALIES) this.#anomalies.push(...anomalies);
  }

  /** For a journal that is read back: the counts of messages it no longer lists. */
  restoreCounters(counters: Counters): void {
    this.#counters = counters;
  }

  view(receivedLimit?: number): StateView {
    return {
      patients: [...this.#patients.values()],
      encounters: [...this.#encounters.values()],
      beds: [...this.#beds.values()],
      appointments: [...this.#appointments.values()],
      received: this.log.newest(receivedLimit),
      anomalies: [...this.#anomalies],
      counters: { ...this.#counters, byTriggerEvent: { ...this.#counters.byTriggerEvent } },
    };
  }

  clear(): void {
    for (const records of [this.#patients, this.#encounters, this.#beds, this.#appointments]) records.clear();
    this.log.clear();
    this.order.clear();
    this.#anomalies = [];
    this.#counters = noCounts();
  }

  #put({ patient, encounter, bed, bedLeft, appointment }: Changes): void {
    if (patient !== undefined) this.#patients.set(patient.id, patient);
    if (encounter !== undefined) this.#encounters.set(encounter.visitNumber, encounter);
    if (bedLeft !== undefined) this.#beds.set(bedLeft.visitNumber, bedLeft);
    if (bed !== undefined) this.#beds.set(bed.visitNumber, bed);
    if (appointment !== undefined) this.#appointments.set(appointment.id, appointment);
  }

  #count(message: ReceivedMessage, answer: GivenAnswer | undefined): void {
    this.log.add(message);
    const counters = this.#counters;
    counters.received += 1;
    if (message.duplicate) counters.duplicates += 1;
    if (message.ackCode === '') counters.unanswered += 1;
    if (message.fault !== undefined) counters.faults += 1;
    if (message.errorCode !== '') counters.refused += 1;
    if (answer?.accepted !== true) return;
    counters.accepted += 1;
    const trigger = message.messageType.slice(4);
    counters.byTriggerEvent[trigger] = (counters.byTriggerEvent[trigger] ?? 0) + 1;
  }
}

function noCounts(): Counters {
  return { received: 0, accepted: 0, refused: 0, duplicates: 0, unanswered: 0, faults: 0, byTriggerEvent: {} };
}
