/** T1: settles an event, writes the ledger of its case and puts its messages into the outbox, all or nothing. */
import type { CommitStatus, EventState } from '../inbox.ts';
import type { EventCommit, NewMessage } from '../outbox.ts';
import { StoreFailure } from '../store-failure.ts';
import { advanceLane, findHandedOut, type HandedOut } from './event-lanes.ts';
import { joinLane } from './message-lanes.ts';
import { isConstraint } from './sqlite-failure.ts';
import { INBOX } from './statements/inbox-statements.ts';
import { OUTBOX } from './statements/outbox-statements.ts';
import { supersedeEvent } from './supersede.ts';
import type { Transaction } from './transaction.ts';

const SETTLED: ReadonlySet<EventState | undefined> = new Set(['sent', 'completed', 'unchanged'] as const);

/** @throws StoreFailure `control-id-taken`, with nothing of the commit written */
export function commitEvent(transaction: Transaction, commit: EventCommit, ledger: string, now: number): CommitStatus {
  const handedOut = findHandedOut(transaction, commit.eventId, commit.claimToken);
  if (handedOut === undefined) return statusWithoutClaim(transaction, commit.eventId);
  const { supersedes } = commit;
  if (supersedes !== undefined && !supersedeEvent(transaction, supersedes, handedOut.caseNo, now)) return 'conflict';
  transaction.passes('T1');
  enqueue(transaction, commit, handedOut, now);
  settle(transaction, commit, handedOut, ledger, now);
  advanceLane(transaction, handedOut);
  return 'committed';
}

function statusWithoutClaim({ db }: Transaction, eventId: string): CommitStatus {
  const found = db.get(INBOX.eventAndLane, eventId);
  // A held message holds its event as well: that event has been settled, though it is not done with.
  const settled = SETTLED.has(found?.state) || (found?.state === 'held' && found.headSeq !== found.seq);
  return settled ? 'already-settled' : 'lost';
}

function settle(
  transaction: Transaction,
  commit: EventCommit,
  { seq, caseNo }: HandedOut,
  ledger: string,
  now: number,
): void {
  const { db } = transaction;
  const { outcome, messages, change, warnings, supersedes } = commit;
  const open = messages.length;
  const state = outcome === 'unchanged' ? 'unchanged' : open === 0 ? 'completed' : 'sent';
  db.run(INBOX.settleEvent, state, now, change, open, warnings.length === 0 ? null : JSON.stringify(warnings), seq);
  db.run(INBOX.writeLedger, caseNo, state === 'sent' ? seq : null, ledger, supersedes === undefined ? 0 : 1);
  transaction.moveEvent('processing', state);
}

function enqueue(
  transaction: Transaction,
  { messages, orderingKey }: EventCommit,
  { seq, caseNo }: HandedOut,
  now: number,
): void {
  const [first] = messages;
  if (first === undefined) return;
  const { db, session } = transaction;
  const ids = messages.map(() => session.next('message'));
  const laneId = joinLane(transaction, {
    orderingKey,
    firstId: ids[0] ?? 0,
    endpoint: first.endpoint,
    count: messages.length,
  });
  for (const [index, message] of messages.entries()) {
    insertMessage(transaction, message, [ids[index] ?? 0, seq, message.step, laneId], now);
    if (message.effect === 'create') db.run(OUTBOX.expectLink, caseNo, message.kind, message.linkIdentifier, now);
    transaction.moveMessages(message.endpoint, undefined, 'queued');
  }
}

function insertMessage(
  { db }: Transaction,
  message: NewMessage,
  numbers: readonly [number, number, number, number],
  now: number,
): void {
  const { kind, effect, messageType, triggerEvent, controlId, hospital, endpoint, linkIdentifier, content } = message;
  try {
    db.run(
      OUTBOX.insertMessage,
      ...numbers,
      kind,
      effect,
      messageType,
      triggerEvent,
      controlId,
      hospital,
      endpoint,
      linkIdentifier,
      now,
      content,
    );
  } catch (cause) {
    if (!isConstraint(cause) || !(cause instanceof Error) || !cause.message.includes('messages.control_id'))
      throw cause;
    throw new StoreFailure('control-id-taken', `the control id ${controlId} belongs to another message`, { cause });
  }
}
