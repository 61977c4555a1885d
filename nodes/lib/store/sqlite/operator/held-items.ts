/** What waits for a person, page by page: held messages, then held and stuck events, then what operators hold. */
import { StoreFailure } from '../../store-failure.ts';
import type { HeldItem, HeldPage, HoldView } from '../../operator.ts';
import type { Connection } from '../connection.ts';
import { openValue, SEALED_COLUMNS } from '../sealed-records.ts';
import type { Session } from '../session.ts';
import {
  DESK,
  OPERATOR,
  type HeldMessageRow,
  type HoldKind,
  type HoldRow,
  type StoppedEventRow,
} from '../statements/operator-statements.ts';
import { findHold } from './holds.ts';

interface Found {
  item: HeldItem;
  /** In its section. */
  at: number | string;
}

type Section = (reader: Reader, after: number | string | undefined, limit: number) => Found[];

interface Reader {
  db: Connection;
  session: Session;
}

const SECTIONS: readonly [string, Section][] = [
  ['message', heldHeads],
  ['waiting', heldBehind],
  ['event', stoppedEvents],
  ['case', (reader, after, limit) => holdsOf(reader, 'case', after, limit)],
  ['re-plan', (reader, after, limit) => holdsOf(reader, 're-plan', after, limit)],
  ['endpoint', (reader, after, limit) => holdsOf(reader, 'endpoint', after, limit)],
];

/** @throws StoreFailure `unknown-page` when `after` is no `next` of ours */
export function heldItems(reader: Reader, { limit, after }: { limit: number; after?: string }): HeldPage {
  let [section, place] = after === undefined ? [0, undefined] : placeOf(after);
  const items: HeldItem[] = [];
  for (; section < SECTIONS.length; section += 1, place = undefined) {
    const [name, find] = SECTIONS[section] ?? ['', () => []];
    // One more than asked for tells whether there is another page.
    const found = find(reader, place, limit - items.length + 1);
    const kept = found.slice(0, limit - items.length);
    items.push(...kept.map(({ item }) => item));
    const last = kept.at(-1)?.at ?? place;
    if (found.length > kept.length) return { items, next: last === undefined ? name : `${name} ${String(last)}` };
  }
  return { items, next: null };
}

/** `message 17`, or `case` for the beginning of a section. */
function placeOf(after: string): [number, number | string | undefined] {
  const [name, ...rest] = after.split(' ');
  const section = SECTIONS.findIndex(([known]) => known === name);
  if (section === -1) throw new StoreFailure('unknown-page', 'the page does not exist; begin with the first one');
  const place = rest.join(' ');
  return [section, place === '' ? undefined : name === 'endpoint' ? place : Number(place)];
}

function heldHeads({ db }: Reader, after: number | string | undefined, limit: number): Found[] {
  return db.all(DESK.heldHeads, after ?? 0, limit).flatMap(({ messageId }) => heldMessage(db, messageId));
}

/** Messages an operator holds whose turn has not come. */
function heldBehind({ db }: Reader, after: number | string | undefined, limit: number): Found[] {
  return db
    .all(DESK.holds, 'message', after ?? 0, limit)
    .flatMap(({ subject }) => heldMessage(db, Number(subject)))
    .filter(({ item }) => item.state === 'queued');
}

function heldMessage(db: Connection, messageId: number): Found[] {
  const row = db.get(DESK.heldMessage, messageId);
  return row === undefined ? [] : [{ item: messageItem(row, findHold(db, 'message', messageId)), at: messageId }];
}

function messageItem(row: HeldMessageRow, hold: HoldRow | undefined): HeldItem {
  const { controlId, eventId, caseId, hospital, endpoint, messageType, state, attempts, stateAt } = row;
  return {
    kind: 'message',
    id: controlId,
    caseId,
    eventId,
    hospital,
    endpoint,
    messageType,
    state,
    since: new Date(hold?.heldAt ?? stateAt).toISOString(),
    attempts,
    code: hold === undefined ? (row.code ?? 'held') : 'held-by-operator',
    ackCode: row.ackCode,
    errorCode: row.errorCode,
    text: row.text,
    hold: viewOf(hold),
  };
}

function stoppedEvents(reader: Reader, after: number | string | undefined, limit: number): Found[] {
  return reader.db
    .all(DESK.stoppedEvents, after ?? 0, limit)
    .map((row) => ({ item: eventItem(reader, row), at: row.seq }));
}

function eventItem(reader: Reader, row: StoppedEventRow): HeldItem {
  const { seq, eventId, caseId, state, stateAt, lostDispatches, code, text } = row;
  return {
    ...NOTHING_KNOWN,
    kind: 'event',
    id: eventId,
    caseId,
    eventId,
    hospital: hospitalOf(reader, seq),
    state,
    since: new Date(stateAt).toISOString(),
    attempts: lostDispatches,
    code,
    text,
  };
}

/** Null when the content cannot be opened. */
function hospitalOf({ db, session }: Reader, seq: number): string | null {
  const row = db.get(OPERATOR.eventContent, seq);
  const text = row && openValue(session, SEALED_COLUMNS.event, seq, { keyId: row.keyId, sealed: row.content });
  return text === undefined ? null : (JSON.parse(text.toString('utf8')) as { hospital: string }).hospital;
}

function holdsOf({ db }: Reader, kind: HoldKind, after: number | string | undefined, limit: number): Found[] {
  const first = kind === 'endpoint' ? '' : 0;
  return db
    .all(DESK.holds, kind, after ?? first, limit)
    .map((hold) => ({ item: holdItem(db, hold), at: hold.subject }));
}

function holdItem(db: Connection, hold: HoldRow): HeldItem {
  const { kind, subject, heldAt } = hold;
  const isEndpoint = kind === 'endpoint';
  const id = isEndpoint ? String(subject) : (db.get(DESK.caseOfNumber, subject)?.caseId ?? '');
  return {
    ...NOTHING_KNOWN,
    kind: isEndpoint ? 'endpoint' : 'case',
    id,
    caseId: isEndpoint ? null : id,
    endpoint: isEndpoint ? id : null,
    state: 'held',
    since: new Date(heldAt).toISOString(),
    code: kind === 're-plan' ? 'needs-re-plan' : 'held-by-operator',
    hold: viewOf(hold),
  };
}

const NOTHING_KNOWN = {
  eventId: null,
  hospital: null,
  endpoint: null,
  messageType: null,
  attempts: 0,
  ackCode: null,
  errorCode: null,
  text: null,
  hold: null,
} as const;

export function viewOf(hold: HoldRow): HoldView;
export function viewOf(hold: HoldRow | undefined): HoldView | null;
export function viewOf(hold: HoldRow | undefined): HoldView | null {
  return hold === undefined ? null : { by: hold.heldBy, at: new Date(hold.heldAt).toISOString(), reason: hold.reason };
}
