import assert from 'node:assert/strict';
import { openWhenPossible, StoreFailure, type Signal, type Store } from '../../../nodes/lib/store/index.ts';
import { openSqliteStore } from '../../../nodes/lib/store/sqlite/index.ts';
import { join } from 'node:path';
import { at, newEvent, stateOf } from './samples.ts';
import { temporaryFolder } from './sqlite/sqlite-bed.ts';

const full = new StoreFailure('disk-full', 'the disk is full');
const locked = new StoreFailure('store-locked', 'another process has it');
const wrongKey = new StoreFailure('store-key-wrong', 'another key');

describe('a store that cannot be opened at once', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: Store | undefined;
  let failed: unknown[];
  let opened: Promise<Store>;
  let attempts: number;

  /** Fails with these, one attempt after the other, then opens. */
  const open = async (...failures: Error[]): Promise<Store> => {
    attempts = 0;
    let resolveOpened: (store: Store) => void;
    opened = new Promise((resolve) => (resolveOpened = resolve));
    store = await openWhenPossible({
      open: () => {
        const failure = failures[attempts];
        attempts += 1;
        return failure === undefined
          ? openSqliteStore({ file: join(folder.path, 'orbit.sqlite') })
          : Promise.reject(failure);
      },
      onFailed: (failure) => failed.push(failure),
      onOpened: (each) => resolveOpened(each),
      retryMs: 5,
    });
    return store;
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    failed = [];
    store = undefined;
  });
  afterEach(async () => {
    await store?.close();
    await folder.remove();
  });

  it('is the store itself when the first attempt succeeds', async () => {
    assert.equal(await open(), await opened);
    assert.deepEqual(failed, []);
  });

  it('answers every call with the reason until it opens by itself, and then as the store does', async () => {
    const late = await open(full, full);
    await assert.rejects(late.acceptEvents([newEvent('case-1', 1)], at(0)), full);
    await assert.rejects(late.probe(), full);
    await assert.rejects(late.eventStory('case-1-v1'), full);
    assert.match(late.engine, /not open/);
    await opened;
    assert.deepEqual(await late.acceptEvents([newEvent('case-1', 1)], at(0)), ['accepted']);
    assert.equal(await stateOf(late, 'case-1-v1'), 'accepted');
    assert.match(late.engine, /SQLite/);
  });

  it('tells each reason once, however often it tries', async () => {
    await open(full, full, locked, locked, full);
    await opened;
    assert.deepEqual(failed, [full, locked, full]);
  });

  it('does not try again what a person has to mend', async () => {
    await assert.rejects(open(wrongKey), wrongKey);
    assert.deepEqual([attempts, failed], [1, [wrongKey]]);
  });

  it('stops trying when that is what it finds after a while, and gives that reason from then on', async () => {
    const late = await open(full, wrongKey);
    while (failed.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(late.probe(), wrongKey);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(attempts, 2);
  });

  it('tells those who waited for work that there may be some, and of all that comes after', async () => {
    const late = await open(full);
    const signals: Signal[] = [];
    const unsubscribe = late.onSignal((signal) => signals.push(signal));
    const never = late.onSignal(() => assert.fail('has ended before'));
    never();
    await opened;
    assert.deepEqual(signals, ['inbox:ready', 'outbox:ready']);
    await late.acceptEvents([newEvent('case-1', 1)], at(0));
    assert.deepEqual(signals, ['inbox:ready', 'outbox:ready', 'inbox:ready']);
    unsubscribe();
    await late.acceptEvents([newEvent('case-2', 1)], at(0));
    assert.equal(signals.length, 3);
    const afterwards: Signal[] = [];
    late.onSignal((signal) => afterwards.push(signal));
    await late.acceptEvents([newEvent('case-3', 1)], at(0));
    assert.deepEqual(afterwards, ['inbox:ready']);
  });

  it('can be closed while it waits, and then never opens', async () => {
    const late = await open(full, full);
    await late.close();
    await assert.rejects(late.probe(), { code: 'closed' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(attempts, 1);
  });

  it('is closed with the store it stands for', async () => {
    const late = await open(full);
    const real = await opened;
    await late.close();
    await assert.rejects(real.probe(), { code: 'closed' });
    await assert.rejects(late.probe(), { code: 'closed' });
  });
});
