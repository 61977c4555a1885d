/** Plans the messages that lead the receiver from what it holds to what the case wants, in the order they must arrive. */
import type { CaseLedger } from './case-ledger.ts';
import type { Aspect, EffectiveChange } from './change.ts';
import type { PlanOptions } from './plan-options.ts';
import type {
  MessagePlan,
  PlannedMessage,
  PlanWarning,
  TriggerEvent,
  MessageEffect,
  MessageKind,
} from './planned-message.ts';
import type { SurgicalCase } from './surgical-case.ts';

export interface PlanContext {
  current: PlanOptions;
  /** Options of the hospital the case is leaving; the same as `current` otherwise. */
  previous: PlanOptions;
}

type Draft = Omit<PlannedMessage, 'step'>;

const ENCOUNTER_ASPECTS: ReadonlySet<Aspect> = new Set<Aspect>([
  'patient',
  'start',
  'admission',
  'discharge',
  'ward',
  'bed',
  'care-type',
  'clinic',
  'priority',
  'procedures',
  'diagnoses',
  'responsible',
  'accommodation',
]);
const BED_ASPECTS: ReadonlySet<Aspect> = new Set<Aspect>([
  'patient',
  'admission',
  'discharge',
  'ward',
  'bed',
  'accommodation',
  'clinic',
]);

export function planMessages(
  change: EffectiveChange,
  before: CaseLedger | undefined,
  { current, previous }: PlanContext,
): MessagePlan {
  const planner = new Planner(change, before ?? empty(change), current);
  if (change.kind === 'moved') planner.leave(previous);
  if (change.kind === 'cancellation' || change.kind === 'entered-in-error') planner.end(change.kind);
  else if (change.kind === 'no-show') planner.noShow();
  else planner.book();
  return planner.finish();
}

function empty({ after }: EffectiveChange): CaseLedger {
  return {
    caseId: after.caseId,
    version: 0,
    hospital: after.hospital,
    encounter: { name: 'none' },
    bed: 'none',
    appointment: 'none',
    visitCount: 0,
  };
}

class Planner {
  readonly #change: EffectiveChange;
  readonly #drafts: Draft[] = [];
  readonly #warnings: PlanWarning[] = [];
  #ledger: CaseLedger;
  #options: PlanOptions;

  constructor(change: EffectiveChange, before: CaseLedger, options: PlanOptions) {
    this.#change = change;
    this.#ledger = before;
    this.#options = options;
    if (change.gapAfter !== undefined)
      this.#warnings.push({ code: 'version-gap', lastVersion: change.gapAfter, version: change.version });
  }

