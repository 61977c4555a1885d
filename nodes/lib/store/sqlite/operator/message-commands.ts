/** Retry, hold and release of one message. */
import { OPERATOR, type OperatedMessage } from '../statements/operator-statements.ts';
import { alreadyDone, done, NOT_FOUND, type Answer, type Ordered } from './answer.ts';
import { holdHead } from './gate.ts';
import { addHold, removeHold } from './holds.ts';
import { findMessage, isFinal, queueNow, refusedAsFinal, standingOf } from './operated-message.ts';
import { revokeClaims } from './take-back.ts';

export function retryMessage(ordered: Ordered, controlId: string): Answer {
  return letGo(ordered, controlId, ({ laneState }) => laneState === 'waiting');
}

export function releaseMessage(ordered: Ordered, controlId: string): Answer {
  return letGo(ordered, controlId, () => false);
}

/** @param isHurried whether a message that nobody holds is to be tried before its time */
function letGo(
  { transaction, at }: Ordered,
  controlId: string,
  isHurried: (message: OperatedMessage) => boolean,
): Answer {
  const message = findMessage(transaction, controlId);
  if (message === undefined) return NOT_FOUND;
  const { caseId, messageId } = message;
  const standing = standingOf(transaction, message);
  if (isFinal(standing)) return refusedAsFinal(message);
  const wasOnHold = removeHold(transaction, 'message', messageId);
  const goesNow = standing === 'held' || (standing === 'queued' && isHurried(message));
  if (goesNow) queueNow(transaction, message, at);
  const state = standing === 'held' ? 'queued' : standing;
  return wasOnHold || goesNow ? done(caseId, state) : alreadyDone(caseId, state);
}

/** A message in flight finishes its exchange; one whose turn has not come is held when it comes. */
export function holdMessage({ transaction, at, by, reason }: Ordered, controlId: string): Answer {
  const found = findMessage(transaction, controlId);
  if (found === undefined) return NOT_FOUND;
  const { caseId, messageId } = found;
  const standing = standingOf(transaction, found);
  if (standing === 'acknowledged' || standing === 'discarded' || standing === 'superseded')
    return refusedAsFinal(found);
  if (standing === 'held' || transaction.session.holds.has('message', messageId)) return alreadyDone(caseId, standing);
  addHold(transaction, 'message', messageId, { at, by, reason });
  if (standing === 'in-flight') return done(caseId, standing);
  revokeClaims(transaction, (head) => head.caseNo === found.caseNo);
  const message = transaction.db.get(OPERATOR.message, controlId) ?? found;
  if (message.laneState === null) return done(caseId, 'queued');
  holdHead(transaction, message, at);
  return done(caseId, 'held');
}
