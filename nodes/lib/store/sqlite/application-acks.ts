/** T5: writes what the receiver's application has said of a message, whatever has become of the message meanwhile; and finds those it has said nothing of. */
import type { AttemptResult, SentMessage } from '../outbox.ts';
import { openValue, SEALED_COLUMNS } from './sealed-records.ts';
import type { Session } from './session.ts';
import { settleHead } from './settle-message.ts';
import { OUTBOX, type SentHead } from './statements/outbox-statements.ts';
import type { Connection } from './connection.ts';
import type { Transaction } from './transaction.ts';

/** Undefined: no message of this endpoint has the control id. */
export function findSent(
  db: Connection,
  session: Session,
  endpoint: string,
  controlId: string,
): SentMessage | undefined {
  const found = db.get(OUTBOX.sentByControlId, endpoint, controlId);
  return found && sentMessage(session, found);
}

/** Committed messages whose time is over, the longest overdue first. */
export function overdueCommitted(
  db: Connection,
  session: Session,
  { endpoint, now, limit }: { endpoint: string; now: Date; limit: number },
): SentMessage[] {
  return db.all(OUTBOX.overdueCommitted, endpoint, now.getTime(), limit).flatMap(({ messageId }) => {
    const found = db.get(OUTBOX.sentById, messageId);
    return found === undefined ? [] : [sentMessage(session, found)];
  });
}

/** False, with nothing written, when the message awaits no answer, or has been sent again since. */
export function settleSent(
  transaction: Transaction,
  messageId: number,
  attempts: number,
  result: AttemptResult,
): boolean {
  const head = transaction.db.get(OUTBOX.sentById, messageId);
  if (head?.attempts !== attempts || !isAwaited(head)) return false;
  transaction.passes('T5');
  const from = takeFromHand(transaction, head);
  if (from === 'held') {
    // What follows begins where a message that is sent begins.
    transaction.db.run(OUTBOX.setEventState, 'sent', result.finishedAt.getTime(), head.eventSeq);
    transaction.moveEvent('held', 'sent');
  }
  settleHead(transaction, head, from, result, from === 'in-flight' ? 'new' : 'newest');
  return true;
}

function sentMessage(session: Session, head: SentHead): SentMessage {
  const { messageId, eventId, caseId, controlId, triggerEvent, effect, hospital, attempts, refusals } = head;
  const { keyId, content: sealed, startedAt } = head;
  const content =
    keyId === null || sealed === null
      ? undefined
      : openValue(session, SEALED_COLUMNS.message, messageId, { keyId, sealed });
  return {
    messageId,
    eventId,
    caseId,
    controlId,
    triggerEvent,
    effect,
    hospital,
    // Without its content all that is unknown is what the message asked for.
    content: content ?? Buffer.alloc(0),
    attempts,
    refusals,
    startedAt: new Date(startedAt ?? head.inFlightAt ?? 0),
    state: stateOf(head),
    awaited: isAwaited(head),
  };
}

/** The last attempt has brought no answer yet: it is under way, committed, or nobody knows its outcome. */
function isAwaited(head: SentHead): boolean {
  if (head.laneState === null) return false;
  return head.laneState === 'in-flight' || head.messageState === 'committed' || head.newestClass === 'uncertain';
}

function stateOf({ messageState, laneState }: SentHead): SentMessage['state'] {
  return laneState === 'claimed' || laneState === 'in-flight' ? laneState : messageState;
}

/** Whoever has the message in hand has it no more: a mark or a settlement under that claim comes too late. */
function takeFromHand(
  { session, effects }: Transaction,
  head: SentHead,
): 'queued' | 'claimed' | 'in-flight' | 'committed' | 'held' {
  const { laneId, messageId, laneState, messageState } = head;
  const left = session.left.get(laneId);
  if (left !== undefined) {
    session.left.delete(laneId);
    effects.undo(() => session.left.set(laneId, left));
  }
  for (const [token, claimed] of session.claimed.entries())
    if (claimed.head.messageId === messageId) session.claimed.remove(effects, token);
  if (laneState === 'claimed' || laneState === 'in-flight') return laneState;
  return messageState === 'committed' || messageState === 'held' ? messageState : 'queued';
}
