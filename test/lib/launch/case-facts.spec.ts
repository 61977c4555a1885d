import assert from 'node:assert/strict';
import { caseFacts, type CaseFacts } from '../../../nodes/lib/launch/index.ts';
import type { CaseView } from '../../../nodes/lib/store/index.ts';
import { cancelledLedger, ledgerOf } from '../surgery/case-makers.ts';

const link = (identifier: string, state: 'pending' | 'confirmed' | 'cancelled'): CaseView['links'][number] => ({
  kind: 'encounter',
  identifier,
  state,
  updatedAt: '2026-11-02T08:00:00Z',
});
const view = (changes: Partial<CaseView> = {}): CaseView => ({
  caseId: 'OP1',
  ledger: ledgerOf(),
  ownerSystem: 'millennium',
  links: [link('OP1', 'confirmed')],
  millennium: null,
  events: [],
  ...changes,
});
const encounterOf = (changes: Partial<CaseView>): CaseFacts['encounter'] => caseFacts(view(changes))?.facts.encounter;

describe('what a launch goes by', () => {
  it('is the encounter of the case as far as it was accepted', () => {
    assert.deepEqual(encounterOf({}), { state: 'confirmed', visitNumber: 'OP1' });
    assert.equal(encounterOf({ links: [link('OP1', 'pending')] })?.state, 'pending');
    assert.equal(encounterOf({ links: [] })?.state, 'pending');
    assert.equal(encounterOf({ links: [link('OP0', 'confirmed')] })?.state, 'pending');
  });

  it('is what Millennium tells of that encounter', () => {
    const encounter = { visitNumber: 'OP1', encounterId: '2002', personId: '1001', state: 'cancelled' as const };
    const told = { personId: '1001', encounter, toldAt: 1 };
    assert.deepEqual(caseFacts(view({ millennium: told }))?.facts, { personId: '1001', encounter });
    const former = { ...told, encounter: { ...encounter, visitNumber: 'OP0' } };
    assert.deepEqual(encounterOf({ millennium: former }), { state: 'confirmed', visitNumber: 'OP1' });
    assert.deepEqual(encounterOf({ ledger: cancelledLedger(), millennium: told }), encounter);
  });

  it('is one of Millennium’s own for an admitted patient, and a cancelled one once we have cancelled it', () => {
    const adopted = ledgerOf({ encounter: { name: 'adopted', visitNumber: 'E77' } });
    assert.deepEqual(encounterOf({ ledger: adopted }), { state: 'confirmed', visitNumber: 'E77' });
    const links = [link('OP1', 'cancelled')];
    assert.deepEqual(encounterOf({ ledger: cancelledLedger(), links }), { state: 'cancelled', visitNumber: 'OP1' });
    assert.equal(encounterOf({ ledger: cancelledLedger(), links: [] }), undefined);
  });

  it('is nothing where nothing was planned', () => {
    assert.equal(caseFacts(undefined), undefined);
    assert.equal(caseFacts(view({ ledger: null })), undefined);
    assert.equal(caseFacts(view())?.patient.id, '191212121212');
  });
});
