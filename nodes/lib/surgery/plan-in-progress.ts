/** A plan while it is made: the messages so far, and what the receiver will hold when it has accepted them. Decides nothing. */
import type { CaseLedger, Holdings } from './case-ledger.ts';
import type { EffectiveChange } from './change.ts';
import type { PlanOptions } from './plan-options.ts';
import type { MessageKind, MessagePlan, PlannedMessage, PlanWarning } from './planned-message.ts';
import type { SurgicalCase } from './surgical-case.ts';
import { currentVisitNumber, isOwnVisitNumber, nextVisitCount, ownVisitNumber } from './visit-number.ts';

export class PlanInProgress {
  readonly change: EffectiveChange;
  /** The visit number the appointment went by until now: a receiver refuses to cancel it by another. */
  readonly bookedUnder: string;
  /** A missed visit has left an encounter with the receiver, which it had opened for the appointment: that number is taken. */
  readonly leavesOpenedEncounter: boolean;
  readonly #registered: string | undefined;
  /** The visit number the appointment was last told under. */
  #toldUnder: string;
  #ledger: CaseLedger;
  #options: PlanOptions;
  readonly #messages: PlannedMessage[] = [];
  readonly #warnings: PlanWarning[] = [];

  /** @param options those of the hospital that holds what exists */
  constructor(change: EffectiveChange, before: CaseLedger, options: PlanOptions) {
    this.change = change;
    this.#ledger = before;
    this.#options = options;
    this.bookedUnder = before.tellAll?.bookedUnder ?? currentVisitNumber(before, options);
    this.#toldUnder = this.bookedUnder;
    const { appointment, encounter, snapshot } = before;
    const isLeft = appointment === 'no-show' && encounter.name === 'none' && snapshot !== undefined;
    this.leavesOpenedEncounter = isLeft && options.encounterEvent[snapshot.care.type] === 'none';
    this.#registered = encounter.name === 'registered' ? encounter.visitNumber : undefined;
  }

  /** What the receiver holds after the messages so far. */
  get ledger(): CaseLedger {
    return this.#ledger;
  }

  get options(): PlanOptions {
    return this.#options;
  }

  /** The case as it is to be. */
  get after(): SurgicalCase {
    return this.change.after;
  }

  /** The case as last sent, which is how the receiver knows it. */
  get previous(): SurgicalCase {
    return this.#ledger.snapshot ?? this.change.after;
  }

  /** The case as the receiver's object of that kind was last told. */
  previousOf(kind: MessageKind): SurgicalCase {
    return this.#ledger.tellAll?.told[kind] ?? this.previous;
  }

  get visitNumber(): string {
    return currentVisitNumber(this.#ledger, this.#options);
  }

  send(
    message: Omit<PlannedMessage, 'step' | 'hospital' | 'visitNumber' | 'before' | 'generation'> & {
      visitNumber?: string;
    },
  ): void {
    const { visitNumber = this.visitNumber, subject, ...rest } = message;
    const { hospital, generation } = this.#ledger;
    this.#messages.push({
      step: this.#messages.length + 1,
      hospital,
      ...rest,
      visitNumber,
      subject: this.#namingEncounter(subject, visitNumber),
      before: this.#holdings(),
      ...(generation === undefined ? {} : { generation }),
    });
    if (rest.kind === 'appointment') this.#toldUnder = visitNumber;
  }

  #holdings(): Holdings {
    const { hospital, encounter, bed, appointment, visitCount } = this.#ledger;
    const isSaid = encounter.name === 'adopted' && this.after.care.alreadyAdmitted;
    return {
      hospital,
      encounter,
      bed,
      appointment,
      visitCount,
      ...(appointment === 'none' ? {} : { bookedUnder: this.#toldUnder }),
      ...(isSaid ? { admissionSaid: true } : {}),
    };
  }

  hold(changes: Partial<Pick<CaseLedger, 'encounter' | 'bed' | 'appointment' | 'visitCount'>>): void {
    this.#ledger = { ...this.#ledger, ...changes };
  }

  warn(warning: PlanWarning): void {
    this.#warnings.push(warning);
  }

  /** From here on the messages go to another hospital, under its options. An encounter of the old one is none there. */
  arriveAt(hospital: string, options: PlanOptions): void {
    this.leaveAdopted();
    this.#ledger = { ...this.#ledger, hospital };
    this.#options = options;
  }

  /** From here on the case belongs to an encounter of the receiver's; a bed that was reserved for it is the patient's now. */
  adopt(visitNumber: string): void {
    if (visitNumber !== this.visitNumber) this.leaveAdopted();
    this.hold({ encounter: { name: 'adopted', visitNumber }, bed: 'none' });
  }

  /** Lets go of an encounter that has become the receiver's. If it went by our number, that number is used up. */
  leaveAdopted(): void {
    const { encounter } = this.#ledger;
    // Stryker disable next-line ConditionalExpression: of none there is nothing to let go, and a registered one has been cancelled before
    if (encounter.name !== 'adopted') return;
    const isOurs = encounter.visitNumber === ownVisitNumber(this.#ledger, this.#options);
    this.hold({ encounter: { name: 'none' }, ...(isOurs ? { visitCount: nextVisitCount(this.#ledger) } : {}) });
  }

  finish(): MessagePlan {
    const { version, after } = this.change;
    const { tellAll: _told, ...ledger } = this.#ledger;
    return {
      messages: this.#messages,
      after: { ...ledger, version, hospital: after.hospital, snapshot: after },
      warnings: this.#warnings,
    };
  }

  /** The builders know a number as the receiver's by `encounterId`: an event may have left out what an earlier one said. */
  #namingEncounter(subject: SurgicalCase, visitNumber: string): SurgicalCase {
    if (this.#isOurs(visitNumber)) return subject;
    return { ...subject, care: { ...subject.care, encounterId: visitNumber } };
  }

  #isOurs(visitNumber: string): boolean {
    const { caseId } = this.#ledger;
    const isRegistered = this.#registered === visitNumber;
    return isRegistered || isOwnVisitNumber(visitNumber, caseId, this.#options);
  }
}
