/** One step of a pass: goes on in the sweep and under the data key where the last step ended, and drops each key that nothing is sealed with any more. */
import { nothingRemoved, type Retention, type RetentionCursor, type RetentionStep } from '../../retention.ts';
import { RETENTION } from '../statements/retention-statements.ts';
import type { Transaction } from '../transaction.ts';
import { CONTENT_SWEEPS } from './sweep-contents.ts';
import { CASE_SWEEP, EVENT_SWEEP, FEED_SWEEP, REJECTION_SWEEP } from './sweep-rest.ts';
import { cutoffsAt, type SweepContext } from './sweep.ts';

const SWEEPS = [...CONTENT_SWEEPS, REJECTION_SWEEP, EVENT_SWEEP, CASE_SWEEP, FEED_SWEEP];
/** Finding that a key has nothing to remove costs about as much as looking at some rows. */
const ROWS_OF_A_KEY = 10;

export interface RemoveOptions {
  retention: Retention;
  now: Date;
  limit: number;
  cursor?: RetentionCursor | undefined;
}

export function removeExpired(
  transaction: Transaction,
  { retention, now, limit, cursor = { sweep: 0, keyId: 0, after: 0 } }: RemoveOptions,
): RetentionStep {
  const removed = nothingRemoved();
  const context = { transaction, now: now.getTime(), cutoffs: cutoffsAt(retention, now.getTime()), removed };
  let next: RetentionCursor | undefined = cursor;
  for (let left = limit; left > 0 && next !== undefined;) {
    const { seen, cursor: following } = sweepOn(context, next, left);
    left -= seen;
    next = following;
  }
  return { removed, cursor: next };
}

function sweepOn(
  context: SweepContext,
  at: RetentionCursor,
  limit: number,
): { seen: number; cursor: RetentionCursor | undefined } {
  const sweep = SWEEPS[at.sweep];
  if (sweep === undefined) return { seen: 0, cursor: undefined };
  const keyId = sweep.keys(context).find((id) => id >= at.keyId);
  if (keyId === undefined) return { seen: 0, cursor: { sweep: at.sweep + 1, keyId: 0, after: 0 } };
  const { seen, lastRow } = sweep.step(context, { keyId, after: keyId === at.keyId ? at.after : 0, limit });
  if (lastRow !== undefined) return { seen, cursor: { ...at, keyId, after: lastRow } };
  if (keyId > 0) dropUnused(context, keyId);
  return { seen: seen + ROWS_OF_A_KEY, cursor: { sweep: at.sweep, keyId: keyId + 1, after: 0 } };
}

function dropUnused({ transaction, now, removed }: SweepContext, keyId: number): void {
  const { keyring } = transaction.session;
  if (keyring.mayBeUsed(keyId, now) || transaction.db.get(RETENTION.keyInUse, keyId) !== undefined) return;
  keyring.drop(transaction, keyId);
  removed.keys += 1;
}
