import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  atSite,
  compareCase,
  DEFAULT_PLAN_OPTIONS,
  hospitalOf,
  planMessages,
  ROUTE_STATES,
  routeEvent,
  siteOf,
  systemOf,
  type CaseLedger,
  type HospitalSides,
  type RouteRule,
  type SurgicalEvent,
} from '../../../nodes/lib/surgery/index.ts';
import { bookedEvent, endingEvent, HOSPITAL, surgicalCase } from './case-makers.ts';

const ELVIS = `${HOSPITAL}/ELVIS`;
const rule = (state: RouteRule['state'], from = '', department = '*'): RouteRule => ({ department, state, from });
const sides = (...rules: RouteRule[]): HospitalSides => ({ rules, hasElvis: true });
const BEFORE = rule('live', '2026-11-11');
const booking = bookedEvent(1);

/** What is held of the case once it has been booked at the site. */
function bookedAt(site: string, event: SurgicalEvent = booking): CaseLedger {
  const change = compareCase(undefined, atSite(event, site), { waitForGap: false });
  assert.ok(change.kind === 'booking');
  return planMessages(change, undefined, { current: DEFAULT_PLAN_OPTIONS, previous: DEFAULT_PLAN_OPTIONS }).after;
}

const told = (event: SurgicalEvent, before: CaseLedger | undefined, of: HospitalSides): string => {
  const decision = routeEvent(event, before, of);
  if (decision.kind === 'to') return `${decision.site} (${decision.reason})`;
  return decision.kind === 'nobody' ? `nobody (${decision.reason}${decision.leaves ? ', leaves' : ''})` : decision.kind;
};

describe('the sides of a hospital', () => {
  it('are told apart by their names, and lead back to the hospital', () => {
    assert.deepEqual([siteOf(HOSPITAL, 'millennium'), siteOf(HOSPITAL, 'elvis')], [HOSPITAL, ELVIS]);
    for (const site of [HOSPITAL, ELVIS]) {
      assert.equal(hospitalOf(site), HOSPITAL);
      assert.equal(siteOf(site, systemOf(site)), site);
    }
  });
});

describe('the route of an event', () => {
  it('is to Millennium where nobody has written rules', () => {
    assert.equal(told(booking, undefined, sides()), `${HOSPITAL} (live)`);
  });

  it('goes by the day of the operation', () => {
    assert.equal(told(booking, undefined, sides(rule('live', '2026-11-10'))), `${HOSPITAL} (live)`);
    assert.equal(told(booking, undefined, sides(BEFORE)), `${ELVIS} (before-go-live)`);
  });

  it('is the old way until a hospital is live, and again when it is rolled back', () => {
    for (const state of ['off', 'launch-only', 'rolled-back'] as const)
      assert.equal(told(booking, undefined, sides(rule(state))), `${ELVIS} (${state})`);
  });

  it('goes by the operating department where it has a rule of its own', () => {
    const at = (operatingDepartment: string): SurgicalEvent => bookedEvent(1, surgicalCase({ operatingDepartment }));
    const rules = sides(rule('live', '', 'MOPC'), rule('off'));
    assert.equal(told(at('MOPC'), undefined, rules), `${HOSPITAL} (live)`);
    assert.equal(told(at('OTHER'), undefined, rules), `${ELVIS} (off)`);
    assert.equal(told(at('OTHER'), undefined, sides(rule('live', '', 'MOPC'))), `${ELVIS} (off)`);
  });

  it('waits while the hospital is frozen, cancellations too', () => {
    assert.equal(told(booking, undefined, sides(rule('frozen'))), 'wait');
    assert.equal(told(endingEvent(2), bookedAt(HOSPITAL), sides(rule('frozen'))), 'wait');
  });

  it('of what ends a booking is to the system that has it, whatever the rules say now', () => {
    for (const site of [HOSPITAL, ELVIS])
      for (const type of ['cancelled', 'no-show', 'entered-in-error'] as const)
        assert.equal(told(endingEvent(2, type), bookedAt(site), sides(rule('off'))), `${site} (owner)`);
  });

  it('is to nobody where the hospital is not live and has no old system', () => {
    const alone = { rules: [rule('off')], hasElvis: false };
    assert.equal(told(booking, undefined, alone), 'nobody (off)');
    assert.equal(told(booking, bookedAt(HOSPITAL), alone), 'nobody (off, leaves)');
  });

  it('is to the old system of a hospital without a profile for Millennium, and held for the profile where there is none', () => {
    assert.equal(told(booking, undefined, { rules: undefined, hasElvis: true }), `${ELVIS} (no-profile)`);
    assert.equal(told(booking, undefined, { rules: undefined, hasElvis: false }), `${HOSPITAL} (no-profile)`);
  });

  it('never leads to a booking in both systems, and ends where the last rules want it', () => {
    const steps = fc.record({
      state: fc.constantFrom(...ROUTE_STATES.filter((state) => state !== 'frozen')),
      from: fc.constantFrom('', '2026-11-12'),
      day: fc.integer({ min: 10, max: 14 }),
      cancels: fc.constantFrom(false, false, true),
    });
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 8 }), (history) => {
        const held = new Set<string>();
        let ledger: CaseLedger | undefined;
        for (const [index, { state, from, day, cancels }] of history.entries()) {
          const time = { start: `2026-11-${String(day)}T08:00:00+01:00`, end: `2026-11-${String(day)}T10:00:00+01:00` };
          const event = cancels ? endingEvent(index + 1) : bookedEvent(index + 1, surgicalCase({ time }));
          const decision = routeEvent(event, ledger, sides(rule(state, from)));
          assert.ok(decision.kind === 'to');
          const change = compareCase(ledger, atSite(event, decision.site), { waitForGap: false });
          if (change.kind === 'unchanged' || change.kind === 'wait') continue;
          const options = { current: DEFAULT_PLAN_OPTIONS, previous: DEFAULT_PLAN_OPTIONS };
          const plan = planMessages(change, ledger, options);
          for (const { kind, effect, hospital } of plan.messages) {
            if (effect === 'create') held.add(`${kind} ${hospital}`);
            if (effect === 'cancel') held.delete(`${kind} ${hospital}`);
            const sitesHeld = new Set([...held].map((one) => one.split(' ')[1]));
            assert.ok(sitesHeld.size <= 1, [...held].join());
          }
          ledger = plan.after;
          if (!cancels) assert.ok(held.has(`appointment ${decision.site}`), [...held].join());
        }
      }),
      { numRuns: 300 },
    );
  });
});
