import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { OpenWork } from '../../../nodes/lib/delivery/open-work.ts';
import { ReadyMessages } from '../../../nodes/lib/delivery/ready-messages.ts';
import { StoreOutage } from '../../../nodes/lib/delivery/store-outage.ts';
import type { ClaimedMessage } from '../../../nodes/lib/store/index.ts';

const NOW = new Date(1_000_000);
const message = (messageId: number): ClaimedMessage => ({ messageId }) as unknown as ClaimedMessage;

describe('the messages that are ready', () => {
  let line: ClaimedMessage[];
  let due: Date | undefined;
  let fails: 'claim' | 'due' | undefined;
  let asked: string[];
  let arrived: number;
  let told: number;
  let outage: StoreOutage;
  let work: OpenWork;
  let ready: ReadyMessages;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    line = [];
    due = undefined;
    fails = undefined;
    asked = [];
    arrived = 0;
    told = 0;
    outage = new StoreOutage(
      () => (told += 1),
      () => undefined,
      3_600_000,
    );
    work = new OpenWork();
    const answer = <T>(operation: 'claim' | 'due', value: T): Promise<T> => {
      asked.push(operation);
      return fails === operation ? Promise.reject(new Error('down')) : Promise.resolve(value);
    };
    ready = new ReadyMessages({
      store: {
        claimMessages: ({ limit }) => answer('claim', line.splice(0, limit)),
        nextMessageDueAt: () => answer('due', due),
      },
      endpoint: 'millennium',
      connections: 2,
      clock: () => NOW,
      work,
      arrived: () => (arrived += 1),
      outage,
    });
  });
  afterEach(() => {
    outage.close();
    mock.timers.reset();
  });

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('are claimed for the free lanes, taken in order, and under way while they are claimed', async () => {
    line = [message(1), message(2), message(3)];
    ready.fill(1);
    let isOver = false;
    void work.finished(1_000).then(() => (isOver = true));
    assert.equal(isOver, false);
    await turn();
    assert.deepEqual([arrived, isOver], [1, true]);
    assert.equal(ready.take()?.messageId, 1);
    assert.deepEqual(
      ready.takeAll().map(({ messageId }) => messageId),
      [2, 3],
    );
    assert.equal(ready.take(), undefined);
  });

  it('are not asked for again before something may have become due', async () => {
    ready.fill(2);
    await turn();
    ready.fill(2);
    await turn();
    assert.deepEqual(asked, ['claim', 'due']);
    ready.expectWork();
    ready.fill(2);
    await turn();
    assert.deepEqual(asked, ['claim', 'due', 'claim', 'due']);
  });

  it('are asked for when their time has come', async () => {
    due = new Date(NOW.getTime() + 5_000);
    ready.fill(2);
    await turn();
    assert.equal(arrived, 1);
    mock.timers.tick(5_000);
    assert.equal(arrived, 2);
    line = [message(1)];
    ready.fill(2);
    await turn();
    assert.equal(ready.take()?.messageId, 1);
  });

  it('wait for no time where something has come, or nothing is to come', async () => {
    line = [message(1)];
    ready.fill(2);
    await turn();
    assert.deepEqual(asked, ['claim']);
  });

  it('are asked for again after the store has failed, at the claim or at the time', async () => {
    fails = 'claim';
    ready.fill(2);
    await turn();
    assert.deepEqual([told, arrived, await work.finished(0)], [1, 0, true]);
    fails = 'due';
    ready.fill(2);
    await turn();
    await turn();
    assert.equal(asked.at(-1), 'due');
    assert.equal(outage.waits, true);
    fails = undefined;
    ready.fill(2);
    await turn();
    assert.deepEqual(asked, ['claim', 'claim', 'due', 'claim', 'due']);
    fails = 'due';
    ready.expectWork();
    ready.fill(2);
    await turn();
    await turn();
    assert.equal(told, 3, 'each outage is told of, as the one before it was over');
  });

  it('bring what is under way after the close, and no more waking', async () => {
    line = [message(1)];
    due = new Date(NOW.getTime() + 5_000);
    ready.fill(2);
    ready.close();
    await turn();
    assert.equal(ready.take()?.messageId, 1);
    ready.expectWork();
    ready.fill(2);
    await turn();
    assert.deepEqual(asked, ['claim', 'claim']);
    arrived = 0;
    ready.wakeAt(due, NOW);
    mock.timers.tick(10_000);
    assert.equal(arrived, 0);
  });

  it('wake nobody any more once they are closed', async () => {
    due = new Date(NOW.getTime() + 5_000);
    ready.fill(2);
    await turn();
    ready.close();
    arrived = 0;
    mock.timers.tick(10_000);
    assert.equal(arrived, 0);
  });
});
