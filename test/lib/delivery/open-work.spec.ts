import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { OpenWork } from '../../../nodes/lib/delivery/open-work.ts';

describe('what is under way', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('is nothing at first', async () => {
    assert.equal(await new OpenWork().finished(1_000), true);
  });

  it('is waited for by everybody until its end, and by nobody longer than they want', async () => {
    const work = new OpenWork();
    work.begin();
    work.begin();
    const patient = [work.finished(60_000), work.finished(60_000)];
    const hasty = work.finished(10);
    work.end();
    mock.timers.tick(10);
    assert.equal(await hasty, false);
    work.end();
    assert.deepEqual(await Promise.all(patient), [true, true]);
  });

  it('has no clock running once it has ended', async () => {
    const work = new OpenWork();
    const cleared = mock.method(globalThis, 'clearTimeout');
    work.begin();
    const finished = work.finished(60_000);
    work.end();
    assert.equal(await finished, true);
    assert.equal(cleared.mock.callCount(), 1);
    cleared.mock.restore();
  });

  it('may begin again, and is waited for again', async () => {
    const work = new OpenWork();
    work.begin();
    const first = work.finished(1_000);
    work.end();
    await first;
    work.begin();
    const second = work.finished(1_000);
    mock.timers.tick(1_000);
    assert.equal(await second, false);
  });
});
