/** Every statement on the data keys. */
import { query, write } from '../sql.ts';

/** kept: contents that had to stay longer than the others of their day. */
export type KeyPurpose = 'content' | 'kept' | 'rejection' | 'ledger' | 'lookup';

export interface DataKeyRow {
  keyId: number;
  purpose: KeyPurpose;
  /** A day or a month, `always` for the one of lookups. */
  period: string;
  /** The master key it is wrapped with. */
  masterId: string;
  wrapped: Uint8Array;
}

export const KEYS = {
  all: query<DataKeyRow>(
    'SELECT key_id AS keyId, purpose, period, master_id AS masterId, wrapped FROM data_keys ORDER BY key_id',
  ),
  insert: write('INSERT INTO data_keys (key_id, purpose, period, master_id, wrapped) VALUES (?, ?, ?, ?, ?)'),
  rewrap: write('UPDATE data_keys SET master_id = ?, wrapped = ? WHERE key_id = ?'),
  drop: write('DELETE FROM data_keys WHERE key_id = ?'),
} as const;
