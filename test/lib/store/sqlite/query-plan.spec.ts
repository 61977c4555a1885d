import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { Connection } from '../../../../nodes/lib/store/sqlite/connection.ts';
import { COUNTS } from '../../../../nodes/lib/store/sqlite/counts.ts';
import { migrate } from '../../../../nodes/lib/store/sqlite/migrations.ts';
import { INBOX, REJECTED } from '../../../../nodes/lib/store/sqlite/statements/inbox-statements.ts';
import { OUTBOX, SUPERSEDE } from '../../../../nodes/lib/store/sqlite/statements/outbox-statements.ts';
import { FEED } from '../../../../nodes/lib/store/sqlite/statements/feed-statements.ts';
import { KEYS } from '../../../../nodes/lib/store/sqlite/statements/key-statements.ts';
import { LEDGERS } from '../../../../nodes/lib/store/sqlite/statements/ledger-statements.ts';
import { DESK, HOLDS, JOURNAL, OPERATOR } from '../../../../nodes/lib/store/sqlite/statements/operator-statements.ts';
import { QUERIES } from '../../../../nodes/lib/store/sqlite/statements/query-statements.ts';
import { RETENTION } from '../../../../nodes/lib/store/sqlite/statements/retention-statements.ts';
import { query } from '../../../../nodes/lib/store/sqlite/sql.ts';

const STATEMENTS = {
  INBOX,
  REJECTED,
  OUTBOX,
  SUPERSEDE,
  LEDGERS,
  QUERIES,
  COUNTS,
  KEYS,
  RETENTION,
  HOLDS,
  OPERATOR,
  JOURNAL,
  DESK,
  FEED,
};

/** Read once, at opening: one row for each endpoint. */
const MAY_SCAN: ReadonlySet<string> = new Set(['COUNTS.messages', 'KEYS.all', 'HOLDS.all']);

describe('the query plans of the SQLite store', () => {
  let connection: Connection;
  before(() => {
    connection = new Connection(new DatabaseSync(':memory:'));
    migrate(connection);
  });
  after(() => connection.close());

  const planOf = (sql: string): string[] =>
    connection.all(query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)).map(({ detail }) => detail);

  for (const [group, statements] of Object.entries(STATEMENTS)) {
    for (const [name, { sql }] of Object.entries(statements)) {
      const label = `${group}.${name}`;
      it(`${label} goes by key or index`, () => {
        const plan = planOf(sql);
        // The first entries of an index in its order are no scan of the table.
        const bounded = /LIMIT|SELECT min\(/.test(sql);
        const scans = plan.filter(
          (detail) =>
            detail.startsWith('SCAN') && !(bounded && detail.includes('INDEX')) && detail !== 'SCAN CONSTANT ROW',
        );
        assert.deepEqual(MAY_SCAN.has(label) ? [] : scans, []);
        assert.deepEqual(
          plan.filter((detail) => detail.includes('TEMP B-TREE')),
          [],
          'in the order of the index',
        );
      });
    }
  }

  it('would show a scan', () => {
    assert.deepEqual(planOf('SELECT * FROM events WHERE source = 1'), ['SCAN events']);
  });
});
