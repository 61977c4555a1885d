/** The book of launches in a SQLite file of its own: several processes share it, and a launch never waits for the writer of the messages. */
import { DatabaseSync } from 'node:sqlite';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ContextOutcome, LaunchBook, LaunchContext, TicketOutcome } from '../launch-book.ts';
import { StoreFailure } from '../store-failure.ts';
import { Connection } from './connection.ts';
import { query, write } from './sql.ts';
import { asStoreFailure } from './sqlite-failure.ts';

/** `Laun` in ASCII, so that no other database is taken for it. */
const APPLICATION_ID = 0x4c61756e;
const LOCK_WAIT_MS = 2_000;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS contexts (
  cid TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  user TEXT NOT NULL,
  issuer TEXT NOT NULL,
  view TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  opened_at INTEGER,
  state TEXT NOT NULL DEFAULT 'begun'
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS contexts_open ON contexts (user) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS contexts_by_end ON contexts (expires_at);
CREATE TABLE IF NOT EXISTS tickets (
  hash TEXT PRIMARY KEY,
  cid TEXT NOT NULL,
  ends_at INTEGER NOT NULL,
  taken_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tickets_by_end ON tickets (ends_at);
CREATE TABLE IF NOT EXISTS tokens (
  issuer TEXT NOT NULL,
  jti TEXT NOT NULL,
  ends_at INTEGER NOT NULL,
  PRIMARY KEY (issuer, jti)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tokens_by_end ON tokens (ends_at);
`;

interface ContextRow {
  cid: string;
  caseId: string;
  user: string;
  issuer: string;
  view: LaunchContext['view'];
  expiresAt: number;
  state: 'begun' | 'open' | 'superseded' | 'ended';
}

const application = query<{ application_id: number }>('PRAGMA application_id');
const tables = query<{ count: number }>('SELECT count(*) AS count FROM sqlite_schema');
const STATEMENTS = {
  context: query<ContextRow>(`
    SELECT cid, case_id AS caseId, user, issuer, view, expires_at AS expiresAt, state FROM contexts WHERE cid = ?`),
  begin: write('INSERT INTO contexts (cid, case_id, user, issuer, view, expires_at) VALUES (?, ?, ?, ?, ?, ?)'),
  supersede: write(`UPDATE contexts SET state = 'superseded' WHERE user = ? AND state = 'open' AND cid <> ?`),
  open: write(`UPDATE contexts SET state = 'open', opened_at = ? WHERE cid = ?`),
  end: write(`UPDATE contexts SET state = 'ended' WHERE cid = ? AND user = ?`),
  ticket: query<{ cid: string; endsAt: number; takenAt: number | null }>(
    'SELECT cid, ends_at AS endsAt, taken_at AS takenAt FROM tickets WHERE hash = ?',
  ),
  addTicket: write('INSERT INTO tickets (hash, cid, ends_at) VALUES (?, ?, ?)'),
  takeTicket: write('UPDATE tickets SET taken_at = ?1 WHERE hash = ?2 AND taken_at IS NULL AND ends_at > ?1'),
  takeToken: write('INSERT OR IGNORE INTO tokens (issuer, jti, ends_at) VALUES (?, ?, ?)'),
  sweepContexts: write('DELETE FROM contexts WHERE expires_at < ?'),
  sweepTickets: write('DELETE FROM tickets WHERE ends_at < ?'),
  sweepTokens: write('DELETE FROM tokens WHERE ends_at < ?'),
} as const;

/** @throws StoreFailure when the file cannot be opened or is another program's */
export function openLaunchBook(file: string): LaunchBook {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    const connection = new Connection(new DatabaseSync(file, { timeout: LOCK_WAIT_MS }));
    prepare(connection);
    return new SqliteLaunchBook(connection);
  } catch (cause) {
    throw asStoreFailure(cause);
  }
}

function prepare(connection: Connection): void {
  connection.execute('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const isOurs = connection.get(application)?.application_id === APPLICATION_ID;
  if (!isOurs && connection.get(tables)?.count !== 0) {
    connection.close();
    throw new StoreFailure('not-a-store', 'the file for launches is a database of some other program; choose another');
  }
  connection.execute(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA application_id = ${String(APPLICATION_ID)}; COMMIT`);
}

class SqliteLaunchBook implements LaunchBook {
  readonly #db: Connection;

  constructor(connection: Connection) {
    this.#db = connection;
  }

  begin({ cid, caseId, user, issuer, view, expiresAt }: LaunchContext, ticket?: { hash: string; endsAt: Date }): void {
    this.#write((db) => {
      db.run(STATEMENTS.begin, cid, caseId, user, issuer, view, expiresAt.getTime());
      if (ticket !== undefined) db.run(STATEMENTS.addTicket, ticket.hash, cid, ticket.endsAt.getTime());
    });
  }

  take(ticketHash: string, now: Date): TicketOutcome {
    return this.#write((db) => {
      const isTaken = db.run(STATEMENTS.takeTicket, now.getTime(), ticketHash) === 1;
      const ticket = db.get(STATEMENTS.ticket, ticketHash);
      if (ticket === undefined) return { kind: 'unknown' };
      if (!isTaken) return { kind: ticket.takenAt === null ? 'expired' : 'used' };
      const context = db.get(STATEMENTS.context, ticket.cid);
      return context === undefined ? { kind: 'unknown' } : { kind: 'taken', context: contextOf(context) };
    });
  }

  open(cid: string, user: string, now: Date): ContextOutcome {
    return this.#write((db) => {
      const row = db.get(STATEMENTS.context, cid);
      if (row === undefined) return { kind: 'unknown' };
      if (row.user !== user) return { kind: 'other-user' };
      if (row.state === 'superseded' || row.state === 'ended') return { kind: row.state };
      if (row.expiresAt <= now.getTime()) return { kind: 'expired' };
      db.run(STATEMENTS.supersede, user, cid);
      if (row.state === 'begun') db.run(STATEMENTS.open, now.getTime(), cid);
      return { kind: 'open', context: contextOf(row) };
    });
  }

  end(cid: string, user: string): boolean {
    return this.#write((db) => db.run(STATEMENTS.end, cid, user) === 1);
  }

  takeToken(issuer: string, jti: string, until: Date): boolean {
    return this.#write((db) => db.run(STATEMENTS.takeToken, issuer, jti, until.getTime()) === 1);
  }

  sweep(before: Date): void {
    this.#write((db) => {
      for (const sweep of [STATEMENTS.sweepContexts, STATEMENTS.sweepTickets, STATEMENTS.sweepTokens]) {
        db.run(sweep, before.getTime());
      }
    });
  }

  close(): void {
    this.#db.close();
  }

  #write<T>(work: (db: Connection) => T): T {
    try {
      this.#db.execute('BEGIN IMMEDIATE');
      const result = work(this.#db);
      this.#db.execute('COMMIT');
      return result;
    } catch (cause) {
      if (this.#db.inTransaction) this.#db.execute('ROLLBACK');
      throw asStoreFailure(cause);
    }
  }
}

function contextOf({ state: _state, expiresAt, ...context }: ContextRow): LaunchContext {
  return { ...context, expiresAt: new Date(expiresAt) };
}
