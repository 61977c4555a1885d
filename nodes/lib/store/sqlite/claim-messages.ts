/** T2 and T3: gives the heads of the lanes to a connection, and marks a message before its first byte is written. */
import type { ClaimedMessage } from '../outbox.ts';
import { mayBeClaimed } from './operator/gate.ts';
import { openValue, SEALED_COLUMNS } from './sealed-records.ts';
import { settleHead } from './settle-message.ts';
import { OUTBOX, type ReadyMessage } from './statements/outbox-statements.ts';
import type { Transaction } from './transaction.ts';

export interface ClaimMessagesOptions {
  endpoint: string;
  limit: number;
  now: Date;
}

export function claimMessages(
  transaction: Transaction,
  { endpoint, limit, now }: ClaimMessagesOptions,
): ClaimedMessage[] {
  const { db, session } = transaction;
  if (session.holds.has('endpoint', endpoint)) return [];
  for (const { laneId } of db.all(OUTBOX.waitsEnded, endpoint, now.getTime())) db.run(OUTBOX.endWait, laneId);
  const ready = readyMessages(transaction, endpoint, limit, now.getTime());
  if (ready.length === 0) return [];
  transaction.passes('T2');
  transaction.moveMessages(endpoint, 'queued', 'claimed', ready.length);
  return ready.flatMap((message) => claim(transaction, message, now) ?? []);
}

/** What leaves the line at the gate makes room for the next, so that a batch on hold does not look like an empty outbox. */
function readyMessages(transaction: Transaction, endpoint: string, limit: number, now: number): ReadyMessage[] {
  for (;;) {
    const ready = transaction.db.all(OUTBOX.readyMessages, endpoint, limit);
    const kept = ready.filter((message) => mayBeClaimed(transaction, message, now));
    if (kept.length === ready.length) return kept;
  }
}

/** Undefined: its content cannot be opened; it is held, and those of other cases go on. */
function claim(transaction: Transaction, message: ReadyMessage, now: Date): ClaimedMessage | undefined {
  const { db, session, effects } = transaction;
  const content = contentOf(transaction, message);
  if (content === undefined) {
    const next = { state: 'held' } as const;
    settleHead(transaction, message, 'claimed', {
      startedAt: now,
      finishedAt: now,
      class: 'permanent',
      code: 'unreadable-record',
      next,
    });
    return undefined;
  }
  const claimToken = session.claimToken();
  db.run(OUTBOX.claimLane, message.laneId);
  session.claimed.set(effects, claimToken, { head: message, state: 'claimed' });
  const { messageId, eventId, caseId, orderingKey, controlId, triggerEvent, effect, hospital, attempts, refusals } =
    message;
  return {
    messageId,
    claimToken,
    eventId,
    caseId,
    orderingKey,
    controlId,
    triggerEvent,
    effect,
    hospital,
    content,
    attempts,
    refusals,
  };
}

function contentOf({ session }: Transaction, { messageId, keyId, content }: ReadyMessage): Buffer | undefined {
  return (
    session.recentMessages.take(messageId) ??
    openValue(session, SEALED_COLUMNS.message, messageId, { keyId, sealed: content })
  );
}

export function markInFlight(transaction: Transaction, messageId: number, claimToken: string, now: Date): boolean {
  const { db, session, effects } = transaction;
  const claimed = session.claimed.get(claimToken);
  if (claimed?.head.messageId !== messageId || claimed.state !== 'claimed') return false;
  transaction.passes('T3');
  db.run(OUTBOX.markInFlight, now.getTime(), claimed.head.laneId);
  session.claimed.set(effects, claimToken, { ...claimed, state: 'in-flight' });
  transaction.moveMessages(claimed.head.endpoint, 'claimed', 'in-flight');
  return true;
}
