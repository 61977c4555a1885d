/** Puts down what a message was and did: the entry in the list of received messages, the answer to remember, the changes and what was odd. */
import type { AckIdentity, Answer } from './acknowledgement.ts';
import { writeAcknowledgement } from './acknowledgement.ts';
import type { ExaminedMessage } from './examined-message.ts';
import { deliveryOf, type FaultAction } from './fault-rules.ts';
import type { Deed } from './held-state.ts';
import type { Verdict } from './message-desk.ts';
import type { ReceivedMessage } from './received-log.ts';

/** @param answer - the first that is sent; undefined when the message wants none */
export function deedOf(
  examined: ExaminedMessage,
  verdict: Verdict,
  answer: Answer | undefined,
  now: Date,
  action: FaultAction | undefined,
): Deed {
  const { controlId } = examined.header;
  const message = receivedMessage(examined, answer, now, action);
  const isReused = verdict.anomalies.includes('control-id-reused');
  const anomalies = verdict.anomalies.map((kind) => ({ at: message.at, kind, controlId }));
  return {
    message: { ...message, duplicate: verdict.duplicate, errorCode: verdict.refusal?.errorCode ?? message.errorCode },
    // The id belongs to the message it was first used for.
    ...(isReused || controlId === '' ? {} : { answer: rememberedAnswer(examined, verdict) }),
    changes: verdict.changes,
    ...(anomalies.length === 0 ? {} : { anomalies }),
  };
}

export function receivedMessage(
  examined: ExaminedMessage,
  answer: Answer | undefined,
  now: Date,
  action: FaultAction | undefined,
): ReceivedMessage {
  return {
    at: now.toISOString(),
    controlId: examined.header.controlId,
    messageType: examined.messageType,
    ackCode: action === undefined || reaches(action) ? (answer?.ackCode ?? '') : '',
    errorCode: answer?.errorCode ?? '',
    duplicate: false,
    caseId: examined.caseId,
    visitNumber: examined.visitNumber,
    ...(action === undefined ? {} : { fault: nameOf(action) }),
  };
}

/** The acknowledgement a rule asks for; AA where it names none. */
export function scriptedAnswer({ ack = 'AA', errorCode, text, msa1, errors, without }: FaultAction): Answer {
  const form = {
    ...(msa1 === undefined ? {} : { msa1 }),
    ...(errors === undefined ? {} : { errors }),
    ...(without === undefined ? {} : { without }),
  };
  return {
    ackCode: ack,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(text === undefined ? {} : { text }),
    ...(Object.keys(form).length === 0 ? {} : { form }),
  };
}

/** @param nextIdentity - for the acknowledgements after the first */
export function writeAnswers(
  examined: ExaminedMessage,
  answers: readonly Answer[],
  identity: AckIdentity,
  nextIdentity: () => AckIdentity,
): Buffer[] {
  return answers.map((answer, index) =>
    writeAcknowledgement(examined.header, answer, index === 0 ? identity : nextIdentity()),
  );
}

function rememberedAnswer(examined: ExaminedMessage, { identity, refusal }: Verdict): NonNullable<Deed['answer']> {
  return {
    contentHash: examined.contentHash,
    accepted: refusal === undefined,
    ackControlId: identity.controlId,
    ackTime: identity.time,
  };
}

/** Whether the sender gets to read the right acknowledgement. */
function reaches(action: FaultAction): boolean {
  switch (deliveryOf(action)) {
    case 'silence':
    case 'closeBeforeRead':
    case 'closeAfterRead':
      return false;
    case 'wrongControlId':
      return action.thenRight === true;
    case 'halfOpen':
      return action.processed === true;
    case 'garbage':
      return action.garbage === 'before' || action.garbage === 'after';
    default:
      return true;
  }
}

function nameOf(action: FaultAction): string {
  return deliveryOf(action) ?? (action.ack === undefined ? 'delay' : 'ack');
}
