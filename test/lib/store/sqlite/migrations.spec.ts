import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { Connection, openConnection } from '../../../../nodes/lib/store/sqlite/connection.ts';
import { openSqliteStore } from '../../../../nodes/lib/store/sqlite/index.ts';
import { APPLICATION_ID, migrate, MIGRATIONS } from '../../../../nodes/lib/store/sqlite/migrations.ts';
import { query } from '../../../../nodes/lib/store/sqlite/sql.ts';
import { at, claimOne, newEvent, settleVersion } from '../samples.ts';
import { temporaryFolder } from './sqlite-bed.ts';

const SCHEMA = join(import.meta.dirname, 'schema.sql');
const TABLES = query<{ sql: string }>(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name`);

describe('the schema of the SQLite store', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'store.sqlite');
  });
  afterEach(() => folder.remove());

  const versionOf = (): number => {
    const connection = openConnection(file);
    try {
      return connection.get(query<{ user_version: number }>('PRAGMA user_version'))?.user_version ?? -1;
    } finally {
      connection.close();
    }
  };
  const migrated = (steps: readonly string[]): void => {
    const connection = openConnection(file);
    try {
      migrate(connection, steps);
    } finally {
      connection.close();
    }
  };

  // Where it differs on purpose: UPDATE_SCHEMA=1 npx mocha test/lib/store/sqlite/migrations.spec.ts, and read the diff.
  it('is the one in schema.sql', async () => {
    await (await openSqliteStore({ file })).close();
    const connection = openConnection(file);
    const dump = connection
      .all(TABLES)
      .map(({ sql }) => `${sql};\n`)
      .join('\n');
    connection.close();
    if (process.env.UPDATE_SCHEMA === '1') await writeFile(SCHEMA, dump);
    assert.equal(dump, await readFile(SCHEMA, 'utf8'));
  });

  it('has strict tables only', () => {
    const connection = new Connection(new DatabaseSync(':memory:'));
    migrate(connection);
    const loose = connection.all(
      query<{ name: string }>(
        `SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite%'`,
      ),
    );
    connection.close();
    assert.deepEqual(loose, []);
  });

  it('is brought to the newest version in a file of any older one, with what is in it', async () => {
    const store = await openSqliteStore({ file });
    await settleVersion(store, 'case-1', 1, at(0));
    await store.acceptEvents([newEvent('case-1', 2)], at(1));
    await store.close();
    const next = [...MIGRATIONS, `ALTER TABLE rejected ADD COLUMN note TEXT; UPDATE probe SET written = 4711;`];
    migrated(next);
    assert.equal(versionOf(), next.length);
    migrated(next);
    const connection = openConnection(file);
    assert.equal(connection.get(query<{ written: number }>('SELECT written FROM probe'))?.written, 4711);
    connection.execute(`PRAGMA user_version = ${String(MIGRATIONS.length)}`);
    connection.close();
    const again = await openSqliteStore({ file });
    assert.equal((await claimOne(again, at(2))).before?.version, 1);
    await again.close();
  });

  it('is made from nothing in an empty file', async () => {
    await writeFile(file, '');
    const store = await openSqliteStore({ file });
    await store.probe();
    await store.close();
    assert.equal(versionOf(), MIGRATIONS.length);
  });

  it('is refused when it is newer than the program', async () => {
    migrated([...MIGRATIONS, 'CREATE TABLE of_the_future (id INTEGER PRIMARY KEY) STRICT']);
    await assert.rejects(openSqliteStore({ file }), {
      name: 'StoreFailure',
      class: 'unavailable',
      code: 'newer-schema',
    });
    assert.equal(versionOf(), MIGRATIONS.length + 1);
  });

  it('is refused in the database of another program, which stays as it was', async () => {
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE theirs (id INTEGER); PRAGMA user_version = 1');
    other.close();
    await assert.rejects(openSqliteStore({ file }), { name: 'StoreFailure', code: 'not-a-store' });
    const theirs = new DatabaseSync(file);
    assert.deepEqual(
      theirs
        .prepare('SELECT name FROM sqlite_schema')
        .all()
        .map(({ name }) => name),
      ['theirs'],
    );
    assert.notEqual(theirs.prepare('PRAGMA application_id').get()?.application_id, APPLICATION_ID);
    theirs.close();
  });

  it('is left as it was by a step that fails half-way', () => {
    const connection = openConnection(file);
    try {
      assert.throws(() => migrate(connection, [...MIGRATIONS, 'DROP TABLE no_such_table']), /no such table/);
      assert.equal(connection.inTransaction, false);
      migrate(connection);
    } finally {
      connection.close();
    }
    assert.throws(
      () => migrated([...MIGRATIONS, 'CREATE TABLE half (id INTEGER) STRICT', 'CREATE TABLE half (id INTEGER) STRICT']),
      /already exists/,
    );
    assert.equal(versionOf(), MIGRATIONS.length);
    migrated([...MIGRATIONS, 'CREATE TABLE half (id INTEGER) STRICT']);
  });
});
