/** Removes refusals, the rows of events with their messages and attempts, and at the very end the ledgers and links of cases. */
import { RETENTION, type OldEvent } from '../statements/retention-statements.ts';
import type { Transaction } from '../transaction.ts';
import { swept, type Sweep } from './sweep.ts';

export const REJECTION_SWEEP: Sweep = {
  keys: ({ transaction, cutoffs }) => transaction.session.keyring.endedBefore('rejection', cutoffs.rejection),
  step: ({ transaction, removed }, { keyId, after, limit }) => {
    const { db } = transaction;
    const found = db.all(RETENTION.rejections, keyId, after, limit);
    for (const { rowNo } of found) removed.rejections += db.run(RETENTION.removeRejection, rowNo);
    return swept(found, limit);
  },
};

export const EVENT_SWEEP: Sweep = {
  keys: () => [0],
  step: ({ transaction, cutoffs, removed }, { after, limit }) => {
    const found = transaction.db.all(RETENTION.events, after, cutoffs.metadata, cutoffs.metadata, limit);
    for (const event of found) {
      if (event.isOver === 1 && removeEvent(transaction, event)) removed.events += 1;
    }
    // Events lie in the order of their arrival: a batch without an old one is the end of the old ones.
    const isEnd = found.every(({ acceptedAt }) => acceptedAt >= cutoffs.metadata);
    const { seen, lastRow } = swept(
      found.map(({ seq }) => ({ rowNo: seq })),
      limit,
    );
    return { seen, lastRow: isEnd ? undefined : lastRow };
  },
};

/** False: it has the highest number of its kind, from which the numbers of the next opening go on. */
function removeEvent(transaction: Transaction, { seq, state }: OldEvent): boolean {
  const { db } = transaction;
  const newest = db.get(RETENTION.newest);
  const messages = db.all(RETENTION.messagesOfEvent, seq);
  if (seq === newest?.seq || messages.some(({ messageId }) => messageId === newest?.messageId)) return false;
  for (const message of messages) {
    db.run(RETENTION.removeAttempts, message.messageId);
    transaction.moveMessages(message.endpoint, message.state, undefined);
  }
  db.run(RETENTION.removeMessages, seq);
  db.run(RETENTION.removeEvent, seq);
  transaction.moveEvent(state, undefined);
  return true;
}

export const CASE_SWEEP: Sweep = {
  keys: ({ transaction, cutoffs }) => transaction.session.keyring.endedBefore('ledger', cutoffs.ledger),
  step: ({ transaction, cutoffs, removed }, { keyId, after, limit }) => {
    const { db } = transaction;
    const found = db.all(RETENTION.ledgers, keyId, cutoffs.ledger, after, limit);
    for (const { rowNo, isOver } of found) {
      if (isOver === 0) continue;
      db.run(RETENTION.removeLinks, rowNo);
      db.run(RETENTION.removeCaseLink, rowNo);
      db.run(RETENTION.removeLinkHistory, rowNo);
      db.run(RETENTION.removeLedger, rowNo);
      removed.cases += db.run(RETENTION.removeCase, rowNo);
    }
    return swept(found, limit);
  },
};

/** Until then a message of the return feed that comes again is recognised. They lie in the order of their arrival. */
export const FEED_SWEEP: Sweep = {
  keys: () => [0],
  step: ({ transaction, cutoffs }, { after, limit }) => {
    const { db } = transaction;
    const found = db.all(RETENTION.feedMessages, cutoffs.metadata, after, limit);
    const old = found.filter(({ isOver }) => isOver === 1);
    for (const { rowNo } of old) db.run(RETENTION.removeFeedMessage, rowNo);
    return old.length < found.length ? { seen: found.length, lastRow: undefined } : swept(found, limit);
  },
};
