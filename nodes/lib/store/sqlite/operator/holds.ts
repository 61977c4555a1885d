/** What operators hold, kept in memory beside the table: the lines are asked at every claim, and the usual answer must cost nothing. */
import type { Connection } from '../connection.ts';
import { HOLDS, type HoldKind, type HoldRow } from '../statements/operator-statements.ts';
import type { Effects, Transaction } from '../transaction.ts';

type Subject = number | string;

export class Holds {
  readonly #subjects: Readonly<Record<HoldKind, Set<Subject>>> = {
    case: new Set(),
    're-plan': new Set(),
    message: new Set(),
    endpoint: new Set(),
  };

  constructor(connection: Connection) {
    for (const { kind, subject } of connection.all(HOLDS.all)) this.#subjects[kind].add(subject);
  }

  has(kind: HoldKind, subject: Subject): boolean {
    return this.#subjects[kind].has(subject);
  }

  /** Whether nothing of the case may go on, be it that an operator holds it or that it has to be planned anew. */
  holdsCase(caseNo: number): boolean {
    return this.#subjects.case.has(caseNo) || this.#subjects['re-plan'].has(caseNo);
  }

  /** Undone when the transaction is rolled back. */
  set(effects: Effects, kind: HoldKind, subject: Subject): void {
    const subjects = this.#subjects[kind];
    subjects.add(subject);
    effects.undo(() => subjects.delete(subject));
  }

  remove(effects: Effects, kind: HoldKind, subject: Subject): void {
    const subjects = this.#subjects[kind];
    if (!subjects.delete(subject)) return;
    effects.undo(() => subjects.add(subject));
  }
}

export function addHold(
  { db, session, effects }: Transaction,
  kind: HoldKind,
  subject: Subject,
  { at, by, reason }: { at: number; by: string; reason: string },
): void {
  db.run(HOLDS.insert, kind, subject, at, by, reason);
  session.holds.set(effects, kind, subject);
}

/** False when there was none. */
export function removeHold({ db, session, effects }: Transaction, kind: HoldKind, subject: Subject): boolean {
  if (!session.holds.has(kind, subject)) return false;
  db.run(HOLDS.remove, kind, subject);
  session.holds.remove(effects, kind, subject);
  return true;
}

export function findHold(db: Connection, kind: HoldKind, subject: Subject): HoldRow | undefined {
  return db.get(HOLDS.find, kind, subject);
}
