import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  DEFAULT_PLAN_OPTIONS,
  eventsToRunAgain,
  tellEverything,
  type CaseLedger,
  type MessageKind,
  type PlannedMessage,
  type PlanOptions,
  type SurgicalCase,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import { ELSEWHERE } from './case-makers.ts';
import { assertHolds } from './holds-what-orbit-holds.ts';
import { MiniatureReceiver } from './miniature-receiver.ts';
import { histories, planOptions } from './random-histories.ts';
import { tellOne, type OptionsOf } from './tell-case.ts';

const RUNS = 1_500;

interface Waiting {
  message: PlannedMessage;
  event: SurgicalEvent;
  /** What the object has been told once the message is accepted. */
  told: SurgicalCase | undefined;
  /** The patient has come in by the time it is the turn of this message. */
  admitted: SurgicalCase | undefined;
}

/** A sender whose messages wait: the receiver takes them one by one, or the rest is dropped and the case planned anew. */
class BrokenLine {
  readonly receiver: MiniatureReceiver;
  readonly #optionsOf: OptionsOf;
  readonly #settled: SurgicalEvent[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #told: Partial<Record<MessageKind, SurgicalCase>> = {};
  #last: SurgicalCase | undefined;
  #missedIn = 0;
  #ledger: CaseLedger | undefined;

  constructor(optionsOf: OptionsOf) {
    this.#optionsOf = optionsOf;
    this.receiver = new MiniatureReceiver((hospital) => optionsOf(hospital).encounterEvent.inpatient === 'none');
  }

  tell(event: SurgicalEvent): void {
    this.#plan(event);
    this.#settled.push(event);
  }

  accept(count: number): void {
    for (let left = count; left > 0; left -= 1) this.#acceptOne();
  }

  #acceptOne(): void {
    const accepted = this.#waiting.shift();
    if (accepted === undefined) return;
    const { message, event, told } = accepted;
    this.receiver.take(message);
    if (message.effect === 'no-show') this.#missedIn = event.version;
    if (told !== undefined && (message.effect === 'create' || message.effect === 'update')) {
      this.#told[message.kind] = told;
      this.#last = told;
    }
    this.#admitAtHead();
  }

  acceptAll(): void {
    while (this.#waiting.length > 0) this.#acceptOne();
  }

  rePlan(): void {
    if (this.#ledger === undefined) return;
    const holdings = this.#waiting[0]?.message.before;
    this.#waiting.length = 0;
    const again = eventsToRunAgain(this.#settled.toReversed(), (since) => this.#missedIn > since);
    const ledger = tellEverything(this.#ledger, { holdings, told: this.#told, last: this.#last });
    this.#ledger = { ...ledger, version: (again[0]?.version ?? 1) - 1, generation: (ledger.generation ?? 0) + 1 };
    for (const event of again) this.#plan(event);
  }

  #plan(event: SurgicalEvent): void {
    const { change, plan, ledger } = tellOne(this.#ledger, event, this.#optionsOf);
    this.#ledger = ledger;
    const told = 'after' in change && event.case === change.after ? change.after : undefined;
    const admitted = told?.care.alreadyAdmitted === true ? told : undefined;
    for (const [index, message] of plan.messages.entries()) {
      this.#waiting.push({ message, event, told, admitted: index === 0 ? admitted : undefined });
    }
    this.#admitAtHead();
  }

  #admitAtHead(): void {
    const [head] = this.#waiting;
    if (head?.admitted === undefined) return;
    this.receiver.admit(head.admitted);
    head.admitted = undefined;
  }
}

type Deed = { kind: 'accept'; count: number } | { kind: 're-plan' };

const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }).map((count) => ({ kind: 'accept' as const, count })) },
    { weight: 1, arbitrary: fc.constant({ kind: 're-plan' as const }) },
  ),
  { maxLength: 3 },
);
/** Patients come in on encounters of the receiver's: whether they have come in on ours hangs on what was accepted when they came. */
function onEncounterOfTheReceiver(event: SurgicalEvent): SurgicalEvent {
  const { case: told } = event;
  if (told?.care.alreadyAdmitted !== true || told.care.encounterId?.startsWith('E') === true) return event;
  return { ...event, case: { ...told, care: { ...told.care, encounterId: 'E79' } } };
}

const lives = histories
  .map((events) => events.map(onEncounterOfTheReceiver))
  .chain((events) =>
    fc.array(deeds, { minLength: events.length, maxLength: events.length }).map((after) => ({ events, after })),
  );

function mustConverge(
  optionsOf: OptionsOf,
  { events, after }: { events: readonly SurgicalEvent[]; after: readonly Deed[][] },
): void {
  const line = new BrokenLine(optionsOf);
  for (const [index, event] of events.entries()) {
    line.tell(event);
    for (const deed of after[index] ?? []) {
      if (deed.kind === 'accept') line.accept(deed.count);
      else line.rePlan();
    }
  }
  line.acceptAll();
  assertHolds(line.receiver, events.at(-1) ?? assert.fail(), optionsOf);
  // What is there already is told once more, and stays.
  line.rePlan();
  line.acceptAll();
  assertHolds(line.receiver, events.at(-1) ?? assert.fail(), optionsOf);
}

const SITES: Readonly<Record<string, Partial<PlanOptions>>> = {
  'the default options': {},
  'everything replaced at a rebooking': {
    rebookEncounter: 'A38+A05',
    rebookBed: 'A27+A14',
    rebookAppointment: 'S15+S12',
  },
  'encounters made from the appointment': {
    encounterEvent: { inpatient: 'none', 'day-surgery': 'none', outpatient: 'none' },
  },
};

describe('a case planned anew in the middle of its messages', () => {
  for (const [name, changes] of Object.entries(SITES)) {
    it(`ends with the receiver holding what Orbit holds, with ${name}`, () => {
      const options = { ...DEFAULT_PLAN_OPTIONS, ...changes };
      fc.assert(
        fc.property(lives, (life) => mustConverge(() => options, life)),
        { numRuns: RUNS },
      );
    });
  }

  it('ends so with any options, and when the hospitals have options of their own', () => {
    const twoSites = fc.tuple(planOptions, planOptions).map(([here, there]) => ({
      here,
      there: { ...there, encounterEvent: here.encounterEvent, visitNumberPrefix: here.visitNumberPrefix },
    }));
    fc.assert(
      fc.property(twoSites, lives, ({ here, there }, life) =>
        mustConverge((hospital) => (hospital === ELSEWHERE ? there : here), life),
      ),
      { numRuns: 2 * RUNS },
    );
  });
});
