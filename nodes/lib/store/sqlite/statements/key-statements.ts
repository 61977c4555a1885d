/** Every statement on the data keys. */
import { query, write } from '../sql.ts';

export type KeyPurpose = 'content' | 'ledger' | 'lookup';

export interface DataKeyRow {
  keyId: number;
  purpose: KeyPurpose;
  /** A day for contents, a month for ledgers, `always` for the one of lookups. */
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
} as const;