  finish(): MessagePlan {
    const { version, after } = this.#change;
    return {
      messages: this.#drafts.map((draft, index) => ({ step: index + 1, ...draft })),
      after: { ...this.#ledger, version, hospital: after.hospital, snapshot: after },
      warnings: this.#warnings,
    };
  }

  /** Everything away at the hospital the case leaves, under its own options and as last sent. */
  leave(previous: PlanOptions): void {
    const options = this.#options;
    this.#options = previous;
    this.end('cancellation');
    this.#options = options;
    this.#ledger = { ...this.#ledger, hospital: this.#change.after.hospital, encounter: { name: 'none' } };
  }

  end(kind: 'cancellation' | 'entered-in-error'): void {
    const subject = this.#ledger.snapshot ?? this.#change.after;
    if (this.#ledger.appointment === 'booked') {
      this.#appointment(kind === 'entered-in-error' ? this.#options.enteredInError : 'S15', 'cancel', subject);
      this.#ledger = { ...this.#ledger, appointment: 'none' };
    }
    this.#releaseBed(subject);
    this.#cancelEncounter(subject);
  }

  noShow(): void {
    const subject = this.#change.after;
    this.#appointment('S26', 'no-show', subject);
    this.#ledger = { ...this.#ledger, appointment: 'no-show' };
    this.#releaseBed(subject);
    if (this.#options.noShowEncounter === 'A38') this.#cancelEncounter(subject);
  }

  book(): void {
    const { after } = this.#change;
    if (after.care.alreadyAdmitted) {
      this.#bookAdmitted(after);
      return;
    }
    const bedWanted = this.#wantsBed(after);
    this.#encounter(after);
    if (bedWanted) this.#reserveBed(after);
    else this.#releaseBed(after);
    this.#visit(after);
  }

  /** The patient is in already: no encounter is made, the appointment points to the one that exists. */
  #bookAdmitted(after: SurgicalCase): void {
    const { encounter } = this.#ledger;
    const own = encounter.name === 'registered' ? encounter : undefined;
    const given = after.care.encounterId ?? (encounter.name === 'none' ? undefined : encounter.visitNumber);
    const visitNumber = given ?? this.#visitNumber(1);
    const before = this.#ledger;
    this.#ledger = { ...this.#ledger, encounter: { name: 'adopted', visitNumber } };
    this.#visit(after, before);
    if (own === undefined) return;
    if (own.visitNumber === visitNumber) {
      this.#ledger = { ...this.#ledger, bed: 'none' };
      this.#warnings.push({ code: 'admitted-encounter-kept', visitNumber });
      return;
    }
    // Our own pre-registration was never used: it must not stay behind.
    const adopted = this.#ledger.encounter;
    this.#ledger = { ...this.#ledger, encounter: own };
    this.#releaseBed(after);
    this.#cancelEncounter(after);
    this.#ledger = { ...this.#ledger, encounter: adopted };
  }

  #encounter(after: SurgicalCase): void {
    const create = this.#options.encounterEvent[after.care.type];
    const { encounter } = this.#ledger;
    if (create === 'none') return;
    if (encounter.name === 'registered') {
      this.#updateEncounter(after, encounter.visitNumber, encounter.createdBy);
      return;
    }
    const count =
      encounter.name === 'adopted' && encounter.visitNumber === this.#visitNumber(this.#ledger.visitCount)
        ? this.#ledger.visitCount + 1
        : Math.max(1, this.#ledger.visitCount);
    this.#register(after, create, count);
  }

  #updateEncounter(after: SurgicalCase, visitNumber: string, createdBy: 'A05' | 'A04'): void {
    const { kind, aspects } = this.#change;
    if (kind === 'rebooking' && this.#options.rebookEncounter === 'A38+A05') {
      const previous = this.#ledger.snapshot ?? after;
      this.#releaseBed(previous);
      this.#cancelEncounter(previous);
      this.#register(after, createdBy, this.#ledger.visitCount + 1);
      return;
    }
    if (kind === 'rebooking' && this.#options.rebookEncounter === 'A05') {
      this.#add('encounter', createdBy, 'update', after, visitNumber);
      return;
    }
    if (kind === 'rebooking' || kind === 'booking' || aspects.some((aspect) => ENCOUNTER_ASPECTS.has(aspect))) {
      this.#add('encounter', 'A08', 'update', after, visitNumber);
    }
  }

