/** Replaces the messages of a settled event by those of its successor, as long as the receiver cannot have seen any of them. */
import { moveHead } from './message-lanes.ts';
import { LEDGERS, type LedgerRow } from './statements/ledger-statements.ts';
import { SUPERSEDE, type Replaceable } from './statements/outbox-statements.ts';
import type { Transaction } from './transaction.ts';

/** The event, while none of its messages has been tried and none of another event waits behind them. */
export function findUnsent({ db }: Transaction, seq: number): (Replaceable & { kept: LedgerRow }) | undefined {
  const event = db.get(SUPERSEDE.event, seq);
  if (event === undefined) return undefined;
  const kept = db.get(LEDGERS.find, event.caseNo);
  if (kept?.replaceableSeq !== seq) return undefined;
  if (db.get(SUPERSEDE.tried, seq) !== undefined || db.get(SUPERSEDE.followed, seq) !== undefined) return undefined;
  return { ...event, kept };
}

/** False, with nothing written, when `eventId` is not the event of the case that may still be replaced. */
export function supersedeEvent(transaction: Transaction, eventId: string, caseNo: number, now: number): boolean {
  const { db } = transaction;
  const replaceableSeq = db.get(LEDGERS.find, caseNo)?.replaceableSeq ?? undefined;
  const event = replaceableSeq === undefined ? undefined : findUnsent(transaction, replaceableSeq);
  if (event?.eventId !== eventId) return false;
  replaceMessages(transaction, event.seq);
  const warnings = event.warnings === null ? [] : (JSON.parse(event.warnings) as string[]);
  db.run(SUPERSEDE.replaceEvent, now, JSON.stringify([...warnings, 'superseded']), event.seq);
  transaction.moveEvent('sent', 'unchanged');
  return true;
}

function replaceMessages(transaction: Transaction, seq: number): void {
  const { db } = transaction;
  const messages = db.all(SUPERSEDE.messages, seq);
  db.run(SUPERSEDE.replaceMessages, seq);
  for (const { endpoint } of messages) transaction.moveMessages(endpoint, 'queued', 'superseded');
  const [first] = messages;
  if (first === undefined) return;
  const head = db.get(SUPERSEDE.head, first.laneId);
  // They may wait behind another event of the same ordering key, whose message then stays the head.
  if (messages.some(({ messageId }) => messageId === head?.messageId)) moveHead(transaction, first.laneId);
}
