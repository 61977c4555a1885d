import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { Lane } from '../../../nodes/lib/delivery/lane.ts';
import type { ExchangeOutcome, Transport } from '../../../nodes/lib/delivery/index.ts';

class IdleTransport extends EventEmitter implements Transport {
  connect(): void {
    // The test says when it is connected.
  }
  exchange(): Promise<ExchangeOutcome> {
    return Promise.resolve({ kind: 'not-sent', code: 'not-connected' });
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('A lane whose idle connection is opened again or asked', () => {
  for (const code of ['idle-reopen', 'idle-probe']) {
    it(`takes no message in an ${code}, and is not away either`, () => {
      const transport = new IdleTransport();
      const lane = new Lane({ transport, restMs: () => 0, changed: () => undefined });
      transport.emit('connected');
      assert.deepEqual([lane.connected, lane.isFree], [true, true]);
      transport.emit('disconnected', { code });
      assert.deepEqual([lane.connected, lane.isFree, lane.isServing], [true, false, false]);
      transport.emit('connected');
      assert.deepEqual([lane.connected, lane.isFree], [true, true]);
      transport.emit('disconnected', { code });
      transport.emit('connect-failed', { code: 'ECONNREFUSED' });
      assert.deepEqual([lane.connected, lane.isFree], [false, false]);
    });
  }

  it('is away after any other end of its connection', () => {
    const transport = new IdleTransport();
    const lane = new Lane({ transport, restMs: () => 0, changed: () => undefined });
    transport.emit('connected');
    transport.emit('disconnected', { code: 'ECONNRESET' });
    assert.equal(lane.connected, false);
  });
});
