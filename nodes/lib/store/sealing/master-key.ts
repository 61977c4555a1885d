/** The master key of a store: 32 bytes that wrap the keys the records are sealed with. Knows its written forms; keeps it out of every text. */
import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

const KEY_BYTES = 32;
const HEX = /^[0-9a-fA-F]{64}$/;
/** 43 characters and the padding, in the common alphabet or the one for URLs (RFC 4648 §4, §5). */
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

export interface MasterKey {
  /** Names the key in the store and in error messages; gives nothing of it away. */
  id: string;
  key: KeyObject;
}

/** @returns undefined when the text is not 32 bytes in hex or base64 */
export function parseMasterKey(text: string): MasterKey | undefined {
  const trimmed = text.trim();
  if (HEX.test(trimmed)) return masterKey(Buffer.from(trimmed, 'hex'));
  return BASE64.test(trimmed) ? masterKey(Buffer.from(trimmed, 'base64')) : undefined;
}

/** A new key as it is written to a file: base64. */
export function newMasterKeyText(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

function masterKey(bytes: Buffer): MasterKey {
  const id = createHmac('sha256', bytes).update('name of the master key').digest('hex').slice(0, 12);
  return { id, key: createSecretKey(bytes) };
}
