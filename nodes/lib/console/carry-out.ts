/** Carries out one command of an operator on a store and says what came of it: for the addresses of the console, and for whoever calls it. */
import type { CommandResult, OperatorCommand, OperatorDesk, Order } from '../store/index.ts';
import { notFound, ok, problem, type ApiAnswer } from './api-answer.ts';
import { whatIsTrue, whatToDo } from './command-words.ts';

export interface CommandRequest {
  command: OperatorCommand;
  order: Order;
}

/** Rejects with the store's failure when it cannot write; nothing has happened then. */
export async function carryOut(
  desk: Pick<OperatorDesk, 'operate'>,
  { command, order }: CommandRequest,
): Promise<ApiAnswer> {
  const result = await desk.operate(command, order);
  switch (result.kind) {
    case 'done':
      return ok(doneBody(command, result));
    case 'not-found':
      return notFound(command.subject.kind);
    case 'refused':
      return problem({
        status: 409,
        title: 'The command makes no sense now',
        detail: whatToDo(result.code),
        code: result.code,
        ...(result.caseId === null ? {} : { caseId: result.caseId }),
        ...(result.details.controlId === undefined ? {} : { controlId: result.details.controlId }),
      });
  }
}

function doneBody(command: OperatorCommand, result: Extract<CommandResult, { kind: 'done' }>): unknown {
  const { caseId, alreadyDone, journalId, at, by, state, details } = result;
  return {
    command: command.command,
    subject: command.subject,
    caseId,
    alreadyDone,
    journalId,
    at: at.toISOString(),
    by,
    state,
    detail: whatIsTrue(command, result),
    ...details,
  };
}
