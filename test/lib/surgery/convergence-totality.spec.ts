import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareCase, planMessages, settleUnchanged, type CaseLedger } from '../../../nodes/lib/surgery/index.ts';
import { CASE_ID, ELSEWHERE, HOSPITAL, surgicalCase } from './case-makers.ts';
import { histories, planOptions } from './random-histories.ts';
import { tellOne, type OptionsOf } from './tell-case.ts';

const RUNS = 400;

const ledgers: fc.Arbitrary<CaseLedger | undefined> = fc.option(
  fc
    .record({
      version: fc.integer({ min: 0, max: 4 }),
      hospital: fc.constantFrom(HOSPITAL, ELSEWHERE, 'UNKNOWN'),
      encounter: fc.constantFrom<CaseLedger['encounter']>(
        { name: 'none' },
        { name: 'registered', visitNumber: CASE_ID, createdBy: 'A05' },
        { name: 'registered', visitNumber: 'X1', createdBy: 'A04' },
        { name: 'adopted', visitNumber: CASE_ID },
        { name: 'adopted', visitNumber: 'E77' },
      ),
      bed: fc.constantFrom('none', 'reserved'),
      appointment: fc.constantFrom('none', 'booked', 'no-show'),
      visitCount: fc.integer({ min: 0, max: 3 }),
      isSent: fc.boolean(),
    } as const)
    .map(({ isSent, ...ledger }) => ({ caseId: CASE_ID, ...ledger, ...(isSent ? { snapshot: surgicalCase() } : {}) })),
  { nil: undefined },
);
const events = histories.map((history) => history.at(-1) ?? assert.fail());

describe('any event on any ledger', () => {
  it('has a meaning and a plan, and gives the same ones again', () => {
    fc.assert(
      fc.property(ledgers, events, planOptions, planOptions, fc.boolean(), (before, event, here, there, waitForGap) => {
        const optionsOf: OptionsOf = (hospital) => (hospital === ELSEWHERE ? there : here);
        const told = tellOne(before, event, optionsOf, waitForGap);
        assert.deepEqual(tellOne(before, event, optionsOf, waitForGap), told);
        const { change, plan, ledger } = told;
        assert.equal(change.version, event.version);
        if (!('after' in change)) return;
        assert.equal(ledger.version, event.version);
        assert.equal(ledger.hospital, change.after.hospital);
        assert.deepEqual(ledger.snapshot, change.after);
        assert.deepEqual(
          plan.messages.map(({ step }) => step),
          plan.messages.map((_message, index) => index + 1),
        );
        assert.ok(plan.messages.every(({ visitNumber }) => visitNumber !== ''));
      }),
      { numRuns: 4 * RUNS },
    );
  });

  it('never moves the version back', () => {
    fc.assert(
      fc.property(ledgers, events, (before, event) => {
        const { version } = settleUnchanged(before, event);
        assert.equal(version, Math.max(before?.version ?? 0, event.version));
      }),
    );
  });

  it('never plans anything against the receiver’s own encounter', () => {
    fc.assert(
      fc.property(ledgers, events, planOptions, (before, event, options) => {
        const change = compareCase(before, event, { waitForGap: false });
        if (!('after' in change) || before?.encounter.name !== 'adopted') return;
        const { visitNumber } = before.encounter;
        const { messages } = planMessages(change, before, { current: options, previous: options });
        assert.ok(messages.every((message) => message.kind === 'appointment' || message.visitNumber !== visitNumber));
      }),
      { numRuns: 2 * RUNS },
    );
  });
});
