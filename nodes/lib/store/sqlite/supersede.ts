/** Replaces the messages of a settled event by those of its successor, as long as the receiver cannot have seen any of them. */
import { endLane, moveHeadTo } from './message-lanes.ts';
import { OUTBOX, SUPERSEDE, type Replaceable } from './statements/outbox-statements.ts';
import type { Transaction } from './transaction.ts';

/** The event, while none of its messages has been tried and none of another event waits behind them. */
export function findUnsent(
  { db }: Transaction,
  seq: number,
): (Replaceable & { beforeLedger: string | null }) | undefined {
  const event = db.get(SUPERSEDE.bySeq, seq);
  if (event === undefined) return undefined;
  const kept = db.get(SUPERSEDE.beforeLedger, event.caseNo);
  if (kept?.replaceableSeq !== seq) return undefined;
  if (db.get(SUPERSEDE.tried, seq) !== undefined || db.get(SUPERSEDE.followed, seq) !== undefined) return undefined;
  return { ...event, beforeLedger: kept.beforeLedger };
}

/** False, with nothing written, when `eventId` is not the event of the case that may still be replaced. */
export function supersedeEvent(transaction: Transaction, eventId: string, caseNo: number, now: number): boolean {
  const { db } = transaction;
  const replaceableSeq = db.get(SUPERSEDE.beforeLedger, caseNo)?.replaceableSeq ?? undefined;
  const event = replaceableSeq === undefined ? undefined : findUnsent(transaction, replaceableSeq);
  if (event?.eventId !== eventId) return false;
  replaceMessages(transaction, event);
  const warnings = event.warnings === null ? [] : (JSON.parse(event.warnings) as string[]);
  db.run(SUPERSEDE.replaceEvent, now, JSON.stringify([...warnings, 'superseded']), event.seq);
  transaction.moveEvent('sent', 'unchanged');
  return true;
}

function replaceMessages(transaction: Transaction, { seq, caseNo }: Replaceable): void {
  const { db } = transaction;
  const messages = db.all(SUPERSEDE.messages, seq);
  db.run(SUPERSEDE.replaceMessages, seq);
  for (const { endpoint, kind, effect, linkIdentifier } of messages) {
    transaction.moveMessages(endpoint, 'queued', 'superseded');
    if (effect === 'create') db.run(OUTBOX.forgetLink, caseNo, kind, linkIdentifier);
  }
  const [first] = messages;
  const lane = first === undefined ? undefined : db.get(SUPERSEDE.lane, first.laneId);
  if (lane === undefined) return;
  const length = lane.length - messages.length;
  if (length === 0) endLane(transaction, lane.laneId);
  else if (messages.some(({ messageId }) => messageId === lane.headId)) moveHeadTo(transaction, lane.laneId, length);
  else db.run(OUTBOX.shortenLane, length, lane.laneId);
}
