import assert from 'node:assert/strict';
import { Dispatcher, type DispatcherOptions } from '../../../nodes/lib/delivery/index.ts';
import type { ClaimedEvent } from '../../../nodes/lib/store/index.ts';
import { FakeInbox } from './fake-inbox.ts';

const aMoment = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('Dispatcher', () => {
  let inbox: FakeInbox;
  let handedOut: ClaimedEvent[];
  let problems: string[];
  let current: Dispatcher | undefined;
  let skipMs = 0;

  beforeEach(() => {
    inbox = new FakeInbox();
    [handedOut, problems, skipMs] = [[], [], 0];
  });

  afterEach(async () => {
    inbox.broken.clear();
    await current?.stop();
    current = undefined;
  });

  function started(options: Partial<DispatcherOptions> = {}): Dispatcher {
    current = new Dispatcher({
      store: inbox,
      clock: () => new Date(Date.now() + skipMs),
      outlet: (claimed) => handedOut.push(claimed) > 0,
      onProblem: (code) => problems.push(code),
      storeRetryMs: 400,
      ...options,
    });
    current.start();
    return current;
  }

  const names = (): string[] => handedOut.map(({ event }) => event.eventId);

  /** The flow's end: settled in the store, then told to the dispatcher. */
  function settle(dispatcher: Dispatcher, claimed: ClaimedEvent | undefined): void {
    assert.ok(claimed !== undefined);
    inbox.settle(claimed.claimToken);
    dispatcher.settled(claimed.claimToken);
  }

  it('hands out what waits, and what is signalled later', async () => {
    inbox.add('E1');
    started();
    await until(() => handedOut.length === 1);
    inbox.add('E2');
    inbox.signal();
    await until(() => handedOut.length === 2);
    assert.deepEqual(names(), ['E1', 'E2']);
  });

  it('has no more events in the flow than its window, and fills it up as they are settled', async () => {
    for (let number = 1; number <= 10; number += 1) inbox.add(`E${String(number)}`);
    inbox.nextEventDueAt = () => Promise.resolve(undefined);
    const dispatcher = started({ window: 4 });
    await until(() => handedOut.length === 4);
    await aMoment(30);
    assert.equal(handedOut.length, 4);
    for (let settled = 0; settled < 10; settled += 1) {
      await until(() => handedOut.length > settled);
      assert.ok(inbox.count('processing') <= 4);
      settle(dispatcher, handedOut[settled]);
    }
    assert.equal(inbox.count('settled'), 10);
  });

  it('puts back what the store did not take as soon as it works, not counted as handed out', async () => {
    inbox.add('E1');
    inbox.add('E2');
    const dispatcher = started({ window: 2, storeRetryMs: 5, maxDispatches: 2 });
    await until(() => handedOut.length === 2);
    settle(dispatcher, handedOut[1]);
    for (let round = 1; round <= 4; round += 1) {
      inbox.broken.add('return');
      dispatcher.giveBack(
        handedOut.at(-1)?.event.eventId === 'E1' ? handedOut.at(-1)!.claimToken : handedOut[0]!.claimToken,
      );
      const { return: returns } = inbox.calls;
      await until(() => inbox.calls.return >= returns + 2);
      inbox.broken.clear();
      await until(() => handedOut.length === 2 + round);
    }
    assert.deepEqual(
      handedOut.map(({ dispatchCount }) => dispatchCount),
      [1, 1, 1, 1, 1, 1],
    );
    assert.equal(inbox.count('stuck'), 0);
  });

  it('does not hand out anything new in the moment the store has failed', async () => {
    inbox.add('E1');
    const dispatcher = started({ storeRetryMs: 40 });
    await until(() => handedOut.length === 1);
    dispatcher.giveBack(handedOut[0]!.claimToken);
    inbox.add('E2');
    inbox.signal();
    await aMoment(10);
    assert.equal(handedOut.length, 1);
    await until(() => handedOut.length === 3);
    assert.deepEqual(problems, ['store-unavailable']);
  });

  it('puts back at its stop what it could not put back before', async () => {
    inbox.add('E1');
    const dispatcher = started({ storeRetryMs: 10_000 });
    await until(() => handedOut.length === 1);
    dispatcher.giveBack(handedOut[0]!.claimToken);
    await dispatcher.stop();
    assert.equal(inbox.count('due'), 1);
  });

  it('has a window of 64 when nothing else is said', async () => {
    for (let number = 1; number <= 100; number += 1) inbox.add(`E${String(number)}`);
    started();
    await until(() => handedOut.length === 64);
    await aMoment(20);
    assert.equal(handedOut.length, 64);
  });

  it('does not count a settlement twice, nor one of an event it never handed out', async () => {
    for (let number = 1; number <= 5; number += 1) inbox.add(`E${String(number)}`);
    const dispatcher = started({ window: 2 });
    await until(() => handedOut.length === 2);
    const [first] = handedOut;
    assert.ok(first !== undefined);
    settle(dispatcher, first);
    dispatcher.settled(first.claimToken);
    dispatcher.settled('of somebody else');
    await until(() => handedOut.length === 3);
    await aMoment(20);
    assert.equal(handedOut.length, 3);
  });

  it('hands an event out again when the flow has lost it, and leaves it to the store as stuck after the last time', async () => {
    inbox.add('E1');
    started({ dispatchTimeoutMs: 20, maxDispatches: 3 });
    await until(() => inbox.count('stuck') === 1);
    assert.deepEqual(
      handedOut.map(({ dispatchCount }) => dispatchCount),
      [1, 2, 3],
    );
  });

  it('frees the places of lost events when their time is over, so that the others go on', async () => {
    for (const name of ['lost 1', 'lost 2', 'E1', 'E2']) inbox.add(name);
    const dispatcher: Dispatcher = started({
      window: 2,
      dispatchTimeoutMs: 40,
      maxDispatches: 1,
      outlet: (claimed) => {
        handedOut.push(claimed);
        if (claimed.event.eventId.startsWith('E')) setImmediate(() => settle(dispatcher, claimed));
        return true;
      },
    });
    await until(() => inbox.count('settled') === 2);
    assert.equal(inbox.count('stuck'), 2);
  });

  it('frees the place of a lost event although something else woke it before', async () => {
    inbox.add('lost');
    inbox.add('later', Date.now() + 20);
    started({ window: 1, dispatchTimeoutMs: 80, maxDispatches: 1 });
    await until(() => handedOut.length === 2);
    assert.deepEqual(names(), ['lost', 'later']);
    assert.equal(inbox.count('stuck'), 1);
  });

  it('wakes for an event that is due at a time', async () => {
    inbox.add('later', Date.now() + 60);
    started();
    await until(() => handedOut.length === 1);
    assert.ok(inbox.calls.claim <= 4, `claims: ${String(inbox.calls.claim)}`);
  });

  it('wakes for an event that the flow has put off, although it waits for the end of others', async () => {
    inbox.add('E1');
    inbox.add('E2');
    const dispatcher = started({ dispatchTimeoutMs: 60_000 });
    await until(() => handedOut.length === 2);
    const [, second] = handedOut;
    assert.ok(second !== undefined);
    const due = new Date(Date.now() + 60);
    inbox.putOff(second.claimToken, due);
    dispatcher.deferred(second.claimToken, due);
    await until(() => handedOut.length === 3);
    assert.deepEqual(names(), ['E1', 'E2', 'E2']);
  });

  it('puts an event back while there is no intake, says so once, and goes on when an intake comes', async () => {
    let intake = false;
    for (let number = 1; number <= 3; number += 1) inbox.add(`E${String(number)}`);
    const dispatcher = started({ outlet: (claimed) => intake && handedOut.push(claimed) > 0 });
    await until(() => inbox.calls.return === 1);
    await aMoment(60);
    assert.deepEqual([inbox.calls.claim, inbox.count('due'), problems], [1, 3, ['no-intake']]);
    intake = true;
    dispatcher.wake();
    await until(() => handedOut.length === 3);
    assert.deepEqual(
      handedOut.map(({ dispatchCount }) => dispatchCount),
      [1, 1, 1],
    );
  });

  it('keeps an event whose intake throws until its time is over: it may be under way', async () => {
    inbox.add('E1');
    started({
      dispatchTimeoutMs: 30,
      outlet: (claimed) => {
        handedOut.push(claimed);
        if (handedOut.length === 1) throw new Error('a fault of the intake');
        return true;
      },
    });
    await until(() => handedOut.length === 2);
    assert.deepEqual(problems, ['intake-failed']);
  });

  it('asks nothing in a circle while nothing waits, while the window is full, and for a signal of the outbox', async () => {
    inbox.add('E1');
    inbox.add('E2');
    started({ window: 1 });
    await until(() => handedOut.length === 1);
    const { claim } = inbox.calls;
    inbox.signal('outbox:ready');
    await aMoment(100);
    assert.equal(inbox.calls.claim, claim);
  });

  it('waits out a store that fails, tells it once, and goes on by itself', async () => {
    inbox.broken.add('claim');
    inbox.add('E1');
    started();
    await until(() => problems.length === 1);
    inbox.signal();
    await aMoment(80);
    assert.deepEqual([inbox.calls.claim, problems], [1, ['store-unavailable']]);
    await until(() => inbox.calls.claim === 2);
    inbox.broken.clear();
    await until(() => handedOut.length === 1);
    assert.equal(problems.length, 1);
  });

  it('puts back on a stop what the flow has not settled, and what a claim under way brings', async () => {
    for (let number = 1; number <= 3; number += 1) inbox.add(`E${String(number)}`);
    const dispatcher = started({ window: 2 });
    await until(() => handedOut.length === 2);
    settle(dispatcher, handedOut[0]);
    await dispatcher.stop();
    assert.deepEqual(
      [inbox.count('settled'), inbox.count('due'), inbox.count('processing'), inbox.listeners],
      [1, 2, 0, 0],
    );
    assert.equal(handedOut.length, 2);
    const { claim } = inbox.calls;
    inbox.signal();
    dispatcher.wake();
    dispatcher.settled('late');
    await aMoment(30);
    assert.equal(inbox.calls.claim, claim);
  });

  it('stops although the store does not take the events back', async () => {
    inbox.add('E1');
    const dispatcher = started();
    await until(() => handedOut.length === 1);
    inbox.broken.add('return');
    await dispatcher.stop();
    assert.deepEqual(problems, ['store-unavailable']);
  });

  it('claims in batches when events are settled faster than the store writes', async () => {
    for (let number = 1; number <= 500; number += 1) inbox.add(`E${String(number)}`);
    const dispatcher: Dispatcher = started({
      outlet: (claimed) => {
        handedOut.push(claimed);
        setImmediate(() => settle(dispatcher, claimed));
        return true;
      },
    });
    await until(() => inbox.count('settled') === 500);
    assert.ok(inbox.calls.claim < 60, `claims: ${String(inbox.calls.claim)}`);
  });
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 8_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${holds.toString()}`);
    await aMoment(1);
  }
}
