/** Seals a value with AES-256-GCM and binds it to its place, so that it opens nowhere else and not after a change of a single bit (NIST SP 800-38D). */
import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Asking for random bytes costs the same for 12 of them as for some thousand. */
const NONCES_AT_ONCE = 256;

const nonces = Buffer.alloc(NONCE_BYTES * NONCES_AT_ONCE);
let nonceAt = nonces.length;

/** Random, as 96 bits are: one key seals the records of a day or a month, far fewer than the 2^32 that §8.3 allows. */
function nextNonce(): Buffer {
  if (nonceAt === nonces.length) {
    randomFillSync(nonces);
    nonceAt = 0;
  }
  nonceAt += NONCE_BYTES;
  return nonces.subarray(nonceAt - NONCE_BYTES, nonceAt);
}

/**
 * @param place where the value is kept, for example `event_contents.content 17`: not part of the result, needed to open it
 * @returns nonce, ciphertext, tag
 */
export function seal(key: KeyObject, plain: string | Uint8Array, place: string): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place));
  const text = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, text, cipher.getAuthTag()]);
}

/** @returns undefined when the value was not sealed with this key for this place, or has been changed since */
export function unseal(key: KeyObject, sealed: Uint8Array, place: string): Buffer | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(end));
  decipher.setAAD(Buffer.from(place));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, end));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}
