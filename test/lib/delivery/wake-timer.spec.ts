import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';
import { WakeTimer } from '../../../nodes/lib/delivery/wake-timer.ts';

describe('WakeTimer', () => {
  let woken: EventEmitter;
  let count: number;
  let timer: WakeTimer;

  beforeEach(() => {
    woken = new EventEmitter();
    count = 0;
    timer = new WakeTimer(() => {
      count += 1;
      woken.emit('woken');
    });
  });

  afterEach(() => timer.clear());

  const inMs = (ms: number): [Date, Date] => [new Date(1_000_000 + ms), new Date(1_000_000)];
  const waking = (): Promise<unknown[]> => once(woken, 'woken', { signal: AbortSignal.timeout(5_000) });

  it('wakes at the earliest of the times, whatever their order', async () => {
    timer.at(...inMs(3_600_000));
    timer.at(...inMs(10));
    timer.at(...inMs(3_600_000));
    await waking();
    assert.deepEqual([count, timer.armed], [1, false]);
    timer.at(...inMs(20));
    await waking();
    assert.equal(count, 2);
  });

  it('looks again soon, but not at once, at a time that has passed', async () => {
    timer.at(...inMs(-5_000));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([count, timer.armed], [0, true]);
    await waking();
  });

  it('does not wake at once for a time that is further away than a timer can count', async () => {
    timer.at(...inMs(2 ** 40));
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual([count, timer.armed], [0, true]);
  });

  it('does not wake after it was cleared', async () => {
    timer.at(...inMs(5));
    timer.clear();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual([count, timer.armed], [0, false]);
  });
});
