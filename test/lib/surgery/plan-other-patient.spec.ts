import assert from 'node:assert/strict';
import type { Patient, SurgicalEvent } from '../../../nodes/lib/surgery/index.ts';
import { admittedCase, bookedEvent, dayCase, endingEvent, LATER, surgicalCase } from './case-makers.ts';
import { tell, tellsEach } from './tell-case.ts';

const { patient } = surgicalCase();
const other: Patient = { ...patient, id: '189912299816' };
const reserve: Patient = { ...patient, idType: 'local' };
const renamed: Patient = { ...patient, family: 'Ersson' };

const booking = bookedEvent(1);
const then = (event: SurgicalEvent): SurgicalEvent[] => [booking, event];
const nowFor = (whom: Patient): SurgicalEvent => bookedEvent(2, surgicalCase({ patient: whom }));

describe('the plan of a case that becomes another patient’s', () => {
  const anew = ['S15', 'A27', 'A38', 'A05', 'A14', 'S12'];
  tellsEach([
    ['another number', then(nowFor(other)), anew],
    ['the same number of another kind', then(nowFor(reserve)), anew],
    ['another name', then(nowFor(renamed)), ['A08', 'A14', 'S14']],
    ['another patient at another time', then(bookedEvent(2, surgicalCase({ patient: other, time: LATER }))), anew],
    [
      'in day surgery',
      [bookedEvent(1, dayCase()), bookedEvent(2, dayCase({ patient: other }))],
      ['S15', 'A38', 'A05', 'S12'],
    ],
    [
      'after a missed visit',
      [booking, endingEvent(2, 'no-show'), bookedEvent(3, surgicalCase({ patient: other }))],
      ['A38', 'A05', 'A14', 'S12'],
    ],
    [
      'a patient who has come in by the pre-registration',
      then(bookedEvent(2, admittedCase('OP1', { patient: other }))),
      ['S15', 'S12'],
    ],
    [
      'an admitted patient under another encounter',
      then(bookedEvent(2, admittedCase('E77', { patient: other }))),
      ['S15', 'A27', 'A38', 'S12'],
    ],
    [
      'one admitted patient for another',
      [bookedEvent(1, admittedCase('E77')), bookedEvent(2, admittedCase('E78', { patient: other }))],
      ['S15', 'S12'],
    ],
  ]);

  it('takes back under the identifier it was sent with, and makes anew for the other', () => {
    const { plan } = tell(then(nowFor(other)));
    assert.deepEqual(
      plan.messages.map(({ subject }) => subject.patient.id),
      [patient.id, patient.id, patient.id, other.id, other.id, other.id],
    );
  });

  it('gives the other patient a visit number of their own', () => {
    const { visits, ledger } = tell(then(nowFor(other)));
    assert.deepEqual(visits, ['OP1', 'OP1', 'OP1', 'OP1-2', 'OP1-2', 'OP1-2']);
    assert.deepEqual(ledger.encounter, { name: 'registered', visitNumber: 'OP1-2', createdBy: 'A05' });
  });

  it('does not go back to a number that was somebody else’s', () => {
    const { visits } = tell([...then(nowFor(other)), bookedEvent(3)]);
    assert.deepEqual([...new Set(visits)], ['OP1-2', 'OP1-3']);
  });

  it('books under a number of its own also where the appointment opens the encounter', () => {
    const none = { inpatient: 'none', 'day-surgery': 'none', outpatient: 'none' } as const;
    const { triggers, visits } = tell(then(nowFor(other)), { encounterEvent: none });
    assert.deepEqual(triggers, ['S15', 'A27', 'S12', 'A14']);
    assert.deepEqual(visits, ['OP1', 'OP1', 'OP1-2', 'OP1-2']);
  });
});
