/**
 * A receiver in miniature with rules of its own: it keeps encounters, beds and one appointment by what each message does, and
 * refuses what cannot be. It shares nothing with the planner but the form of a message.
 */
import assert from 'node:assert/strict';
import type { PlannedMessage, SurgicalCase } from '../../../nodes/lib/surgery/index.ts';

interface Encounter {
  /** `expected` until the patient is in; then it is nobody's to cancel from outside. */
  state: 'expected' | 'in' | 'cancelled';
  openedBy: 'A05' | 'A04' | 'receiver';
  hospital: string;
  told: SurgicalCase;
}

interface Appointment {
  state: 'booked' | 'cancelled' | 'no-show';
  visitNumber: string;
  hospital: string;
  told: SurgicalCase;
}

export class MiniatureReceiver {
  readonly encounters = new Map<string, Encounter>();
  readonly beds = new Map<string, SurgicalCase>();
  appointment: Appointment | undefined;
  received = 0;
  readonly #opensFromAppointment: (hospital: string) => boolean;

  constructor(opensFromAppointment: (hospital: string) => boolean) {
    this.#opensFromAppointment = opensFromAppointment;
  }

  take(message: PlannedMessage): void {
    this.received += 1;
    assert.equal(message.subject.hospital, message.hospital, 'a message about one hospital sent to another');
    if (message.kind === 'encounter') this.#takeEncounter(message);
    else if (message.kind === 'bed') this.#takeBed(message);
    else this.#takeAppointment(message);
  }

  /** The patient comes in: to the encounter that is named, or to the one of that hospital that expects them, bed and all. */
  admit(told: SurgicalCase): void {
    const { encounterId } = told.care;
    if (encounterId !== undefined) {
      const known = this.encounters.get(encounterId);
      if (known?.state === 'expected') this.beds.delete(encounterId);
      this.encounters.set(encounterId, { openedBy: 'receiver', hospital: told.hospital, told, ...known, state: 'in' });
      return;
    }
    for (const [visitNumber, encounter] of this.encounters) {
      if (encounter.state !== 'expected' || encounter.hospital !== told.hospital) continue;
      this.encounters.set(visitNumber, { ...encounter, state: 'in' });
      this.beds.delete(visitNumber);
    }
  }

  /** What the sender has made and may still take back. */
  get expectedBySender(): [string, Encounter][] {
    return [...this.encounters].filter(([, { state, openedBy }]) => state === 'expected' && openedBy !== 'receiver');
  }

  #takeEncounter({ triggerEvent, effect, visitNumber, hospital, subject }: PlannedMessage): void {
    const held = this.encounters.get(visitNumber);
    if (effect === 'create') {
      assert.ok(held === undefined || held.state === 'cancelled', `${triggerEvent} for an encounter that exists`);
      assert.ok(triggerEvent === 'A05' || triggerEvent === 'A04');
      this.encounters.set(visitNumber, { state: 'expected', openedBy: triggerEvent, hospital, told: subject });
      return;
    }
    assert.ok(held?.state === 'expected', `${triggerEvent} for an encounter that is ${held?.state ?? 'unknown'}`);
    assert.equal(held.hospital, hospital);
    assert.equal(held.told.patient.id, subject.patient.id, 'the encounter of somebody else');
    if (effect === 'update') {
      assert.ok(triggerEvent === 'A08' || triggerEvent === held.openedBy, `${triggerEvent} is no update`);
      this.encounters.set(visitNumber, { ...held, told: subject });
      return;
    }
    assert.equal(triggerEvent, { A05: 'A38', A04: 'A11', receiver: 'none' }[held.openedBy]);
    assert.ok(!this.beds.has(visitNumber), 'an encounter cancelled before its bed');
    this.encounters.set(visitNumber, { ...held, state: 'cancelled' });
  }

  #takeBed({ triggerEvent, effect, visitNumber, subject }: PlannedMessage): void {
    const held = this.beds.get(visitNumber);
    assert.equal(
      held === undefined,
      effect === 'create',
      `${triggerEvent} (${effect}) for a bed that is ${held === undefined ? 'not ' : ''}reserved`,
    );
    if (effect === 'cancel') {
      assert.equal(triggerEvent, 'A27');
      assert.deepEqual(
        [subject.care.ward, subject.care.bed],
        [held?.care.ward, held?.care.bed],
        'another place released',
      );
      this.beds.delete(visitNumber);
      return;
    }
    assert.equal(triggerEvent, 'A14');
    const encounter = this.encounters.get(visitNumber);
    assert.equal(encounter?.told.patient.id, subject.patient.id, 'a bed in the encounter of somebody else');
    assert.equal(encounter.state, 'expected', 'a bed for an encounter that expects nobody');
    this.beds.set(visitNumber, subject);
  }

  #takeAppointment({ triggerEvent, effect, visitNumber, hospital, subject }: PlannedMessage): void {
    const held = this.appointment;
    const isBooked = held?.state === 'booked';
    assert.equal(isBooked, effect !== 'create', `${triggerEvent} while the appointment is ${held?.state ?? 'unknown'}`);
    if (effect === 'create' || effect === 'update') {
      if (effect === 'update')
        assert.equal(held?.told.patient.id, subject.patient.id, 'the appointment of somebody else');
      assert.ok(effect === 'create' ? triggerEvent === 'S12' : triggerEvent === 'S13' || triggerEvent === 'S14');
      this.#findEncounter(visitNumber, hospital, subject);
      if (effect === 'update') this.#closeOpened(held?.visitNumber, visitNumber);
      this.appointment = { state: 'booked', visitNumber, hospital, told: subject };
      return;
    }
    assert.ok(held !== undefined && ['S15', 'S17', 'S26'].includes(triggerEvent));
    assert.deepEqual(
      [visitNumber, hospital],
      [held.visitNumber, held.hospital],
      'an appointment closed under another visit',
    );
    const state = effect === 'no-show' ? 'no-show' : 'cancelled';
    if (state === 'cancelled') this.#closeOpened(visitNumber, undefined);
    this.appointment = { ...held, state };
  }

  /** An appointment belongs to an encounter; one for a patient who is in, or at a site that works so, may open the receiver's own. */
  #findEncounter(visitNumber: string, hospital: string, told: SurgicalCase): void {
    const { alreadyAdmitted } = told.care;
    const held = this.encounters.get(visitNumber);
    // What the receiver has opened itself follows the appointment until the patient is in.
    if (held?.state === 'in' || (held?.state === 'expected' && held.openedBy !== 'receiver')) return;
    assert.ok(alreadyAdmitted || this.#opensFromAppointment(hospital), 'an appointment without an encounter');
    const state = alreadyAdmitted ? 'in' : 'expected';
    this.encounters.set(visitNumber, { state, openedBy: 'receiver', hospital, told });
  }

  /** What the receiver has opened for an appointment goes when the appointment goes, unless the patient is in. */
  #closeOpened(visitNumber: string | undefined, next: string | undefined): void {
    const held = visitNumber === undefined || visitNumber === next ? undefined : this.encounters.get(visitNumber);
    if (visitNumber === undefined || held?.state !== 'expected' || held.openedBy !== 'receiver') return;
    this.encounters.set(visitNumber, { ...held, state: 'cancelled' });
  }
}
