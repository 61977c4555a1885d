import assert from 'node:assert/strict';
import { isPatientIdentifier } from '../../../nodes/lib/surgery/identifiers/person-identifiers.ts';
import type { PatientIdType } from '../../../nodes/lib/surgery/index.ts';

const RIGHT: Record<Exclude<PatientIdType, 'local'>, string[]> = {
  personnummer: ['191212121212'],
  samordningsnummer: ['196206703974', '197010632391'],
  // The present rule without the century, and the older one with it.
  'vgr-reservnummer': ['19810829M071', '19450829K088', '19930829X802', '19810829M070', '19450829K087', '19930829X801'],
  'nationellt-reservnummer': ['22950606FH20', '25780404KHD5', '00342145BZ31', '00749852BZK0'],
};

describe('a person identifier', () => {
  for (const [type, ids] of Object.entries(RIGHT) as [PatientIdType, string[]][]) {
    for (const id of ids) {
      it(`${id} is a ${type}`, () => assert.ok(isPatientIdentifier(type, id)));

      it(`${id} with another last digit is none, but for the digit of the other rule of VGR`, () => {
        const wrong = '0123456789'
          .split('')
          .map((digit) => `${id.slice(0, -1)}${digit}`)
          .filter((other) => !ids.includes(other));
        assert.deepEqual(
          wrong.filter((other) => isPatientIdentifier(type, other)),
          [],
        );
      });
    }
  }

  it('is of its own type only', () => {
    assert.ok(!isPatientIdentifier('personnummer', '196206703974'));
    assert.ok(!isPatientIdentifier('samordningsnummer', '191212121212'));
  });

  it('has a day of the calendar, but for coordination numbers', () => {
    assert.ok(!isPatientIdentifier('personnummer', '191202301234'));
    assert.ok(!isPatientIdentifier('vgr-reservnummer', '19810231M071'));
  });

  it('has twelve characters without a separator', () => {
    for (const id of ['19121212-1212', '1212121212', '', ' 191212121212'])
      assert.ok(!isPatientIdentifier('personnummer', id), id);
  });

  it('has no serial number below 06 in a reserve number of VGR, and no letter like I or O in a national one', () => {
    assert.ok(!isPatientIdentifier('vgr-reservnummer', '19810829M051'));
    for (const letter of 'IOQVW') {
      const any = '0123456789'
        .split('')
        .some((digit) => isPatientIdentifier('nationellt-reservnummer', `2295060${digit}${letter}H20`));
      assert.ok(!any, letter);
    }
  });

  it('is any short code when it is local', () => {
    assert.ok(isPatientIdentifier('local', 'MRN-10769857'));
    assert.ok(!isPatientIdentifier('local', 'a|b'));
  });
});
