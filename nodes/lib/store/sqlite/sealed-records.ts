/** Which columns are sealed, for what time their keys are made, and how a value is bound to its row: table, column and number. */
import { unseal, seal } from '../sealing/seal.ts';
import type { SealingPurpose } from './keyring.ts';
import type { Session } from './session.ts';
import type { Transaction } from './transaction.ts';

export interface SealedColumn {
  name: string;
  purpose: SealingPurpose;
}

export const SEALED_COLUMNS = {
  event: { name: 'event_contents.content', purpose: 'content' },
  message: { name: 'message_contents.content', purpose: 'content' },
  rejection: { name: 'rejected.details', purpose: 'rejection' },
  ledger: { name: 'case_ledgers.ledger', purpose: 'ledger' },
  ledgerBefore: { name: 'case_ledgers.before_ledger', purpose: 'ledger' },
} as const satisfies Readonly<Record<string, SealedColumn>>;

export interface SealedValue {
  keyId: number;
  sealed: Buffer;
}

/** @param at milliseconds; chooses the data key */
export function sealValue(
  transaction: Transaction,
  column: SealedColumn,
  rowNo: number,
  plain: string | Uint8Array,
  at: number,
): SealedValue {
  const { keyId, key } = transaction.session.keyring.sealing(transaction, column.purpose, at);
  return { keyId, sealed: seal(key, plain, placeOf(column, rowNo)) };
}

/** Undefined: damaged, moved here from another row, or its data key is gone. */
export function openValue(
  { keyring }: Session,
  column: SealedColumn,
  rowNo: number,
  { keyId, sealed }: { keyId: number; sealed: Uint8Array },
): Buffer | undefined {
  const key = keyring.opening(keyId);
  return key && unseal(key, sealed, placeOf(column, rowNo));
}

function placeOf({ name }: SealedColumn, rowNo: number): string {
  return `${name} ${String(rowNo)}`;
}
