import assert from 'node:assert/strict';
import { parseMessage } from '../../../nodes/lib/hl7/index.ts';
import { readErrorConditions, type ErrorConditions } from '../../../nodes/lib/millennium/error-conditions.ts';

function conditionsOf(...segments: string[]): ErrorConditions {
  const header = 'MSH|^~\\&|MILLENNIUM|VGR|ORBIT|SU|20261103101500+0100||ACK|R1|P|2.5.1';
  const parsed = parseMessage([header, ...segments, ''].join('\r'));
  assert.ok(parsed.ok);
  return readErrorConditions(parsed.message);
}

describe('readErrorConditions', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[], boolean, boolean?])[] = [
    ['nothing', ['MSA|AA|ID1'], [], false],
    ['no MSA', [], [], false],
    ['ERR-3', ['MSA|AE|ID1', 'ERR||PID^1^3|101^Required field missing^HL70357|E'], ['101'], false],
    ['ERR-1.4', ['MSA|AE|ID1', 'ERR|PID^1^3^101&Required field missing&HL70357'], ['101'], false],
    ['every repetition of ERR-1', ['MSA|AE|ID1', 'ERR|PID^1^3^101~PV1^1^2^103'], ['101', '103'], false],
    ['more places than are read', ['MSA|AE|ID1', `ERR|PID^1^3^101${'~'.repeat(30_000)}`], ['101', 'unlisted'], false],
    ['MSA-6', ['MSA|AE|ID1||||207^Application internal error^HL70357'], ['207'], false],
    ['ERR and MSA-6', ['MSA|AE|ID1||||207', 'ERR|||206|F'], ['206', '207'], false],
    ['code 0 everywhere', ['MSA|AA|ID1||||0', 'ERR|^^^0|||', 'ERR|||0|I'], [], true],
    ['a warning', ['MSA|AA|ID1', 'ERR|||103|W'], [], true],
    ['information and a warning', ['MSA|AA|ID1', 'ERR|||103|W', 'ERR|||0|I'], [], true],
    ['a warning beside an error', ['MSA|AA|ID1', 'ERR|||103|W', 'ERR|||207|E'], ['207'], false],
    ['a warning beside MSA-6', ['MSA|AA|ID1||||207', 'ERR|||103|W'], ['207'], false],
    ['an error without a code', ['MSA|AE|ID1', 'ERR||||E'], [], false, true],
    ['a fatal error with a code of its own only', ['MSA|AE|ID1', 'ERR||||F|X17'], [], false, true],
    ['an error of code 0', ['MSA|AA|ID1', 'ERR|||0|E'], [], false],
    ['an ERR segment that says nothing', ['MSA|AE|ID1', 'ERR|'], [], false],
    ['a warning beside an error without a code', ['MSA|AA|ID1', 'ERR|||103|W', 'ERR||||e'], [], false, true],
    ['a warning that MSA-6 names again', ['MSA|AA|ID1||||103', 'ERR|||103|W'], [], true],
    ['a code of the OID of the table', ['MSA|AE|ID1', 'ERR|||204^^2.16.840.1.113883.12.357|E'], ['204'], false],
    ['a code of another system', ['MSA|AE|ID1', 'ERR|||204^^CERNER|E'], ['CERNER:204'], false],
    ['a code of a system with an unsafe name', ['MSA|AE|ID1', 'ERR|||204^^191212121212|E'], ['local:204'], false],
    ['a code that may identify a patient', ['MSA|AE|ID1', 'ERR|||191212121212|E'], ['unlisted'], false],
    ['a code with other characters', ['MSA|AE|ID1', 'ERR|||Åke Öst|E'], ['unlisted'], false],
  ];
  for (const [what, segments, codes, warningsOnly, unnamed = false] of cases) {
    it(`reads ${what}`, () => assert.deepEqual(conditionsOf(...segments), { codes, warningsOnly, unnamed }));
  }
});
