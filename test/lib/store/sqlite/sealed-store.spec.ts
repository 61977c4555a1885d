import assert from 'node:assert/strict';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Store } from '../../../../nodes/lib/store/index.ts';
import { newMasterKeyText } from '../../../../nodes/lib/store/sealing/master-key.ts';
import { openSqliteStore } from '../../../../nodes/lib/store/sqlite/index.ts';
import {
  at,
  claimAll,
  claimMessage,
  claimMessages,
  claimOne,
  commitOf,
  newEvent,
  settleVersion,
  stateOf,
} from '../samples.ts';
import { temporaryFolder } from './sqlite-bed.ts';

const wrong = { name: 'StoreFailure', class: 'unavailable', code: 'store-key-wrong' };

describe('the sealed records of the SQLite store', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  let keyFile: string;
  const stores: Store[] = [];

  const open = async (given?: string): Promise<Store> => {
    const store = await openSqliteStore({ file, lockWaitMs: 0, key: { given, file: keyFile } });
    stores.push(store);
    return store;
  };
  const close = async (): Promise<void> => {
    for (const store of stores.splice(0)) await store.close();
  };
  /** Alters the closed file as somebody with a database tool would. */
  const tamper = async (sql: string, ...values: SQLInputValue[]): Promise<void> => {
    await close();
    const database = new DatabaseSync(file);
    database.prepare(sql).run(...values);
    database.close();
  };
  const rows = (sql: string): Record<string, unknown>[] => {
    const database = new DatabaseSync(file);
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'orbit.sqlite');
    keyFile = join(folder.path, 'store-key');
  });
  afterEach(async () => {
    await close();
    await folder.remove();
  });

  describe('the key at the start', () => {
    it('is made for a new store and opens it from then on', async () => {
      await settleVersion(await open(), 'case-1', 1, at(0));
      await close();
      const store = await open();
      assert.equal((await claimMessage(store, at(1))).content.toString(), 'MSH|^~\\&|case-1-v1|1\r');
      assert.equal((await store.caseView('case-1'))?.ledger?.snapshot?.patient.family, 'Tolvansson');
    });

    it('may be given by the environment, and nothing is then written beside the store', async () => {
      const given = newMasterKeyText();
      await settleVersion(await open(given), 'case-1', 1, at(0));
      await close();
      await assert.rejects(stat(keyFile), { code: 'ENOENT' });
      assert.equal(await stateOf(await open(given), 'case-1-v1'), 'sent');
    });

    it('is named, with where it was looked for, when it is missing; none is made and nothing is changed', async () => {
      await settleVersion(await open(), 'case-1', 1, at(0));
      await close();
      const before = await readFile(file);
      await rm(keyFile);
      await assert.rejects(open(), { ...wrong, message: new RegExp(`there is no key in the file ${keyFile}.*backup`) });
      await assert.rejects(stat(keyFile), { code: 'ENOENT' });
      assert.deepEqual(await readFile(file), before);
    });

    it('is named when it is another one, in the file or in the environment; nothing is changed', async () => {
      await settleVersion(await open(), 'case-1', 1, at(0));
      await close();
      const before = await readFile(file);
      const right = await readFile(keyFile, 'utf8');
      const other = newMasterKeyText();
      await assert.rejects(open(other), { ...wrong, message: /ORBIT_STORE_KEY holds the key named [0-9a-f]{12}/ });
      await writeFile(keyFile, other);
      await assert.rejects(open(), { ...wrong, message: new RegExp(`${keyFile} holds the key named`) });
      await assert.rejects(open('12345'), { ...wrong, message: /64 hexadecimal/ });
      assert.deepEqual(await readFile(file), before);
      assert.equal(await readFile(keyFile, 'utf8'), other);
      assert.equal(await stateOf(await open(right), 'case-1-v1'), 'sent');
    });

    it('has a name that the store tells with its engine', async () => {
      assert.match((await open()).engine, /sealed with the key named [0-9a-f]{12}$/);
    });
  });

  describe('the data keys', () => {
    const keys = (): unknown[] =>
      rows('SELECT purpose, period FROM data_keys ORDER BY key_id').map(
        ({ purpose, period }) => `${String(purpose)} ${String(period)}`,
      );
    const DAY = 86_400;

    it('are made one a day for contents and one a month for ledgers, also over a restart', async () => {
      const store = await open();
      await settleVersion(store, 'case-1', 1, at(0));
      await settleVersion(store, 'case-2', 1, at(60));
      await settleVersion(store, 'case-3', 1, at(DAY));
      await close();
      await settleVersion(await open(), 'case-4', 1, at(DAY + 60));
      await settleVersion(stores[0]!, 'case-5', 1, at(30 * DAY));
      await close();
      assert.deepEqual(keys(), [
        'lookup always',
        'content 2026-11-10',
        'ledger 2026-11',
        'content 2026-11-11',
        'content 2026-12-10',
        'ledger 2026-12',
      ]);
    });

    it('made in a transaction that is rolled back are forgotten with it', async () => {
      let fail = true;
      const store = await openSqliteStore({
        file,
        key: { file: keyFile },
        failpoint: (name) => {
          if (name !== 'T0:before' || !fail) return;
          fail = false;
          throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
        },
      });
      stores.push(store);
      await assert.rejects(store.acceptEvents([newEvent('case-1', 1)], at(0)), { code: 'io' });
      await store.acceptEvents([newEvent('case-1', 1)], at(0));
      await close();
      assert.equal((await claimOne(await open(), at(1))).event.caseId, 'case-1');
      await close();
      assert.deepEqual(keys(), ['lookup always', 'content 2026-11-10']);
    });

    it('cannot be dropped while a record needs them', async () => {
      await settleVersion(await open(), 'case-1', 1, at(0));
      await assert.rejects(
        tamper(`PRAGMA foreign_keys = ON`).then(() => {
          const database = new DatabaseSync(file, { enableForeignKeyConstraints: true });
          try {
            database.exec(`DELETE FROM data_keys WHERE purpose = 'content'`);
          } finally {
            database.close();
          }
        }),
        /FOREIGN KEY/,
      );
    });
  });

  describe('a record that was altered', () => {
    /** Two cases accepted, nothing in memory any more. */
    const twoAccepted = async (): Promise<void> => {
      await (await open()).acceptEvents([newEvent('case-1', 1), newEvent('case-2', 1)], at(0));
    };
    const problemOf = async (store: Store, eventId: string): Promise<string | undefined> =>
      (await store.eventStory(eventId))?.problem?.code;

    it('holds its event, and all others go on', async () => {
      await twoAccepted();
      await tamper(
        `UPDATE event_contents SET content = CAST(substr(content, 1, 40) || x'00' || substr(content, 42) AS BLOB) WHERE seq = 1`,
      );
      const store = await open();
      assert.deepEqual(
        (await claimAll(store, at(1))).map(({ event }) => event.caseId),
        ['case-2'],
      );
      assert.equal(await problemOf(store, 'case-1-v1'), 'unreadable-record');
      assert.equal(await stateOf(store, 'case-1-v1'), 'held');
      assert.equal((await store.queueDepth()).events.held, 1);
    });

    it('is noticed when two records of the same day have changed places', async () => {
      await twoAccepted();
      await close();
      const [first, second] = rows('SELECT content FROM event_contents ORDER BY seq').map(
        ({ content }) => content as Uint8Array,
      );
      await tamper('UPDATE event_contents SET content = iif(seq = 1, ?, ?)', second ?? null, first ?? null);
      const store = await open();
      assert.deepEqual(await claimAll(store, at(1)), []);
      assert.deepEqual([await stateOf(store, 'case-1-v1'), await stateOf(store, 'case-2-v1')], ['held', 'held']);
    });

    it('holds the case whose ledger it is', async () => {
      const store = await open();
      await settleVersion(store, 'case-1', 1, at(0));
      await store.acceptEvents([newEvent('case-1', 2), newEvent('case-2', 1)], at(1));
      await tamper(`UPDATE case_ledgers SET ledger = zeroblob(400)`);
      const again = await open();
      assert.deepEqual(
        (await claimAll(again, at(2))).map(({ event }) => event.caseId),
        ['case-2'],
      );
      assert.equal(await problemOf(again, 'case-1-v2'), 'unreadable-record');
      await assert.rejects(again.caseView('case-1'), { name: 'StoreFailure', code: 'corrupt', message: /case-1/ });
    });

    it('is noticed when the ledger before the last event is put in the place of the last one', async () => {
      const store = await open();
      await settleVersion(store, 'case-1', 1, at(0));
      await settleVersion(store, 'case-1', 2, at(1));
      await tamper(`UPDATE case_ledgers SET ledger = before_ledger`);
      await assert.rejects((await open()).caseView('case-1'), { code: 'corrupt' });
    });

    it('holds its message, the messages of its case behind it, and nothing else', async () => {
      const store = await open();
      await settleVersion(store, 'case-1', 1, at(0));
      await settleVersion(store, 'case-2', 1, at(0));
      await tamper(`UPDATE message_contents SET key_id = (SELECT max(key_id) FROM data_keys) WHERE message_id = 1`);
      const again = await open();
      const claimed = await claimMessages(again, at(1));
      assert.deepEqual(
        claimed.map(({ controlId }) => controlId),
        ['case-2-v1.1'],
      );
      const story = await again.eventStory('case-1-v1');
      assert.equal(story?.state, 'held');
      assert.deepEqual(
        story.messages.map(({ state }) => state),
        ['held', 'queued'],
      );
      const { messages, events } = await again.queueDepth();
      assert.deepEqual([messages.held, messages.queued, messages.claimed, events.held], [1, 2, 1, 1]);
    });

    it('lets messages be followed instead of replaced when it is the ledger before them', async () => {
      const store = await open();
      await settleVersion(store, 'case-1', 1, at(0));
      await settleVersion(store, 'case-1', 2, at(1));
      await store.acceptEvents([newEvent('case-1', 3)], at(2));
      await tamper(`UPDATE case_ledgers SET before_ledger = zeroblob(300)`);
      const claimed = await claimOne(await open(), at(3));
      assert.equal(claimed.unsent, undefined);
      assert.equal(await stores[0]!.commitEvent(commitOf(claimed), at(3)), 'committed');
    });
  });

  it('keeps no hash by which the content of an event could be guessed', async () => {
    await (await open()).acceptEvents([newEvent('case-1', 1)], at(0));
    assert.deepEqual(await stores[0]!.acceptEvents([newEvent('case-1', 1)], at(1)), ['duplicate']);
    await close();
    const [{ hash } = {}] = rows('SELECT content_hash AS hash FROM events');
    assert.match(String(hash), /^[\w-]{43}$/);
    const again = await open();
    assert.deepEqual(await again.acceptEvents([newEvent('case-1', 1)], at(1)), ['duplicate']);
    assert.deepEqual(await again.acceptEvents([{ ...newEvent('case-1', 1), contentHash: 'other' }], at(1)), [
      'conflict',
    ]);
  });
});