  #register(after: SurgicalCase, createdBy: 'A05' | 'A04', count: number): void {
    const visitNumber = this.#visitNumber(count);
    this.#add('encounter', createdBy, 'create', after, visitNumber);
    this.#ledger = { ...this.#ledger, encounter: { name: 'registered', visitNumber, createdBy }, visitCount: count };
  }

  #cancelEncounter(subject: SurgicalCase): void {
    const { encounter } = this.#ledger;
    if (encounter.name === 'adopted')
      this.#warnings.push({ code: 'admitted-encounter-kept', visitNumber: encounter.visitNumber });
    if (encounter.name !== 'registered') return;
    this.#add('encounter', encounter.createdBy === 'A04' ? 'A11' : 'A38', 'cancel', subject, encounter.visitNumber);
    this.#ledger = { ...this.#ledger, encounter: { name: 'none' } };
  }

  #wantsBed({ care }: SurgicalCase): boolean {
    const { bedBooking, bedWhen } = this.#options;
    if (bedBooking === 'off' || !care.bedWanted) return false;
    const typeFits =
      bedWhen === 'wanted' ||
      care.type === 'inpatient' ||
      (bedWhen === 'inpatient-and-day' && care.type === 'day-surgery');
    if (!typeFits) return false;
    if (care.ward === undefined && care.bed === undefined) {
      this.#warnings.push({ code: 'no-ward-for-bed' });
      return false;
    }
    return true;
  }

  #reserveBed(after: SurgicalCase): void {
    const { aspects, kind } = this.#change;
    const reserved = this.#ledger.bed === 'reserved';
    this.#ledger = { ...this.#ledger, bed: 'reserved' };
    if (this.#options.bedBooking !== 'A14') return;
    const visitNumber = this.#currentVisit();
    if (!reserved) {
      this.#add('bed', 'A14', 'create', after, visitNumber);
      return;
    }
    if (!aspects.some((aspect) => BED_ASPECTS.has(aspect))) return;
    if (kind === 'rebooking' && this.#options.rebookBed === 'A27+A14') {
      this.#add('bed', 'A27', 'cancel', this.#ledger.snapshot ?? after, visitNumber);
      this.#add('bed', 'A14', 'create', after, visitNumber);
      return;
    }
    this.#add('bed', 'A14', 'update', after, visitNumber);
  }

  #releaseBed(subject: SurgicalCase): void {
    if (this.#ledger.bed !== 'reserved') return;
    if (this.#options.bedBooking === 'A14') this.#add('bed', 'A27', 'cancel', subject, this.#currentVisit());
    this.#ledger = { ...this.#ledger, bed: 'none' };
  }

  #visit(after: SurgicalCase, before: CaseLedger = this.#ledger): void {
    if (before.appointment !== 'booked') {
      this.#appointment('S12', 'create', after);
    } else if (this.#change.aspects.includes('start')) {
      if (this.#options.rebookAppointment === 'S15+S12') {
        this.#appointment('S15', 'cancel', before.snapshot ?? after);
        this.#appointment('S12', 'create', after);
      } else this.#appointment('S13', 'update', after);
    } else {
      this.#appointment('S14', 'update', after);
    }
    this.#ledger = { ...this.#ledger, appointment: 'booked' };
  }

  #appointment(trigger: TriggerEvent, effect: MessageEffect, subject: SurgicalCase): void {
    const before = this.#ledger.snapshot;
    const removed =
      effect !== 'update' || before === undefined
        ? undefined
        : {
            staff: before.staff.filter(
              (member) => !subject.staff.some(({ hsaId, role }) => hsaId === member.hsaId && role === member.role),
            ),
            procedures: before.procedures.filter(
              (procedure) => !subject.procedures.some(({ code }) => code === procedure.code),
            ),
          };
    const gone = removed !== undefined && removed.staff.length + removed.procedures.length > 0 ? { removed } : {};
    this.#add('appointment', trigger, effect, subject, this.#currentVisit(), gone);
  }

  #add(
    kind: MessageKind,
    triggerEvent: TriggerEvent,
    effect: MessageEffect,
    subject: SurgicalCase,
    visitNumber: string,
    more: Pick<Draft, 'removed'> = {},
  ): void {
    this.#drafts.push({ kind, triggerEvent, effect, hospital: subject.hospital, subject, visitNumber, ...more });
  }

  #currentVisit(): string {
    const { encounter, visitCount } = this.#ledger;
    return encounter.name === 'none' ? this.#visitNumber(Math.max(1, visitCount)) : encounter.visitNumber;
  }

  #visitNumber(count: number): string {
    const base = `${this.#options.visitNumberPrefix}${this.#change.after.caseId}`;
    return count > 1 ? `${base}-${String(count)}` : base;
  }
}
