import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openConnection, type Connection } from '../../../../nodes/lib/store/sqlite/connection.ts';
import { HighWaterMark } from '../../../../nodes/lib/store/sqlite/high-water-mark.ts';
import { Keyring } from '../../../../nodes/lib/store/sqlite/keyring.ts';
import { migrate } from '../../../../nodes/lib/store/sqlite/migrations.ts';
import { Session } from '../../../../nodes/lib/store/sqlite/session.ts';
import { query } from '../../../../nodes/lib/store/sqlite/sql.ts';
import { SqliteStore } from '../../../../nodes/lib/store/sqlite/sqlite-store.ts';
import { at, claimAll, claimOne, commitOf, newEvent, newMessage, settleVersion, stateOf } from '../samples.ts';
import { temporaryFolder } from './sqlite-bed.ts';

const PAGES = query<{ page_count: number }>('PRAGMA page_count');

describe('the group commit of the SQLite store', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let connection: Connection;
  let store: SqliteStore;
  let passed: string[];
  let failpoint: ((name: string) => void) | undefined;

  const open = (groupDelayMs = 0): void => {
    const file = join(folder.path, 'store.sqlite');
    connection = openConnection(file);
    migrate(connection);
    const keyring = Keyring.open(connection, { file: join(folder.path, 'store-key') });
    const onPoint = (name: string): void => {
      passed.push(name);
      failpoint?.(name);
    };
    const session = new Session(connection, keyring, `session ${String(passed.length)}`);
    store = new SqliteStore(connection, session, {
      file,
      mark: new HighWaterMark(file, { event: 0, message: 0 }),
      groupDelayMs,
      failpoint: onPoint,
      onOutage: undefined,
    });
  };
  const unavailable = (code: string): object => ({ name: 'StoreFailure', class: 'unavailable', code });
  const accept = (caseId: string): Promise<unknown> => store.acceptEvents([newEvent(caseId, 1)], at(0));

  beforeEach(async () => {
    folder = await temporaryFolder();
    passed = [];
    failpoint = undefined;
    open();
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  it('commits the writes of one turn together, each point passed once', async () => {
    await Promise.all([accept('case-1'), accept('case-2'), claimAll(store, at(1)), accept('case-3')]);
    assert.deepEqual(passed, ['T0:before', 'T0:after']);
    assert.equal((await store.queueDepth()).events.processing, 2);
  });

  it('waits for company as long as it is told to', async () => {
    await store.close();
    open(5);
    const first = accept('case-1');
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, accept('case-2')]);
    assert.deepEqual(passed, ['T0:before', 'T0:after']);
  });

  it('writes what waits for company when it is closed', async () => {
    await store.close();
    open(60_000);
    const writing = accept('case-1');
    await store.close();
    await writing;
  });

  it('resolves after the commit and not before', async () => {
    let resolved = false;
    failpoint = (name) => {
      if (name === 'T0:before') assert.equal(resolved, false);
    };
    await accept('case-1').then(() => {
      resolved = true;
    });
    assert.equal(resolved, true);
  });

  it('lets one write fail alone, whatever shares its transaction', async () => {
    await store.acceptEvents([newEvent('case-1', 1), newEvent('case-2', 1)], at(0));
    const [first, second] = await claimAll(store, at(0));
    assert.ok(first !== undefined && second !== undefined);
    const broken = commitOf(first, {
      messages: [newMessage('case-1-v1', 1, { hospital: undefined as unknown as string })],
    });
    const results = await Promise.allSettled([
      accept('case-3'),
      store.commitEvent(broken, at(1)),
      store.commitEvent(commitOf(second), at(1)),
      accept('case-4'),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    );
    const { events, messages } = await store.queueDepth();
    assert.deepEqual([events.accepted, events.processing, events.sent, messages.queued], [2, 1, 1, 2]);
    assert.equal(await stateOf(store, 'case-1-v1'), 'processing');
  });

  it('rejects the whole group when the disk is full, keeps nothing of it, and goes on when there is space', async () => {
    await settleVersion(store, 'case-1', 1, at(0));
    const pages = connection.get(PAGES)?.page_count ?? 0;
    connection.execute(`PRAGMA max_page_count = ${String(pages)}`);
    const many = Array.from({ length: 200 }, (_, index) => newEvent(`many-${String(index)}`, 1));
    const writing = await Promise.allSettled([
      accept('case-2'),
      store.acceptEvents(many, at(1)),
      claimAll(store, at(1)),
    ]);
    for (const result of writing) {
      assert.equal(result.status, 'rejected');
      const { name, class: kind, code } = result.reason as { name: string; class: string; code: string };
      assert.deepEqual({ name, class: kind, code }, unavailable('disk-full'));
    }
    assert.equal(await stateOf(store, 'case-2-v1'), undefined);
    assert.equal((await store.queueDepth()).events.accepted, 0);
    connection.execute('PRAGMA max_page_count = 1000000');
    assert.deepEqual(
      await store.acceptEvents(many, at(2)),
      many.map(() => 'accepted'),
    );
    assert.equal((await store.queueDepth()).events.accepted, 200);
  });

  it('rejects with read-only while nothing may be written, reads on, and recovers', async () => {
    await settleVersion(store, 'case-1', 1, at(0));
    connection.execute('PRAGMA query_only = ON');
    await assert.rejects(accept('case-2'), unavailable('read-only'));
    await assert.rejects(store.probe(), unavailable('read-only'));
    assert.equal(await stateOf(store, 'case-1-v1'), 'sent');
    connection.execute('PRAGMA query_only = OFF');
    await store.probe();
    await accept('case-2');
  });

  it('keeps nothing of a group whose commit fails at the last moment', async () => {
    failpoint = () => {
      throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
    };
    await assert.rejects(accept('case-1'), unavailable('io'));
    failpoint = undefined;
    assert.equal(await stateOf(store, 'case-1-v1'), undefined);
    await accept('case-1');
    assert.equal((await claimOne(store, at(1))).event.caseId, 'case-1');
  });

  it('takes more than one group holds', async () => {
    const calls = Array.from({ length: 1_300 }, (_, index) => accept(`case-${String(index)}`));
    await Promise.all(calls);
    assert.equal((await store.queueDepth()).events.accepted, 1_300);
    assert.equal(passed.filter((point) => point === 'T0:after').length, 3);
  });

  it('keeps the newest ten thousand refusals', async () => {
    const rejection = (number: number): Promise<void> =>
      store.recordRejection({
        receivedAt: at(0),
        source: 'http',
        status: 422,
        eventId: `refused-${String(number)}`,
        issues: [],
      });
    await Promise.all(Array.from({ length: 10_005 }, (_, number) => rejection(number)));
    const kept = await store.recentRejections(20_000);
    assert.equal(kept.length, 10_000);
    assert.equal(kept[0]?.eventId, 'refused-10004');
    assert.equal(kept.at(-1)?.eventId, 'refused-5');
  });
});
