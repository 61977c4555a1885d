/** Release and discard of one event that was held or got stuck. */
import { advanceLane } from '../event-lanes.ts';
import { releaseEvents } from '../return-events.ts';
import { OPERATOR, type OperatedEvent } from '../statements/operator-statements.ts';
import { alreadyDone, done, NOT_FOUND, refused, type Answer, type Ordered } from './answer.ts';

export function releaseEvent({ transaction, at }: Ordered, eventId: string): Answer {
  const event = transaction.db.get(OPERATOR.event, eventId);
  if (event === undefined) return NOT_FOUND;
  const { caseId } = event;
  if (waitsForMessage(event)) return refused('message-held', caseId);
  if (event.problemCode === null) return alreadyDone(caseId, event.state);
  releaseEvents(transaction, { eventId }, new Date(at));
  return done(caseId, 'accepted');
}

/** As if it had never come: the next version of the case tells what it would have told. */
export function discardEvent({ transaction, at }: Ordered, eventId: string): Answer {
  const { db } = transaction;
  const event = db.get(OPERATOR.event, eventId);
  if (event === undefined) return NOT_FOUND;
  const { seq, caseNo, caseId, state, change, problemCode, warnings } = event;
  if (waitsForMessage(event)) return refused('message-held', caseId);
  if (change === 'discarded') return alreadyDone(caseId, state);
  if (problemCode === null) return refused('not-held', caseId);
  const told = warnings === null ? [] : (JSON.parse(warnings) as string[]);
  db.run(OPERATOR.putEventAside, at, JSON.stringify([...told, problemCode]), seq);
  transaction.moveEvent(state, 'unchanged');
  advanceLane(transaction, caseNo);
  return done(caseId, 'unchanged');
}

/** An event that was settled and is held nevertheless: one of its messages is. */
function waitsForMessage({ state, problemCode }: OperatedEvent): boolean {
  return state === 'held' && problemCode === null;
}
