import assert from 'node:assert/strict';
import type { Store } from '../../../../nodes/lib/store/index.ts';
import type { MakeStoreBed } from '../store-contract.ts';
import {
  at,
  attempt,
  claimOne,
  commitOf,
  deliver,
  ENDPOINT,
  heldAttempt,
  newEvent,
  newMessage,
  refusedUntil,
  settleVersion,
  claimMessage,
  claimAll,
} from '../samples.ts';
import { openStoreForEach } from './open-store.ts';

/** The signals a piece of work makes, each once, in the order of the alphabet. */
async function signalsOf(store: Store, work: () => Promise<unknown>): Promise<string[]> {
  const heard = new Set<string>();
  const end = store.onSignal((signal, endpoint) =>
    heard.add(endpoint === undefined ? signal : `${signal} ${endpoint}`),
  );
  try {
    await work();
  } finally {
    end();
  }
  return [...heard].sort();
}

export function signalContract(makeBed: MakeStoreBed): void {
  describe('signalling work', () => {
    const bed = openStoreForEach(makeBed);

    it('tells of accepted events, not of duplicates', async () => {
      const accept = (): Promise<unknown> => bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      assert.deepEqual(await signalsOf(bed.store, accept), ['inbox:ready']);
      assert.deepEqual(await signalsOf(bed.store, accept), []);
    });

    it('tells the endpoint of the first message of a commit, and the next endpoint when its turn comes', async () => {
      const messages = [
        newMessage('case-1-v1', 1, { endpoint: 'old' }),
        newMessage('case-1-v1', 2, { endpoint: 'new' }),
      ];
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const claimed = await claimOne(bed.store, at(0));
      assert.deepEqual(
        await signalsOf(bed.store, () => bed.store.commitEvent(commitOf(claimed, { messages }), at(1))),
        ['outbox:ready old'],
      );
      assert.deepEqual(await signalsOf(bed.store, () => deliver(bed.store, at(2), attempt(at(2)), 'old')), [
        'outbox:ready new',
      ]);
    });

    it('tells of the next event of a case when the one before is settled', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1), newEvent('case-1', 2)], at(0));
      const claimed = await claimOne(bed.store, at(0));
      const signals = await signalsOf(bed.store, () => bed.store.commitEvent(commitOf(claimed), at(1)));
      assert.deepEqual(signals, ['inbox:ready', `outbox:ready ${ENDPOINT}`]);
    });

    it('tells of events released and returned', async () => {
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      const claimed = await claimOne(bed.store, at(0));
      assert.deepEqual(await signalsOf(bed.store, () => bed.store.returnEvents([claimed.claimToken])), ['inbox:ready']);
      const [again] = await claimAll(bed.store, at(1));
      assert.ok(again !== undefined);
      const problem = { code: 'no-profile', text: 'no profile' };
      assert.deepEqual(
        await signalsOf(bed.store, () => bed.store.holdEvent('case-1-v1', again.claimToken, problem, at(1))),
        [],
      );
      assert.deepEqual(await signalsOf(bed.store, () => bed.store.releaseEvents({ code: 'no-profile' }, at(2))), [
        'inbox:ready',
      ]);
    });

    it('tells of messages retried and recovered, not of those that wait for a time', async () => {
      await settleVersion(bed.store, 'case-1', 1, at(0));
      assert.deepEqual(await signalsOf(bed.store, () => deliver(bed.store, at(1), refusedUntil(at(1), at(9)))), []);
      const { messageId } = await deliver(bed.store, at(9), heldAttempt(at(9)));
      assert.deepEqual(await signalsOf(bed.store, () => bed.store.retryMessage(messageId, at(10))), [
        `outbox:ready ${ENDPOINT}`,
      ]);
      await claimMessage(bed.store, at(11));
      const store = await bed.reopen();
      const recover = (): Promise<unknown> =>
        store.recoverMessages({ uncertain: 'resend', endpoint: ENDPOINT, now: at(12) });
      assert.deepEqual(await signalsOf(store, recover), [`outbox:ready ${ENDPOINT}`]);
    });

    it('signals after the commit: what is told of can be claimed', async () => {
      const claimed = new Promise((resolve, reject) => {
        bed.store.onSignal((signal) => {
          if (signal === 'inbox:ready') claimOne(bed.store, at(1)).then(resolve, reject);
        });
      });
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      await claimed;
    });

    it('tells every subscriber until it unsubscribes, the same function as often as it subscribed', async () => {
      let heard = 0;
      const listener = (): void => {
        heard += 1;
      };
      const ends = [bed.store.onSignal(listener), bed.store.onSignal(listener)];
      await bed.store.acceptEvents([newEvent('case-1', 1)], at(0));
      assert.equal(heard, 2);
      ends[0]?.();
      await bed.store.acceptEvents([newEvent('case-2', 1)], at(0));
      assert.equal(heard, 3);
    });

    it('calls its failpoints around the commit of each durable step, and at no empty one', async () => {
      const passed: string[] = [];
      const store = await bed.reopen({ failpoint: (name) => passed.push(name) });
      const points = async (work: () => Promise<unknown>): Promise<string[]> => {
        passed.length = 0;
        await work();
        return [...passed];
      };
      assert.deepEqual(await points(() => claimAll(store, at(0))), []);
      assert.deepEqual(await points(() => store.claimMessages({ endpoint: ENDPOINT, limit: 1, now: at(0) })), []);
      assert.deepEqual(await points(() => store.acceptEvents([newEvent('case-1', 1)], at(0))), [
        'T0:before',
        'T0:after',
      ]);
      assert.deepEqual(await points(() => store.acceptEvents([newEvent('case-1', 1)], at(0))), []);
      const claimed = await claimOne(store, at(0));
      assert.deepEqual(await points(() => store.commitEvent(commitOf(claimed), at(1))), ['T1:before', 'T1:after']);
      assert.deepEqual(await points(() => deliver(store, at(2))), [
        'T2:before',
        'T2:after',
        'T3:before',
        'T3:after',
        'T4:before',
        'T4:after',
      ]);
    });
  });
}
