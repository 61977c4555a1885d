import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openConnection } from '../../../../nodes/lib/store/sqlite/connection.ts';
import { openSqliteStore } from '../../../../nodes/lib/store/sqlite/index.ts';
import { Keyring } from '../../../../nodes/lib/store/sqlite/keyring.ts';
import { APPLICATION_ID, migrate, MIGRATIONS } from '../../../../nodes/lib/store/sqlite/migrations.ts';
import { sealPlainRows } from '../../../../nodes/lib/store/sqlite/seal-plain-rows.ts';
import { query } from '../../../../nodes/lib/store/sqlite/sql.ts';
import { markedContent, markedEvent, marksIn } from '../marked-patient.ts';
import { at, claimAll, claimMessages, ledger } from '../samples.ts';
import { temporaryFolder } from './sqlite-bed.ts';

const PLAIN_TABLES = query<{ name: string }>(`SELECT name FROM sqlite_schema WHERE name GLOB 'plain_*'`);

/** A file as the version before sealing left it: `cases` cases with one event settled and one accepted each, refusals, and freed pages. */
function writeSchema1(file: string, cases: number): void {
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA secure_delete = OFF; ${MIGRATIONS[0] ?? ''}
    PRAGMA application_id = ${String(APPLICATION_ID)}; PRAGMA user_version = 1; BEGIN`);
  const put = (table: string, row: Record<string, string | number | Buffer | null>): void => {
    const columns = Object.keys(row);
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    database.prepare(sql).run(...Object.values(row));
  };
  const time = at(0).getTime();
  for (let caseNo = 1; caseNo <= cases; caseNo += 1) {
    const caseId = `case-${String(caseNo)}`;
    put('cases', { case_no: caseNo, case_id: caseId });
    for (const version of [1, 2]) {
      const seq = 2 * caseNo - 2 + version;
      const { event, contentHash, source } = markedEvent(caseId, version);
      const state = version === 1 ? 'sent' : 'accepted';
      put('events', {
        seq,
        event_id: event.eventId,
        case_no: caseNo,
        version,
        source,
        content_hash: contentHash,
        accepted_at: time,
        state,
        state_at: time,
      });
      put('event_contents', { seq, content: JSON.stringify(event) });
    }
    const snapshot = markedEvent(caseId, 1).event.case;
    const text = JSON.stringify({ ...ledger(caseId, 1), snapshot });
    put('case_ledgers', {
      case_no: caseNo,
      replaceable_seq: null,
      ledger: text,
      before_ledger: caseNo % 2 === 0 ? text : null,
    });
    put('event_lanes', { case_no: caseNo, head_seq: 2 * caseNo, head_version: 2, state: 'ready' });
    const about = {
      kind: 'encounter',
      effect: 'create',
      message_type: 'ADT^A05',
      trigger_event: 'A05',
      hospital: 'TESTSJUKHUSET',
      endpoint: 'millennium',
    };
    put('messages', {
      message_id: caseNo,
      event_seq: 2 * caseNo - 1,
      step: 1,
      lane_id: caseNo,
      state: 'queued',
      ...about,
      control_id: caseId,
      link_identifier: caseId,
      created_at: time,
    });
    put('message_contents', { message_id: caseNo, content: markedContent(caseId) });
    put('message_lanes', {
      lane_id: caseNo,
      ordering_key: caseId,
      head_id: caseNo,
      endpoint: 'millennium',
      state: 'ready',
    });
    const issues = JSON.stringify([{ pointer: '/Märktsson', message: 'märkt fritext' }]);
    put('rejected', {
      rejected_id: caseNo,
      received_at: time,
      source: 'http',
      status: 422,
      event_id: caseNo % 2 === 0 ? 'refused' : null,
      case_id: null,
      issues,
    });
  }
  database.exec(`
    UPDATE event_counts SET accepted = ${String(cases)}, sent = ${String(cases)};
    INSERT INTO message_counts VALUES ('millennium', ${String(cases)}, 0, 0, 0, 0, 0, 0);
    CREATE TABLE freed (text TEXT) STRICT;
    INSERT INTO freed SELECT content FROM event_contents;
    DROP TABLE freed;
    COMMIT`);
  database.close();
}

describe('a store written before its records were sealed', function () {
  this.timeout(20_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'orbit.sqlite');
  });
  afterEach(() => folder.remove());

  const check = async (cases: number): Promise<void> => {
    const store = await openSqliteStore({ file });
    try {
      assert.deepEqual(marksIn(folder.path), []);
      const claimed = await claimAll(store, at(1), { limit: 2_000 });
      assert.equal(claimed.length, cases);
      for (const { event, before } of claimed) {
        assert.deepEqual(event, markedEvent(event.caseId, 2).event);
        assert.equal(before?.snapshot?.patient.family, 'Märktsson');
      }
      const messages = await claimMessages(store, at(1), 2_000);
      assert.deepEqual(
        messages.map(({ content }) => content.toString()),
        messages.map(({ caseId }) => markedContent(caseId).toString()),
      );
      assert.equal(messages.length, cases);
      const [newest] = await store.recentRejections(1);
      assert.deepEqual(newest?.issues, [{ pointer: '/Märktsson', message: 'märkt fritext' }]);
      assert.deepEqual(await store.acceptEvents([markedEvent('case-1', 1)], at(2)), ['duplicate']);
      assert.deepEqual(await store.acceptEvents([{ ...markedEvent('case-1', 1), contentHash: 'other' }], at(2)), [
        'conflict',
      ]);
      await store.recordRejection({ receivedAt: at(3), source: 'http', status: 400, issues: [] });
      assert.equal((await store.recentRejections(2_000)).length, cases + 1);
    } finally {
      await store.close();
    }
    assert.deepEqual(marksIn(folder.path), []);
  };

  it('is sealed when it is opened: nothing is lost, and nothing stays in the clear, freed pages and the log included', async () => {
    writeSchema1(file, 600);
    assert.notDeepEqual(marksIn(folder.path), []);
    await check(600);
  });

  for (const commits of [1, 2, 4, 8]) {
    it(`is sealed to the end by the next opening when the process stops after ${String(commits)} steps`, async () => {
      writeSchema1(file, 600);
      await stopAfter(commits);
      assert.ok(marksIn(folder.path).length > 0);
      await check(600);
    });
  }

  it('has nothing left to do at the opening after that', async () => {
    writeSchema1(file, 3);
    await check(3);
    const connection = openConnection(file);
    assert.deepEqual(connection.all(PLAIN_TABLES), []);
    connection.close();
    const before = readFileSync(file);
    await (await openSqliteStore({ file })).close();
    assert.equal(readFileSync(file).length, before.length);
  });

  async function stopAfter(commits: number): Promise<void> {
    const connection = openConnection(file);
    migrate(connection);
    const keyring = Keyring.open(connection, { file: join(folder.path, 'store-key') });
    let left = commits;
    const stopping = new Proxy(connection, {
      get: (target, name) => {
        if (name === 'execute') {
          return (sql: string): void => {
            if (sql === 'COMMIT' && left-- === 0) throw new Error('stopped');
            target.execute(sql);
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    await assert.rejects(sealPlainRows(stopping, keyring), /stopped/);
    connection.close();
  }
});
