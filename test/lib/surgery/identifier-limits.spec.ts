import assert from 'node:assert/strict';
import { isPatientIdentifier } from '../../../nodes/lib/surgery/identifiers/person-identifiers.ts';
import type { PatientIdType } from '../../../nodes/lib/surgery/index.ts';

/** How many of the ten check digits make the rest an identifier: one where it can be right, none where it cannot. */
function rightDigits(type: PatientIdType, rest: string): number {
  return Array.from({ length: 10 }, (_, digit) => `${rest}${String(digit)}`).filter((id) =>
    isPatientIdentifier(type, id),
  ).length;
}

describe('the limits of a person identifier', () => {
  const limits: [PatientIdType, string, number][] = [
    ['personnummer', '20240229121', 1],
    ['personnummer', '20230229121', 0],
    ['personnummer', '20240431121', 0],
    ['personnummer', '20240001121', 0],
    ['personnummer', '20241301121', 0],
    ['personnummer', '20240100121', 0],
    ['personnummer', '18000101121', 1],
    ['personnummer', '17000101121', 0],
    ['personnummer', '21000101121', 0],
    ['samordningsnummer', '19701260239', 1],
    ['samordningsnummer', '19701291239', 1],
    ['samordningsnummer', '19700060239', 1],
    ['samordningsnummer', '19701292239', 0],
    ['samordningsnummer', '19701259239', 0],
    ['samordningsnummer', '19701360239', 0],
    ['samordningsnummer', '17701260239', 0],
  ];
  for (const [type, rest, digits] of limits)
    it(`lets ${String(digits)} of ten check digits make a ${type} of ${rest}`, () =>
      assert.equal(rightDigits(type, rest), digits));

  it('are a serial number from 06 to 89, and a day, in a reserve number of VGR', () => {
    const can = (rest: string): boolean => rightDigits('vgr-reservnummer', rest) > 0;
    assert.deepEqual(
      ['05', '06', '89', '90'].map((serial) => can(`19810829M${serial}`)),
      [false, true, true, false],
    );
    assert.deepEqual([can('19811329M10'), can('00500829M10'), can('19810829L10')], [false, false, false]);
  });

  const right: [PatientIdType, string][] = [
    ['personnummer', '191212121212'],
    ['samordningsnummer', '196206703974'],
    ['vgr-reservnummer', '19810829M071'],
    ['nationellt-reservnummer', '22950606FH20'],
  ];
  for (const [type, id] of right)
    it(`are its own twelve characters: nothing before or behind a ${type}`, () => {
      for (const other of [`0${id}`, `${id}0`, ` ${id}`, `${id} `, `${id}\n`])
        assert.ok(!isPatientIdentifier(type, other), other);
    });

  it('include the order of the characters of a national reserve number', () => {
    assert.ok(isPatientIdentifier('nationellt-reservnummer', '22950606FH20'));
    assert.ok(!isPatientIdentifier('nationellt-reservnummer', '22590606FH20'));
  });
});
