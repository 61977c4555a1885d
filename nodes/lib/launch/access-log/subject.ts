/** What points at a patient, sealed for one record: it opens in no other one, and nowhere without the key of its month. */
import type { KeyObject } from 'node:crypto';
import { seal, unseal } from '../../store/sealing/seal.ts';
import type { AccessSubject } from './access-entry.ts';
import type { LogKeys } from './log-keys.ts';
import type { AccessRecord } from './record.ts';

export function sealSubject(
  { patient, encounter }: AccessSubject,
  { keyId, key }: { keyId: number; key: KeyObject },
  logId: string,
): AccessRecord['sealed'] {
  if (patient === undefined && encounter === undefined) return undefined;
  return { key: keyId, value: seal(key, JSON.stringify({ patient, encounter }), placeOf(logId)).toString('base64') };
}

/** Undefined: the key is gone, or the record was changed. */
export function openSubject({ sealed, logId }: AccessRecord, keys: LogKeys): AccessSubject | undefined {
  if (sealed === undefined) return {};
  const key = keys.opening(sealed.key);
  const plain = key && unseal(key, Buffer.from(sealed.value, 'base64'), placeOf(logId));
  return plain && (JSON.parse(plain.toString('utf8')) as AccessSubject);
}

function placeOf(logId: string): string {
  return `access-log ${logId}`;
}
