/** Which acknowledgements a message asks for: one in original mode, a commit and an application one in enhanced mode (HL7 v2 §2.9.2, §2.9.3). */
import type { Answer } from './acknowledgement.ts';
import { headerField, type MessageHeader } from './message-header.ts';
import { isRejection, type Refusal } from './refusal.ts';

type Condition = 'AL' | 'NE' | 'ER' | 'SU';

/** The answers in the order they are sent; none when the message wants none. */
export function answersTo(header: MessageHeader, refusal: Refusal | undefined): Answer[] {
  const accept = headerField(header, 15);
  const application = headerField(header, 16);
  if (accept === '' && application === '') return [applicationAnswer(refusal)];
  const isForApplication = isWanted(application, refusal === undefined);
  const commit = commitAnswer(refusal, isForApplication);
  const isCommitted = commit.ackCode === 'CA';
  const answers = isWanted(accept, isCommitted) ? [commit] : [];
  // What could not be committed never reached the application, unless nobody was to be told of the commit.
  if (isForApplication && (isCommitted || answers.length === 0)) answers.push(applicationAnswer(refusal));
  return answers;
}

export function applicationAnswer(refusal: Refusal | undefined): Answer {
  return refusal === undefined ? { ackCode: 'AA' } : { ackCode: isRejection(refusal) ? 'AR' : 'AE', ...refusal };
}

/**
 * A commit says that the message is well formed and kept. A refusal for what the system holds is the application's:
 * it rides on the commit only where no application acknowledgement follows to carry it.
 */
function commitAnswer(refusal: Refusal | undefined, isForApplication: boolean): Answer {
  if (refusal === undefined) return { ackCode: 'CA' };
  if (isRejection(refusal)) return { ackCode: 'CR', ...refusal };
  const isOfState = refusal.errorCode === '204' || refusal.errorCode === '205';
  return isOfState && isForApplication ? { ackCode: 'CA' } : { ackCode: 'CE', ...refusal };
}

/** Not valued is as good as never once the other of the two fields asks for enhanced mode. */
function isWanted(condition: string, isSuccess: boolean): boolean {
  switch (condition as Condition) {
    case 'AL':
      return true;
    case 'ER':
      return !isSuccess;
    case 'SU':
      return isSuccess;
    default:
      return false;
  }
}
