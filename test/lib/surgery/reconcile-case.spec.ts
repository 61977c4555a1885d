import assert from 'node:assert/strict';
import { reconcileCase, type CaseLedger, type KnownCase, type SurgicalCase } from '../../../nodes/lib/surgery/index.ts';
import { bookedEvent, endingEvent, ledgerOf, surgicalCase, withoutCare } from './case-makers.ts';

const NOW = new Date('2026-10-01T12:00:00+02:00');
const SOON = new Date('2026-11-01T12:00:00+01:00');
const known = (changes: Partial<CaseLedger> = {}, more: Partial<KnownCase> = {}): KnownCase => ({
  ledger: ledgerOf({ snapshot: surgicalCase(), ...changes }),
  heldFor: [],
  pendingSince: undefined,
  ...more,
});
const NEVER = 'never heard of';
const told = (wanted: SurgicalCase, of: KnownCase | typeof NEVER = known(), now = NOW): string[] =>
  reconcileCase(bookedEvent(1, wanted), of === NEVER ? undefined : of, now).map(
    ({ rule, severity, action }) => `${rule} ${severity} ${action}`,
  );

describe('the reconciliation of a case', () => {
  it('finds nothing where Orbit says what was told', () => {
    assert.deepEqual(told(surgicalCase()), []);
    assert.deepEqual(told(surgicalCase({ priority: 'watch' }), NEVER), []);
  });

  it('finds a booking that was never told, and says where it stands', () => {
    assert.deepEqual(told(surgicalCase(), NEVER), ['R1 high send-again']);
    assert.deepEqual(told(surgicalCase(), known({ appointment: 'none' })), ['R1 high send-again']);
    const held = known({ appointment: 'none' }, { heldFor: ['no-profile'] });
    assert.deepEqual(told(surgicalCase(), held), ['R1 high look-at-held']);
  });

  it('takes the next fourteen days for critical', () => {
    assert.deepEqual(told(surgicalCase(), NEVER, SOON), ['R1 critical send-again']);
  });

  it('finds another time, another room, and another patient, each by itself', () => {
    const { time, patient } = surgicalCase();
    const longer = { ...time, end: '2026-11-10T11:00:00+01:00' };
    assert.deepEqual(told(surgicalCase({ time: longer })), ['R3 high send-again']);
    assert.deepEqual(told(surgicalCase({ room: 'OP9' })), ['R4 high send-again']);
    assert.deepEqual(told(surgicalCase({ operatingDepartment: 'MOPC' })), ['R4 high send-again']);
    assert.deepEqual(told(surgicalCase({ patient: { ...patient, id: '189912299816' } })), ['R5 critical send-again']);
    assert.deepEqual(told(surgicalCase({ note: 'ring först' })), []);
  });

  it('finds a booking without its encounter, or without the bed it wants', () => {
    assert.deepEqual(told(surgicalCase(), known({ encounter: { name: 'none' } })), ['R7 high re-plan']);
    assert.deepEqual(told(surgicalCase(), known({ bed: 'none' })), ['R8 medium re-plan']);
    const dayCase = surgicalCase({ care: { type: 'day-surgery' } });
    assert.deepEqual(told(dayCase, known({ bed: 'none', snapshot: dayCase })), []);
    const noBed = withoutCare(surgicalCase({ care: { bedWanted: false } }));
    assert.deepEqual(told(noBed, known({ bed: 'none', snapshot: noBed })), []);
  });

  it('finds what is still booked although Orbit has cancelled it', () => {
    const rules = (of: KnownCase | undefined): string[] =>
      reconcileCase(endingEvent(2), of, NOW).map(({ rule }) => rule);
    assert.deepEqual([rules(known()), rules(known({ appointment: 'none' })), rules(undefined)], [['R6'], [], []]);
  });

  it('finds what waits for a code, and what is not accepted after a quarter of an hour', () => {
    const since = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
    assert.deepEqual(told(surgicalCase(), known({}, { heldFor: ['unmapped-code'] })), ['R11 high map-code']);
    assert.deepEqual(told(surgicalCase(), known({}, { pendingSince: since(16) })), ['R12 medium wait']);
    assert.deepEqual(told(surgicalCase(), known({}, { pendingSince: since(14) })), []);
    assert.deepEqual(told(surgicalCase(), known({}, { pendingSince: since(16), heldFor: ['rule'] })), [
      'R12 medium look-at-held',
    ]);
  });
});
