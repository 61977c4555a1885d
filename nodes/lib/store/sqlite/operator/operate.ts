/** One command of an operator: its effect and its line in the journal, in one transaction. */
import type { CommandDetails, CommandResult, OperatorCommand, Order } from '../../operator.ts';
import { JOURNAL, type JournalRow } from '../statements/operator-statements.ts';
import type { Transaction } from '../transaction.ts';
import type { Answer, Ordered } from './answer.ts';
import { discardMessage } from './discard.ts';
import { discardEvent, releaseEvent } from './event-commands.ts';
import { holdCase, holdEndpoint, releaseCase, releaseEndpoint } from './line-commands.ts';
import { holdMessage, releaseMessage, retryMessage } from './message-commands.ts';
import { rePlan } from './re-plan.ts';
import { resendAsNew } from './resend.ts';

export function operate(transaction: Transaction, command: OperatorCommand, order: Order): CommandResult {
  const repeated = order.commandId === undefined ? undefined : transaction.db.get(JOURNAL.ofCommandId, order.commandId);
  if (repeated !== undefined) return repeat(repeated, command);
  const ordered = { transaction, at: order.at.getTime(), by: order.by, reason: order.reason };
  const answer = carryOut(ordered, command);
  if (answer.kind === 'not-found') return answer;
  transaction.passes('OP');
  const journalId = writeLine(transaction, command, order, answer);
  return answer.kind === 'done' ? { ...answer, journalId, at: order.at, by: order.by } : { ...answer, journalId };
}

function carryOut(ordered: Ordered, command: OperatorCommand): Answer {
  const { id } = command.subject;
  switch (command.command) {
    case 'retry':
      return retryMessage(ordered, id);
    case 'hold':
      return HOLD[command.subject.kind](ordered, id);
    case 'release':
      return RELEASE[command.subject.kind](ordered, id);
    case 'discard':
      return 'outcome' in command ? discardMessage(ordered, id, command.outcome) : discardEvent(ordered, id);
    case 'resend-as-new':
      return resendAsNew(ordered, id, command.restamper);
    case 're-plan':
      return rePlan(ordered, id, command.assume);
  }
}

const HOLD = { message: holdMessage, case: holdCase, endpoint: holdEndpoint } as const;
const RELEASE = {
  message: releaseMessage,
  event: releaseEvent,
  case: releaseCase,
  endpoint: releaseEndpoint,
} as const;

/** The answer it was given then. */
function repeat(line: JournalRow, { command, subject }: OperatorCommand): CommandResult {
  const { journalId, caseId, state, details, at, operator } = line;
  const isTheSame = line.command === command && line.subjectKind === subject.kind && line.subject === subject.id;
  if (!isTheSame) return { kind: 'refused', code: 'command-id-taken', journalId: undefined, caseId, details: {} };
  return {
    kind: 'done',
    alreadyDone: true,
    journalId,
    caseId,
    state: state ?? '',
    details: JSON.parse(details) as CommandDetails,
    at: new Date(at),
    by: operator,
  };
}

/** A refused command may be ordered again under the same name: it had no effect. */
function writeLine(
  { db }: Transaction,
  command: OperatorCommand,
  order: Order,
  answer: Exclude<Answer, { kind: 'not-found' }>,
): number {
  const journalId = (db.get(JOURNAL.newest)?.journalId ?? 0) + 1;
  const isDone = answer.kind === 'done';
  db.run(
    JOURNAL.insert,
    journalId,
    order.at.getTime(),
    order.by,
    command.command,
    command.subject.kind,
    command.subject.id,
    answer.caseId,
    order.reason,
    isDone ? (order.commandId ?? null) : null,
    isDone ? (answer.alreadyDone ? 'already-done' : 'done') : 'refused',
    isDone ? null : answer.code,
    isDone ? answer.state : null,
    JSON.stringify({ ...assumed(command), ...answer.details }),
  );
  return journalId;
}

function assumed(command: OperatorCommand): CommandDetails {
  return command.command === 're-plan' && command.assume !== undefined ? { assume: command.assume } : {};
}
