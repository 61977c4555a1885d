/** Everything that happened to one case, in its order: events, messages, attempts, holds and the commands of the operators. No patient data. */
import type { CaseLedger } from '../../../surgery/index.ts';
import type { AttemptView, CaseTimeline, TimelineEvent, TimelineMessage } from '../../operator.ts';
import type { EventState } from '../../inbox.ts';
import { openLedger } from '../case-ledger-row.ts';
import type { Connection } from '../connection.ts';
import type { Session } from '../session.ts';
import { LEDGERS } from '../statements/ledger-statements.ts';
import {
  DESK,
  OPERATOR,
  type AttemptRow,
  type TimelineEventRow,
  type TimelineMessageRow,
} from '../statements/operator-statements.ts';
import { viewOf } from './held-items.ts';
import { findHold } from './holds.ts';
import { journal } from './journal.ts';

/** The newest commands of a case are shown with it; the whole journal has an address of its own. */
const JOURNAL_SHOWN = 100;

export function caseTimeline(db: Connection, session: Session, caseId: string): CaseTimeline | undefined {
  const found = db.get(OPERATOR.case, caseId);
  if (found === undefined) return undefined;
  const { caseNo } = found;
  const messages = db.all(DESK.messages, caseNo);
  return {
    caseId,
    holds: holdsOf(db, caseNo),
    held: heldOf(db, session, caseNo),
    events: db.all(DESK.events, caseNo).map((event) => eventOf(db, event, messages)),
    journal: journal(db, { limit: JOURNAL_SHOWN, caseId }),
  };
}

function holdsOf(db: Connection, caseNo: number): CaseTimeline['holds'] {
  const codes = { case: 'held-by-operator', 're-plan': 'needs-re-plan' } as const;
  return (['case', 're-plan'] as const).flatMap((kind) => {
    const hold = findHold(db, kind, caseNo);
    return hold === undefined ? [] : [{ code: codes[kind], ...viewOf(hold) }];
  });
}

function heldOf(db: Connection, session: Session, caseNo: number): CaseTimeline['held'] {
  const kept = db.get(LEDGERS.find, caseNo);
  const ledger = kept && openLedger(session, caseNo, kept);
  return ledger === undefined ? null : withoutPatient(ledger);
}

function withoutPatient({ version, hospital, encounter, bed, appointment, tellAll }: CaseLedger): CaseTimeline['held'] {
  return {
    version,
    hospital,
    encounter: encounter.name,
    visitNumber: encounter.name === 'none' ? null : encounter.visitNumber,
    bed,
    appointment,
    tellsAll: tellAll !== undefined,
  };
}

function eventOf(db: Connection, row: TimelineEventRow, messages: readonly TimelineMessageRow[]): TimelineEvent {
  const { seq, eventId, version, change, problemCode, problemText, warnings, acceptedAt, stateAt } = row;
  return {
    eventId,
    version,
    state: stateOf(row),
    change,
    problem: problemCode === null ? null : { code: problemCode, text: problemText ?? '' },
    warnings: warnings === null ? [] : (JSON.parse(warnings) as string[]),
    acceptedAt: new Date(acceptedAt).toISOString(),
    stateAt: new Date(stateAt).toISOString(),
    messages: messages.filter(({ eventSeq }) => eventSeq === seq).map((message) => messageOf(db, message)),
  };
}

function stateOf({ state, laneState }: TimelineEventRow): EventState {
  return state === 'accepted' && laneState === 'processing' ? 'processing' : state;
}

function messageOf(db: Connection, row: TimelineMessageRow): TimelineMessage {
  const { messageId, state, laneState, createdAt, eventSeq: _eventSeq, ...message } = row;
  const isUnderWay = state === 'queued' && (laneState === 'claimed' || laneState === 'in-flight');
  return {
    ...message,
    state: isUnderWay ? laneState : state,
    createdAt: new Date(createdAt).toISOString(),
    hold: viewOf(findHold(db, 'message', messageId)),
    attempts: db.all(DESK.attempts, messageId).map(attemptOf),
  };
}

function attemptOf({ messageId: _messageId, startedAt, finishedAt, ...attempt }: AttemptRow): AttemptView {
  return {
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    ...attempt,
  };
}
