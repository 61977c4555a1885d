import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { seal, unseal } from '../../../../nodes/lib/store/sealing/seal.ts';

const newKey = (): ReturnType<typeof createSecretKey> => createSecretKey(randomBytes(32));

describe('a sealed value', () => {
  const key = newKey();

  it('opens as what it was, with its key in its place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary' }), (bytes, place) => {
        assert.deepEqual(unseal(key, seal(key, bytes, place), place), Buffer.from(bytes));
      }),
    );
    assert.equal(unseal(key, seal(key, 'Tolvan åäö 😀', 'a 1'), 'a 1')?.toString('utf8'), 'Tolvan åäö 😀');
  });

  it('does not open after a change of any one bit, or cut short', () => {
    const sealed = seal(key, 'Tolvansson^Tolvan', 'message_contents.content 7');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(unseal(key, changed, 'message_contents.content 7'), undefined, `bit ${String(bit)}`);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      assert.equal(unseal(key, sealed.subarray(0, length), 'message_contents.content 7'), undefined);
    }
  });

  it('does not open in another place or with another key', () => {
    const sealed = seal(key, 'Tolvansson^Tolvan', 'message_contents.content 7');
    assert.equal(unseal(key, sealed, 'message_contents.content 8'), undefined);
    assert.equal(unseal(key, sealed, 'event_contents.content 7'), undefined);
    assert.equal(unseal(newKey(), sealed, 'message_contents.content 7'), undefined);
  });

  it('never looks the same twice, although nonces are drawn many at a time', () => {
    const nonces = Array.from({ length: 2_000 }, () => seal(key, 'same', 'same').subarray(0, 12).toString('hex'));
    assert.equal(new Set(nonces).size, nonces.length);
  });
});
