/** Takes one message of the return feed: finds the cases it is about, and writes what it changes in their links, with where that came from. */
import { applyFeed, type CaseLedger, type CaseLink, type FeedMessage } from '../../surgery/index.ts';
import type { FeedOutcome, FlaggedLink, LinkHistoryEntry } from '../return-feed.ts';
import { openLedger } from './case-ledger-row.ts';
import type { Connection } from './connection.ts';
import { FEED, type LinkedCase } from './statements/feed-statements.ts';
import { QUERIES } from './statements/query-statements.ts';
import type { Transaction } from './transaction.ts';

export function takeFeed(transaction: Transaction, message: FeedMessage, now: number): FeedOutcome {
  const { db } = transaction;
  const { source, controlId, toldAt } = message;
  if (db.run(FEED.take, source, controlId, toldAt, now) === 0) return { kind: 'duplicate' };
  const effects = casesOf(db, message).map((found) => relink(transaction, found, message, now));
  const count = (wanted: Effect): number => effects.filter((effect) => effect === wanted).length;
  return { kind: 'kept', changed: count('changed') + count('flagged'), flagged: count('flagged') };
}

type Effect = 'none' | 'changed' | 'flagged';

function relink(transaction: Transaction, found: LinkedCase, message: FeedMessage, now: number): Effect {
  const { db } = transaction;
  const { caseNo, caseId } = found;
  const before = linkOf(found);
  const change = applyFeed(caseId, before, ledgerOf(transaction, caseId), message);
  if (change === undefined) return 'none';
  const { link, flag } = change;
  const text = JSON.stringify(link);
  const { personId = null, encounter } = link;
  db.run(FEED.write, caseNo, personId, encounter?.personId ?? null, encounter?.visitNumber ?? null, text);
  if (flag === undefined && isSame(before, link)) return 'none';
  const { source, controlId, triggerEvent } = message;
  db.run(FEED.note, caseNo, now, source, controlId, triggerEvent, flag ?? null, text);
  return flag === undefined ? 'changed' : 'flagged';
}

/** The number of the case itself decides; where it is not named, the encounter's, and of a merge the former ones. */
function casesOf(db: Connection, message: FeedMessage): LinkedCase[] {
  if (message.deed === 'persons-merged') return ofPerson(db, message.formerPersonId);
  if (message.deed === 'encounters-merged') return ofVisit(db, message.formerVisitNumber);
  const named = message.appointmentNumbers.flatMap((number) => db.all(FEED.byCaseId, number));
  if (named.length > 0) return once(named);
  const visits = [message.visitNumber, message.deed === 'encounter-moved' ? message.formerVisitNumber : undefined];
  return once(visits.flatMap((visit) => ofVisit(db, visit)));
}

function ofPerson(db: Connection, personId: string | undefined): LinkedCase[] {
  if (personId === undefined) return [];
  return once([...db.all(FEED.byPerson, personId), ...db.all(FEED.byEncounterPerson, personId)]);
}

function ofVisit(db: Connection, visitNumber: string | undefined): LinkedCase[] {
  if (visitNumber === undefined) return [];
  return once([...db.all(FEED.byToldVisit, visitNumber), ...db.all(FEED.bySentVisit, visitNumber)]);
}

function once(cases: readonly LinkedCase[]): LinkedCase[] {
  return [...new Map(cases.map((found) => [found.caseNo, found])).values()];
}

function linkOf({ link }: LinkedCase): CaseLink | undefined {
  return link === null ? undefined : (JSON.parse(link) as CaseLink);
}

function isSame(before: CaseLink | undefined, { toldAt: _now, ...after }: CaseLink): boolean {
  if (before === undefined) return false;
  const { toldAt: _then, ...known } = before;
  return JSON.stringify(known) === JSON.stringify(after);
}

function ledgerOf({ db, session }: Transaction, caseId: string): CaseLedger | undefined {
  const kept = db.get(QUERIES.ledger, caseId);
  return kept && openLedger(session, kept.caseNo, kept);
}

export function caseLink(db: Connection, caseId: string): CaseLink | undefined {
  const found = db.get(FEED.byCaseId, caseId);
  return found && linkOf(found);
}

export function linkHistory(db: Connection, caseId: string, limit: number): LinkHistoryEntry[] {
  return db.all(FEED.history, caseId, limit).map(({ at, link, ...entry }) => ({
    ...entry,
    at: new Date(at).toISOString(),
    link: JSON.parse(link) as CaseLink,
  }));
}

export function flaggedLinks(db: Connection, limit: number): FlaggedLink[] {
  return db.all(FEED.flagged, limit).map(({ at, ...flagged }) => ({ ...flagged, at: new Date(at).toISOString() }));
}
