/** Seals what an earlier version of the program wrote in the clear, in transactions of bounded size; goes on where a stopped process left off. */
import type { CaseLedger } from '../../surgery/index.ts';
import { endOfLife } from './case-ledger-row.ts';
import type { Connection } from './connection.ts';
import { SEALED_COLUMNS, sealValue } from './sealed-records.ts';
import type { Keyring } from './keyring.ts';
import { Session } from './session.ts';
import { INBOX, REJECTED } from './statements/inbox-statements.ts';
import { LEDGERS } from './statements/ledger-statements.ts';
import { OUTBOX } from './statements/outbox-statements.ts';
import { PLAIN } from './statements/plain-statements.ts';
import { Effects, Transaction } from './transaction.ts';

/** Rows of one kind in one transaction: a stop in between loses little, and the memory it takes does not depend on the size of the file. */
const AT_ONCE = 250;

/** Resolves when nothing is left in the clear: no row, no page of the file, nothing in the log. Lets the event loop run between two steps. */
export async function sealPlainRows(connection: Connection, keyring: Keyring): Promise<void> {
  const tables = connection.all(PLAIN.tables).map(({ name }) => name);
  if (tables.length === 0) return;
  const session = new Session(connection, keyring, 'sealing');
  const steps = [sealEvents, sealMessages, sealLedgers, sealRejections];
  let found = false;
  for (const step of steps) {
    while (inTransaction(connection, session, step) > 0) {
      found = true;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  if (found || !isNew(connection)) rewriteFile(connection);
  for (const table of tables) connection.execute(`DROP TABLE ${table}`);
  connection.execute('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** A store made in this moment has no page that could hold a rest. */
function isNew(connection: Connection): boolean {
  return connection.get(PLAIN.anyCase) === undefined && connection.all(REJECTED.newest, 1).length === 0;
}

/** Pages freed before this version kept what had been on them: the file is written anew. On disk, not in memory: it may be large. */
function rewriteFile(connection: Connection): void {
  connection.execute('PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY');
}

function inTransaction(connection: Connection, session: Session, work: (transaction: Transaction) => number): number {
  const effects = new Effects();
  connection.execute('BEGIN IMMEDIATE');
  try {
    const count = work(new Transaction(connection, session, effects));
    connection.execute('COMMIT');
    return count;
  } catch (cause) {
    effects.rollBack();
    if (connection.inTransaction) connection.execute('ROLLBACK');
    throw cause;
  }
}

function sealEvents(transaction: Transaction): number {
  const { db, session } = transaction;
  const rows = db.all(PLAIN.events, AT_ONCE);
  for (const { seq, content, contentHash, acceptedAt } of rows) {
    const { keyId, sealed } = sealValue(transaction, SEALED_COLUMNS.event, seq, content, acceptedAt);
    db.run(INBOX.insertContent, seq, keyId, sealed);
    db.run(PLAIN.setContentHash, session.keyring.lookup(contentHash), seq);
    db.run(PLAIN.removeEvent, seq);
  }
  return rows.length;
}

function sealMessages(transaction: Transaction): number {
  const { db } = transaction;
  const rows = db.all(PLAIN.messages, AT_ONCE);
  for (const { messageId, content, createdAt } of rows) {
    const { keyId, sealed } = sealValue(transaction, SEALED_COLUMNS.message, messageId, content, createdAt);
    db.run(OUTBOX.insertContent, messageId, keyId, sealed);
    db.run(PLAIN.removeMessage, messageId);
  }
  return rows.length;
}

function sealLedgers(transaction: Transaction): number {
  const { db } = transaction;
  const rows = db.all(PLAIN.ledgers, AT_ONCE);
  for (const { caseNo, replaceableSeq, ledger, beforeLedger, settledAt } of rows) {
    const { keyId, sealed } = sealValue(transaction, SEALED_COLUMNS.ledger, caseNo, ledger, settledAt);
    const before =
      beforeLedger === null
        ? null
        : sealValue(transaction, SEALED_COLUMNS.ledgerBefore, caseNo, beforeLedger, settledAt).sealed;
    const endsAt = endOfLife(JSON.parse(ledger) as CaseLedger, settledAt);
    db.run(LEDGERS.write, caseNo, replaceableSeq, endsAt, keyId, sealed, before);
    db.run(PLAIN.removeLedger, caseNo);
  }
  return rows.length;
}

function sealRejections(transaction: Transaction): number {
  const { db } = transaction;
  const rows = db.all(PLAIN.rejections, AT_ONCE);
  for (const { rejectedId, receivedAt, source, status, eventId, caseId, issues } of rows) {
    const details = JSON.stringify({
      ...(eventId === null ? {} : { eventId }),
      ...(caseId === null ? {} : { caseId }),
      issues: JSON.parse(issues) as unknown,
    });
    const { keyId, sealed } = sealValue(transaction, SEALED_COLUMNS.rejection, rejectedId, details, receivedAt);
    db.run(REJECTED.insert, rejectedId, receivedAt, source, status, keyId, sealed);
    db.run(PLAIN.removeRejection, rejectedId);
  }
  return rows.length;
}
