import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  DEFAULT_PLAN_OPTIONS,
  type CaseLedger,
  type PlanOptions,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import { ELSEWHERE } from './case-makers.ts';
import { assertHolds } from './holds-what-orbit-holds.ts';
import { MiniatureReceiver } from './miniature-receiver.ts';
import { deliveries, histories, planOptions } from './random-histories.ts';
import { tellOne, type OptionsOf, type Told } from './tell-case.ts';

const RUNS = 400;

/** Both ends of the line: the ledger of the sender and the receiver that takes every message. */
class Line {
  readonly receiver: MiniatureReceiver;
  readonly #optionsOf: OptionsOf;
  ledger: CaseLedger | undefined;

  constructor(optionsOf: OptionsOf) {
    this.#optionsOf = optionsOf;
    this.receiver = new MiniatureReceiver((hospital) => optionsOf(hospital).encounterEvent.inpatient === 'none');
  }

  deliver(event: SurgicalEvent, waitForGap = false): Told {
    const told = tellOne(this.ledger, event, this.#optionsOf, waitForGap);
    const { change, plan, ledger } = told;
    const isBooking = 'after' in change && event.case === change.after;
    if (isBooking && change.after.care.alreadyAdmitted) this.receiver.admit(change.after);
    assert.deepEqual(
      plan.messages.map(({ step }) => step),
      plan.messages.map((_message, index) => index + 1),
    );
    for (const message of plan.messages) this.receiver.take(message);
    if ('after' in change) assertHolds(this.receiver, event, this.#optionsOf);
    this.ledger = ledger;
    return told;
  }
}

const last = (events: readonly SurgicalEvent[]): SurgicalEvent => events.at(-1) ?? assert.fail();
const everywhere =
  (options: PlanOptions): OptionsOf =>
  () =>
    options;

/** The state of the receiver without its counters. */
const stateOf = ({ receiver: { encounters, beds, appointment } }: Line): unknown => ({ encounters, beds, appointment });

const SITES: Readonly<Record<string, Partial<PlanOptions>>> = {
  'the default options': {},
  'a new encounter at every rebooking': { rebookEncounter: 'A38+A05' },
  'everything replaced at a rebooking': {
    rebookEncounter: 'A38+A05',
    rebookBed: 'A27+A14',
    rebookAppointment: 'S15+S12',
  },
  'encounters made from the appointment': {
    encounterEvent: { inpatient: 'none', 'day-surgery': 'none', outpatient: 'none' },
  },
};

describe('any history of a case, repeated and reordered', () => {
  for (const [name, changes] of Object.entries(SITES)) {
    it(`ends with the receiver holding what Orbit holds, with ${name}`, () => {
      const options = { ...DEFAULT_PLAN_OPTIONS, ...changes };
      fc.assert(
        fc.property(deliveries, ({ events, delivered }) => {
          const line = new Line(everywhere(options));
          for (const event of delivered) line.deliver(event);
          assertHolds(line.receiver, last(events), everywhere(options));
        }),
        { numRuns: RUNS },
      );
    });
  }

  it('ends so with any options', () => {
    fc.assert(
      fc.property(planOptions, deliveries, (options, { events, delivered }) => {
        const line = new Line(everywhere(options));
        for (const event of delivered) line.deliver(event);
        assertHolds(line.receiver, last(events), everywhere(options));
      }),
      { numRuns: 2 * RUNS },
    );
  });

  it('ends so when the hospitals have options of their own', () => {
    // Both are told to one receiver, which opens encounters in one way and knows a number once.
    const twoSites = fc
      .tuple(planOptions, planOptions)
      .map(([{ encounterEvent, visitNumberPrefix, ...here }, there]) => {
        const shared = { encounterEvent, visitNumberPrefix };
        return { here: { ...here, ...shared }, there: { ...there, ...shared } };
      });
    fc.assert(
      fc.property(twoSites, deliveries, ({ here, there }, { events, delivered }) => {
        const optionsOf: OptionsOf = (hospital) => (hospital === ELSEWHERE ? there : here);
        const line = new Line(optionsOf);
        for (const event of delivered) line.deliver(event);
        assertHolds(line.receiver, last(events), optionsOf);
      }),
      { numRuns: RUNS },
    );
  });

  it('leaves the same ledger and the same receiver when it is told twice, with nothing more sent', () => {
    fc.assert(
      fc.property(planOptions, deliveries, (options, { delivered }) => {
        const line = new Line(everywhere(options));
        for (const event of delivered) line.deliver(event);
        const [ledger, state, received] = [line.ledger, structuredClone(stateOf(line)), line.receiver.received];
        for (const event of delivered) line.deliver(event);
        assert.deepEqual([line.ledger, stateOf(line), line.receiver.received], [ledger, state, received]);
      }),
      { numRuns: RUNS },
    );
  });

  it('is told without a gap when every missing version is waited for', () => {
    fc.assert(
      fc.property(planOptions, histories, fc.infiniteStream(fc.nat()), (options, events, picks) => {
        const [first, ...others] = events;
        assert.ok(first !== undefined);
        const line = new Line(everywhere(options));
        line.deliver(first, true);
        while (others.length > 0) {
          const [event] = others.splice((picks.next().value ?? 0) % others.length, 1);
          assert.ok(event !== undefined);
          const { change, plan } = line.deliver(event, true);
          assert.ok(plan.warnings.every(({ code }) => code !== 'version-gap'));
          if (change.kind === 'wait') others.push(event);
        }
        const inOrder = new Line(everywhere(options));
        for (const event of events) inOrder.deliver(event);
        assert.deepEqual(line.ledger, inOrder.ledger);
        assert.deepEqual(stateOf(line), stateOf(inOrder));
      }),
      { numRuns: RUNS },
    );
  });
});
