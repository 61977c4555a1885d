import assert from 'node:assert/strict';
import {
  DEFAULT_RETENTION,
  nothingRemoved,
  type Removed,
  type Retainer,
  type RetentionStep,
} from '../../nodes/lib/store/index.ts';
import { RetentionTimer } from '../../nodes/orbit-store/retention-timer.ts';

/** Answers with the steps given, again and again, and tells when it has been asked. */
class ScriptedRetainer implements Retainer {
  asked = 0;
  readonly #steps: readonly (RetentionStep | Error)[];
  #waiting: { count: number; resolve: () => void }[] = [];

  constructor(steps: readonly (RetentionStep | Error)[]) {
    this.#steps = steps;
  }

  removeExpired(): Promise<RetentionStep> {
    const step = this.#steps[this.asked % this.#steps.length];
    this.asked += 1;
    for (const { count, resolve } of this.#waiting) if (this.asked >= count) resolve();
    return step instanceof Error ? Promise.reject(step) : Promise.resolve(step!);
  }

  askedTimes(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.asked >= count) resolve();
      else this.#waiting.push({ count, resolve });
    });
  }
}

const step = (contents: number, more: boolean): RetentionStep => ({
  removed: { ...nothingRemoved(), contents },
  cursor: more ? { sweep: 0, keyId: 0, after: 0 } : undefined,
});

describe('the removal by time in a running flow', () => {
  let timer: RetentionTimer | undefined;
  const start = (store: Retainer, onRemoved: (removed: Removed) => void = () => undefined, everyMs = 1): void => {
    timer = new RetentionTimer({
      opened: Promise.resolve(store),
      retention: DEFAULT_RETENTION,
      clock: () => new Date(),
      onRemoved,
      firstAfterMs: 1,
      everyMs,
      restMs: 1,
    });
    timer.start();
    timer.start();
  };
  afterEach(() => timer?.stop());

  it('tells after a pass what it has removed, and begins again', async () => {
    const store = new ScriptedRetainer([step(3, true), step(4, true), step(0, false)]);
    const told: number[] = [];
    await new Promise<void>((resolve) => {
      start(store, ({ contents }) => {
        told.push(contents);
        if (told.length === 2) resolve();
      });
    });
    assert.deepEqual(told, [7, 7]);
  });

  it('says nothing after a pass that found nothing', async () => {
    const store = new ScriptedRetainer([step(0, false)]);
    start(store, () => assert.fail('told of nothing'));
    await store.askedTimes(3);
  });

  it('tries again later when the store does not work', async () => {
    const store = new ScriptedRetainer([new Error('the disk is full'), step(1, false)]);
    const removed = await new Promise<Removed>((resolve) => start(store, resolve));
    assert.equal(removed.contents, 1);
  });

  it('asks the store nothing more once it has been stopped, not even within a pass', async () => {
    const store = new ScriptedRetainer([step(1, true)]);
    start(store);
    await store.askedTimes(3);
    await timer?.stop();
    const { asked } = store;
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(store.asked, asked);
  });

  it('can be stopped before it has begun', async () => {
    const store = new ScriptedRetainer([step(1, false)]);
    start(store);
    await timer?.stop();
    timer?.start();
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(store.asked, 0);
  });
});
