import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { controlIdOf } from '../../../nodes/lib/millennium/index.ts';

const identity = fc.record({
  caseId: fc.string({ minLength: 1, maxLength: 40 }),
  version: fc.integer({ min: 1, max: 1_000_000 }),
  hospital: fc.string({ minLength: 1, maxLength: 20 }),
  step: fc.integer({ min: 1, max: 9 }),
  triggerEvent: fc.constantFrom('A05', 'A14', 'S12'),
});

describe('the control id', () => {
  it('is O and base32 of a SHA-256, 20 characters in all', () => {
    fc.assert(
      fc.property(identity, (about) => {
        const { caseId, version, hospital, step, triggerEvent } = about;
        const digest = createHash('sha256').update([caseId, version, hospital, step, triggerEvent].join('|')).digest();
        const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('');
        const letters = Array.from(
          { length: 19 },
          (_, index) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(bits.slice(index * 5, index * 5 + 5), 2)],
        );
        assert.equal(controlIdOf(about), `O${letters.join('')}`);
      }),
    );
  });

  it('is another for anything else it is about', () => {
    const about = { caseId: 'OP1', version: 1, hospital: 'SU', step: 1, triggerEvent: 'A05' };
    const ids = [
      about,
      { ...about, caseId: 'OP2' },
      { ...about, version: 2 },
      { ...about, hospital: 'NU' },
      { ...about, step: 2 },
      { ...about, triggerEvent: 'A08' },
      { ...about, generation: 1 },
      { ...about, generation: 2 },
    ].map(controlIdOf);
    assert.equal(new Set(ids).size, 8);
  });
});
