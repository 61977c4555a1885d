import assert from 'node:assert/strict';
import { OpenWork } from '../../../nodes/lib/delivery/open-work.ts';
import { Settler, type Settlement } from '../../../nodes/lib/delivery/settler.ts';
import { StoreOutage } from '../../../nodes/lib/delivery/store-outage.ts';

const settlement = (messageId: number): Settlement =>
  ({
    message: { messageId, claimToken: `t${String(messageId)}` },
    result: { code: 'x' },
    warning: false,
  }) as unknown as Settlement;

describe('the settler', () => {
  let work: OpenWork;
  let outage: StoreOutage;
  let told: number;
  let asked: [number, string][];
  let settled: [number, boolean][];
  let works: boolean;
  let settler: Settler;

  beforeEach(() => {
    work = new OpenWork();
    told = 0;
    outage = new StoreOutage(
      () => (told += 1),
      () => undefined,
      3_600_000,
    );
    asked = [];
    settled = [];
    works = true;
    settler = new Settler({
      store: {
        settleMessage: (messageId, claimToken) => {
          asked.push([messageId, claimToken]);
          return works ? Promise.resolve(messageId !== 2) : Promise.reject(new Error('down'));
        },
      },
      outage,
      work,
      settled: ({ message: { messageId } }, owned) => settled.push([messageId, owned]),
    });
  });
  afterEach(() => outage.close());

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('writes how an attempt ended, and says whether it still had the claim', async () => {
    settler.settle(settlement(1));
    settler.settle(settlement(2));
    assert.deepEqual(asked, [
      [1, 't1'],
      [2, 't2'],
    ]);
    await turn();
    assert.deepEqual(settled, [
      [1, true],
      [2, false],
    ]);
    assert.equal(await work.finished(0), true);
  });

  it('keeps what the store has refused, and is under way until it has taken it', async () => {
    works = false;
    settler.settle(settlement(1));
    await turn();
    assert.deepEqual([told, outage.waits, settled], [1, true, []]);
    settler.settle(settlement(3));
    assert.equal(asked.length, 1, 'a store that does not work is not asked for each');
    works = true;
    settler.retry();
    await turn();
    assert.deepEqual(settled, [
      [1, true],
      [3, true],
    ]);
    assert.equal(await work.finished(0), true);
    settler.retry();
    assert.equal(asked.length, 3, 'what is settled is not written again');
  });

  it('tells of the next outage anew once one is over', async () => {
    works = false;
    settler.settle(settlement(1));
    await turn();
    works = true;
    settler.retry();
    await turn();
    works = false;
    settler.retry();
    outage.failed('settle');
    assert.equal(told, 2);
  });
});
