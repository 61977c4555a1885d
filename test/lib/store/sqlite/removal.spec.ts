import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DEFAULT_RETENTION, removeAllExpired, type Removed, type Store } from '../../../../nodes/lib/store/index.ts';
import { openSqliteStore } from '../../../../nodes/lib/store/sqlite/index.ts';
import { at, claimMessage, claimOne, deliverAll, newEvent, settleVersion } from '../samples.ts';
import { temporaryFolder } from './sqlite-bed.ts';

const DAY = 86_400;

describe('what has been removed from the SQLite store', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  let store: Store;

  const reopen = async (): Promise<void> => {
    store = await openSqliteStore({ file });
  };
  const pass = (day: number): Promise<Removed> =>
    removeAllExpired(store, { retention: DEFAULT_RETENTION, now: at(day * DAY) });
  const completed = async (caseId: string, day = 0): Promise<void> => {
    await settleVersion(store, caseId, 1, at(day * DAY));
    await deliverAll(store, at(day * DAY));
  };
  /** Reads the closed file, and opens the store again. */
  const blobs = async (sql: string): Promise<Buffer[]> => {
    await store.close();
    const database = new DatabaseSync(file);
    const rows = database.prepare(sql).all() as { bytes: Uint8Array }[];
    database.close();
    await reopen();
    return rows.map(({ bytes }) => Buffer.from(bytes));
  };
  const holds = (bytes: Buffer | string): string[] =>
    readdirSync(folder.path).filter((name) => readFileSync(join(folder.path, name)).includes(bytes));
  const keys = async (): Promise<string[]> =>
    (await blobs(`SELECT CAST(purpose || ' ' || period AS BLOB) AS bytes FROM data_keys ORDER BY key_id`)).map(String);

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'orbit.sqlite');
    await reopen();
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  it('is in no byte of the file or its log: the sealed contents and the keys they were sealed with', async () => {
    await completed('case-1');
    const contents = await blobs(
      `SELECT content AS bytes FROM event_contents UNION ALL SELECT content FROM message_contents`,
    );
    const [key] = await blobs(`SELECT wrapped AS bytes FROM data_keys WHERE purpose = 'content'`);
    assert.ok(key !== undefined);
    assert.equal(contents.length, 3);
    for (const bytes of [...contents, key]) assert.notDeepEqual(holds(bytes.subarray(-24)), []);
    assert.deepEqual(await pass(31), { contents: 3, rejections: 0, events: 0, cases: 0, keys: 1 });
    for (const bytes of [...contents, key]) assert.deepEqual(holds(bytes.subarray(-24)), []);
    await store.close();
    for (const bytes of [...contents, key]) assert.deepEqual(holds(bytes.subarray(-24)), []);
  });

  it('is in no byte of the file or its log: identifiers of events, messages and cases', async () => {
    await completed('marked-case');
    await completed('case-2');
    await pass(399);
    assert.deepEqual(holds('marked-case-v1.1'), ['orbit.sqlite']);
    await pass(401);
    assert.deepEqual(holds('marked-case-v1.1'), []);
    assert.deepEqual(holds('marked-case'), ['orbit.sqlite']);
    await pass(800);
    assert.deepEqual(holds('marked-case'), []);
    await store.close();
    assert.deepEqual(holds('marked-case'), []);
  });

  it('is in no byte of the file or its log: a ledger that was written over', async () => {
    await settleVersion(store, 'case-1', 1, at(0));
    const [first] = await blobs('SELECT ledger AS bytes FROM case_ledgers');
    await settleVersion(store, 'case-1', 2, at(1));
    await settleVersion(store, 'case-1', 3, at(2));
    await deliverAll(store, at(3));
    assert.ok(first !== undefined);
    await pass(31);
    assert.deepEqual(holds(first.subarray(-24)), []);
  });

  it('needs its day key no longer, although something of that day has to stay: that gets another key', async () => {
    await completed('case-1');
    await settleVersion(store, 'case-2', 1, at(60));
    await store.acceptEvents([newEvent('case-3', 1)], at(60));
    assert.deepEqual(await keys(), ['lookup always', 'content 2026-11-10', 'ledger 2026-11']);
    const { contents, keys: dropped } = await pass(32);
    assert.deepEqual([contents, dropped], [3, 1]);
    assert.deepEqual(await keys(), ['lookup always', 'ledger 2026-11', 'kept 2026-12']);
    assert.equal((await claimOne(store, at(33 * DAY))).event.case?.patient.family, 'Tolvansson');
    assert.equal((await claimMessage(store, at(33 * DAY))).content.toString(), 'MSH|^~\\&|case-2-v1|1\r');
  });

  it('takes the other key with it when that is done with too', async () => {
    await settleVersion(store, 'case-1', 1, at(0));
    await pass(32);
    await deliverAll(store, at(40 * DAY));
    assert.equal((await pass(69)).contents, 0);
    const { contents, keys: dropped } = await pass(71);
    assert.deepEqual([contents, dropped], [3, 1]);
    assert.deepEqual(await keys(), ['lookup always', 'ledger 2026-11']);
  });

  it('takes the keys of refusals and of ledgers with it', async () => {
    await store.recordRejection({ receivedAt: at(0), source: 'http', status: 422, issues: [] });
    await completed('case-1');
    await completed('case-2', 40);
    await pass(32);
    assert.deepEqual(await keys(), ['lookup always', 'ledger 2026-11', 'content 2026-12-20', 'ledger 2026-12']);
    await pass(790);
    assert.deepEqual(await keys(), ['lookup always', 'ledger 2026-12']);
  });

  it('keeps the key of a record that cannot be opened: nobody can tell what it was', async () => {
    await store.acceptEvents([newEvent('case-1', 1)], at(0));
    await store.close();
    const database = new DatabaseSync(file);
    database.exec('UPDATE event_contents SET content = zeroblob(60)');
    database.close();
    await reopen();
    assert.equal((await pass(40)).keys, 0);
    assert.equal((await keys()).length, 2);
  });

  it('does not let numbers be given twice', async () => {
    await completed('case-1');
    await pass(500);
    const numbers = (
      await blobs(`SELECT CAST(max(seq) || ' ' || (SELECT max(message_id) FROM messages) AS BLOB) AS bytes FROM events`)
    ).map(String);
    assert.deepEqual(numbers, ['1 2']);
  });
});
