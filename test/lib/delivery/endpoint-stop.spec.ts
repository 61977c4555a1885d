import assert from 'node:assert/strict';
import { EndpointStop } from '../../../nodes/lib/delivery/endpoint-stop.ts';
import { OpenWork } from '../../../nodes/lib/delivery/open-work.ts';
import type { StopCode } from '../../../nodes/lib/delivery/stop-watch.ts';
import type { ReplyVerdict } from '../../../nodes/lib/millennium/index.ts';

const WRONG: ReplyVerdict = { class: 'permanent', code: 'ar-version', stop: true };
const HELD: ReplyVerdict = { class: 'permanent', code: 'ae-table-value' };

describe('the stop of an endpoint', () => {
  const work = new OpenWork();
  let stopped: StopCode[];
  let asked: StopCode[];
  beforeEach(() => {
    stopped = [];
    asked = [];
  });

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  function watching(stop: (() => Promise<unknown>) | undefined): EndpointStop {
    const asks = stop && ((code: StopCode) => (asked.push(code), stop()));
    return new EndpointStop({ stop: asks, work, stopped: (code) => stopped.push(code) });
  }

  it('is told of once it is on disk, and under way until then', async () => {
    const stop = watching(() => Promise.resolve());
    for (let refusal = 0; refusal < 3; refusal += 1) stop.count(WRONG);
    const finished = work.finished(5_000);
    assert.deepEqual([asked, stopped], [['wrong-setting'], []]);
    assert.equal(await finished, true);
    assert.deepEqual(stopped, ['wrong-setting']);
  });

  it('is not told of when the store has not taken it, and tried again after as many refusals more', async () => {
    const stop = watching(() => Promise.reject(new Error('down')));
    for (let refusal = 0; refusal < 6; refusal += 1) stop.count(WRONG);
    await turn();
    assert.deepEqual([asked, stopped], [['wrong-setting', 'wrong-setting'], []]);
    assert.equal(await work.finished(0), true);
  });

  it('comes for nothing less, and never where nobody is to stop', async () => {
    const stop = watching(() => Promise.resolve());
    for (let refusal = 0; refusal < 24; refusal += 1) stop.count(HELD);
    assert.deepEqual(asked, []);
    stop.count(HELD);
    assert.deepEqual(asked, ['all-refused']);
    const never = watching(undefined);
    for (let refusal = 0; refusal < 30; refusal += 1) never.count(WRONG);
    await turn();
    assert.deepEqual(stopped, ['all-refused']);
  });
});
