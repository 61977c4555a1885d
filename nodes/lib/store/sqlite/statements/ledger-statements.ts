/** Every statement on the ledgers of the cases. */
import { query, write } from '../sql.ts';

export interface LedgerRow {
  replaceableSeq: number | null;
  keyId: number;
  ledger: Uint8Array;
  beforeLedger: Uint8Array | null;
}

export const LEDGERS = {
  find: query<LedgerRow>(`
    SELECT replaceable_seq AS replaceableSeq, key_id AS keyId, ledger, before_ledger AS beforeLedger FROM case_ledgers WHERE case_no = ?`),
  write: write(`
    INSERT INTO case_ledgers (case_no, replaceable_seq, ends_at, key_id, ledger, before_ledger) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (case_no) DO UPDATE SET replaceable_seq = excluded.replaceable_seq, ends_at = excluded.ends_at, key_id = excluded.key_id,
      ledger = excluded.ledger, before_ledger = excluded.before_ledger`),
} as const;
