/** T1: settles an event, writes the ledger of its case and puts its messages into the outbox, all or nothing. */
import type { CommitStatus } from '../inbox.ts';
import type { EventCommit, NewMessage } from '../outbox.ts';
import { StoreFailure } from '../store-failure.ts';
import { endOfLife, writeLedger } from './case-ledger-row.ts';
import { advanceLane, findHandedOut } from './event-lanes.ts';
import { joinLane } from './message-lanes.ts';
import { SEALED_COLUMNS, sealValue } from './sealed-records.ts';
import type { HandedOut } from './session.ts';
import { isConstraint } from './sqlite-failure.ts';
import { INBOX } from './statements/inbox-statements.ts';
import { OUTBOX } from './statements/outbox-statements.ts';
import { supersedeEvent } from './supersede.ts';
import type { Transaction } from './transaction.ts';

/** @throws StoreFailure `control-id-taken`, with nothing of the commit written */
export function commitEvent(transaction: Transaction, commit: EventCommit, ledger: string, now: number): CommitStatus {
  const handedOut = findHandedOut(transaction, commit.eventId, commit.claimToken);
  if (handedOut === undefined) return statusWithoutClaim(transaction, commit.eventId);
  const { supersedes } = commit;
  if (supersedes !== undefined && !supersedeEvent(transaction, supersedes, handedOut.caseNo, now)) return 'conflict';
  transaction.passes('T1');
  enqueue(transaction, commit, handedOut.seq, now);
  settle(transaction, commit, handedOut, ledger, now);
  transaction.session.handedOut.remove(transaction.effects, commit.claimToken);
  advanceLane(transaction, handedOut.caseNo);
  return 'committed';
}

function statusWithoutClaim({ db }: Transaction, eventId: string): CommitStatus {
  const found = db.get(INBOX.eventState, eventId);
  switch (found?.state) {
    case 'sent':
    case 'completed':
    case 'unchanged':
      return 'already-settled';
    case 'held':
      // A held message holds its event as well: that event has been settled, though it is not done with.
      return found.problemCode === null ? 'already-settled' : 'lost';
    default:
      return 'lost';
  }
}

function settle(
  transaction: Transaction,
  commit: EventCommit,
  { seq, caseNo }: HandedOut,
  ledger: string,
  now: number,
): void {
  const { db } = transaction;
  const { outcome, messages, warnings, supersedes } = commit;
  const state = outcome === 'unchanged' ? 'unchanged' : messages.length === 0 ? 'completed' : 'sent';
  const told = warnings.length === 0 ? null : JSON.stringify(warnings);
  const route = commit.route === undefined ? null : JSON.stringify(commit.route);
  db.run(INBOX.settleEvent, state, now, commit.change, told, route, seq);
  const change = {
    caseNo,
    text: ledger,
    endsAt: endOfLife(commit.ledger, now),
    replaceableSeq: state === 'sent' ? seq : null,
    replaces: supersedes !== undefined,
  };
  writeLedger(transaction, change, now);
  transaction.moveEvent('processing', state);
}

function enqueue(transaction: Transaction, { messages, orderingKey }: EventCommit, seq: number, now: number): void {
  const rows = messages.map((message) => ({ message, messageId: transaction.session.next('message') }));
  const [first] = rows;
  if (first === undefined) return;
  const laneId = joinLane(transaction, orderingKey, { firstId: first.messageId, endpoint: first.message.endpoint });
  for (const { message, messageId } of rows) {
    insertMessage(transaction, message, { messageId, seq, laneId }, now);
    transaction.moveMessages(message.endpoint, undefined, 'queued');
  }
}

interface MessagePlace {
  messageId: number;
  seq: number;
  laneId: number;
}

function insertMessage(
  transaction: Transaction,
  message: NewMessage,
  { messageId, seq, laneId }: MessagePlace,
  now: number,
): void {
  const { db, session } = transaction;
  const { step, kind, effect, messageType, triggerEvent, controlId, hospital, endpoint, linkIdentifier, content } =
    message;
  const about = [kind, effect, messageType, triggerEvent, controlId, hospital, endpoint, linkIdentifier];
  try {
    const before = message.before === undefined ? null : JSON.stringify(message.before);
    db.run(OUTBOX.insertMessage, messageId, seq, step, laneId, ...about, now, before);
  } catch (cause) {
    if (!isConstraint(cause) || !(cause instanceof Error) || !cause.message.includes('messages.control_id'))
      throw cause;
    throw new StoreFailure('control-id-taken', `the control id ${controlId} belongs to another message`, { cause });
  }
  const { keyId, sealed } = sealValue(transaction, SEALED_COLUMNS.message, messageId, content, now);
  db.run(OUTBOX.insertContent, messageId, keyId, sealed);
  session.recentMessages.keep(messageId, content);
  transaction.effects.wrote('message', messageId);
}
