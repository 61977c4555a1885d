/** Hold and release of a whole case, and of everything that goes to one endpoint. */
import { reopenLane } from '../event-lanes.ts';
import { HOLDS, OPERATOR } from '../statements/operator-statements.ts';
import { alreadyDone, done, NOT_FOUND, refused, type Answer, type Ordered } from './answer.ts';
import { addHold, removeHold } from './holds.ts';
import { revokeClaims } from './take-back.ts';

/** Its event in the flow and its message in flight come to their end; what follows waits at the gate. */
export function holdCase(ordered: Ordered, caseId: string): Answer {
  const { transaction } = ordered;
  const found = transaction.db.get(OPERATOR.case, caseId);
  if (found === undefined) return NOT_FOUND;
  const { caseNo } = found;
  if (transaction.session.holds.has('case', caseNo)) return alreadyDone(caseId, 'held');
  addHold(transaction, 'case', caseNo, ordered);
  revokeClaims(transaction, (head) => head.caseNo === caseNo);
  return done(caseId, 'held');
}

export function releaseCase({ transaction }: Ordered, caseId: string): Answer {
  const { db, session } = transaction;
  const found = db.get(OPERATOR.case, caseId);
  if (found === undefined) return NOT_FOUND;
  const { caseNo } = found;
  if (session.holds.has('re-plan', caseNo)) return refused('needs-re-plan', caseId);
  if (!removeHold(transaction, 'case', caseNo)) return alreadyDone(caseId, 'released');
  if (db.get(HOLDS.eventsParked, caseNo) !== undefined) reopenLane(transaction, caseNo);
  for (const { laneId, endpoint } of db.all(HOLDS.messagesParked, caseNo)) {
    db.run(HOLDS.unparkMessages, laneId);
    transaction.outboxReady(endpoint);
  }
  return done(caseId, 'released');
}

/** An endpoint is known from its first message on. */
export function holdEndpoint(ordered: Ordered, endpoint: string): Answer {
  const { transaction } = ordered;
  if (transaction.db.get(OPERATOR.endpoint, endpoint) === undefined) return NOT_FOUND;
  if (transaction.session.holds.has('endpoint', endpoint)) return alreadyDone(null, 'held');
  addHold(transaction, 'endpoint', endpoint, ordered);
  revokeClaims(transaction, (head) => head.endpoint === endpoint);
  return done(null, 'held');
}

export function releaseEndpoint({ transaction }: Ordered, endpoint: string): Answer {
  if (transaction.db.get(OPERATOR.endpoint, endpoint) === undefined) return NOT_FOUND;
  if (!removeHold(transaction, 'endpoint', endpoint)) return alreadyDone(null, 'released');
  transaction.outboxReady(endpoint);
  return done(null, 'released');
}
