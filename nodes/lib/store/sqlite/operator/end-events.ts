/** What becomes of events some of whose messages have been put aside: they go on with the rest, or they are over. */
import type { EventState } from '../../inbox.ts';
import { OPERATOR, type OperatedMessage } from '../statements/operator-statements.ts';
import { OUTBOX } from '../statements/outbox-statements.ts';
import type { Transaction } from '../transaction.ts';
import { isAccepted, isOpen } from './operated-message.ts';

/** @param messages the ones that were put aside */
export function endEvents(transaction: Transaction, messages: readonly OperatedMessage[], now: number): void {
  const [first] = messages;
  if (first === undefined) return;
  const ofCase = transaction.db.all(OPERATOR.messagesOfCase, first.caseNo);
  for (const seq of new Set(messages.map(({ eventSeq }) => eventSeq))) {
    endEvent(
      transaction,
      seq,
      ofCase.filter(({ eventSeq }) => eventSeq === seq),
      now,
    );
  }
}

function endEvent(transaction: Transaction, seq: number, messages: readonly OperatedMessage[], now: number): void {
  const { db } = transaction;
  const event = db.get(OPERATOR.eventOfSeq, seq);
  if (event === undefined) throw new Error(`event ${String(seq)} has messages and is gone`);
  const state = stateWith(messages);
  if (state === 'sent' || state === 'held') {
    if (state === event.state) return;
    db.run(OUTBOX.setEventState, state, now, seq);
  } else {
    db.run(OPERATOR.endEvent, state, now, warningsWith(event.warnings, messages), seq);
  }
  transaction.moveEvent(event.state, state);
}

function stateWith(
  messages: readonly OperatedMessage[],
): Extract<EventState, 'sent' | 'held' | 'completed' | 'unchanged'> {
  if (messages.some(({ state }) => state === 'held')) return 'held';
  if (messages.some(isOpen)) return 'sent';
  return messages.some(isAccepted) ? 'completed' : 'unchanged';
}

function warningsWith(kept: string | null, messages: readonly OperatedMessage[]): string | null {
  const warnings = new Set(kept === null ? [] : (JSON.parse(kept) as string[]));
  for (const { state, resolution } of messages) if (!isAccepted({ state, resolution })) warnings.add(state);
  return warnings.size === 0 ? null : JSON.stringify([...warnings]);
}
