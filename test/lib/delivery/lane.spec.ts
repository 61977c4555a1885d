import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mock } from 'node:test';
import { Lane, type ExchangeEnding } from '../../../nodes/lib/delivery/lane.ts';
import type { ExchangeOutcome, Transport } from '../../../nodes/lib/delivery/index.ts';

const HEADER = 'MSH|^~\\&|MILLENNIUM|VGR|ORBIT|SU|20261103101500+0100||ACK|R1|P|2.5.1\r';
const reply = (msa: string): Buffer => Buffer.from(`${HEADER}${msa}\r`);

/** A transport whose exchanges end as the test says. */
class HandTransport extends EventEmitter implements Transport {
  connected = 0;
  closed = false;
  accept: (reply: Buffer) => 'answer' | 'stray' = () => 'stray';
  #end: { resolve: (outcome: ExchangeOutcome) => void; reject: (cause: Error) => void } | undefined;

  connect(): void {
    this.connected += 1;
  }
  exchange(content: Buffer, accept: (reply: Buffer) => 'answer' | 'stray'): Promise<ExchangeOutcome> {
    if (content.length === 0) throw new RangeError('content holds a framing byte');
    this.accept = accept;
    return new Promise((resolve, reject) => {
      this.#end = { resolve, reject };
    });
  }
  end(outcome: ExchangeOutcome): void {
    this.#end?.resolve(outcome);
  }
  fail(): void {
    this.#end?.reject(new Error('a fault of the transport'));
  }
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

describe('a lane', () => {
  let transport: HandTransport;
  let changes: (string | undefined)[];
  let rests: number[];
  let lane: Lane;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    transport = new HandTransport();
    changes = [];
    rests = [];
    const restMs = (failures: number): number => {
      rests.push(failures);
      return 1_000;
    };
    lane = new Lane({ transport, restMs, changed: (code) => changes.push(code) });
  });
  afterEach(() => mock.timers.reset());

  /** Carries one message, and ends its exchange after what the peer has said. */
  async function carried(outcome: ExchangeOutcome | 'fault', ...said: Buffer[]): Promise<ExchangeEnding> {
    const ending = new Promise<ExchangeEnding>((resolve) => lane.carry(Buffer.from('content'), 'M1', resolve));
    for (const one of said) transport.accept(one);
    if (outcome === 'fault') transport.fail();
    else transport.end(outcome);
    return ending;
  }

  const lost: ExchangeOutcome = { kind: 'uncertain', code: 'connection-lost-after-write' };
  const timeout: ExchangeOutcome = { kind: 'uncertain', code: 'ack-timeout' };

  it('connects at once, and tells of every change with its reason', () => {
    assert.equal(transport.connected, 1);
    assert.deepEqual([lane.connected, lane.isFree, lane.isServing], [false, false, false]);
    transport.emit('connected');
    transport.emit('disconnected', { code: 'ECONNRESET' });
    transport.emit('connect-failed', { code: 'ECONNREFUSED' });
    assert.deepEqual(changes, [undefined, 'ECONNRESET', 'ECONNREFUSED']);
    assert.equal(lane.isServing, false);
  });

  it('is busy from its reservation on, though it goes on serving, and free when it is released', async () => {
    transport.emit('connected');
    lane.reserve();
    assert.deepEqual([lane.isFree, lane.isServing], [false, true]);
    lane.release();
    assert.equal(lane.isFree, true);
    lane.reserve();
    await carried({ kind: 'reply', reply: reply('MSA|AA|M1') });
    assert.equal(lane.isFree, true);
  });

  it('hands back what the transport says', async () => {
    const answer = reply('MSA|AA|M1');
    assert.deepEqual(await carried({ kind: 'reply', reply: answer }), { kind: 'reply', reply: answer });
    assert.deepEqual(await carried({ kind: 'not-sent', code: 'not-connected' }), {
      kind: 'not-sent',
      code: 'not-connected',
    });
    assert.deepEqual(await carried({ kind: 'refused', code: 'nak' }), { kind: 'no-answer', code: 'nak' });
    assert.deepEqual(await carried('fault'), { kind: 'no-answer', code: 'transport-failed' });
    const ended: ExchangeEnding[] = [];
    lane.carry(Buffer.alloc(0), 'M1', (ending) => ended.push(ending));
    assert.deepEqual(ended, [{ kind: 'not-transportable' }]);
  });

  it('takes the answer to its own message, and leaves every other aside', () => {
    lane.carry(Buffer.from('content'), 'M1', () => undefined);
    assert.equal(transport.accept(reply('MSA|AA|M1')), 'answer');
    assert.equal(transport.accept(reply('MSA|AA|M2')), 'stray');
  });

  it('says what came instead of an answer', async () => {
    assert.deepEqual(await carried(timeout), { kind: 'no-answer', code: 'ack-timeout' });
    assert.deepEqual(await carried(timeout, reply('MSA|AA|M2')), { kind: 'no-answer', code: 'ack-unmatched' });
    assert.deepEqual(await carried(lost, reply('MSA|AA|M2')), {
      kind: 'no-answer',
      code: 'connection-lost-after-write',
    });
    assert.deepEqual(await carried(timeout, reply('MSA|AR|')), {
      kind: 'no-answer',
      code: 'ack-unaddressed',
      ackCode: 'AR',
    });
    assert.deepEqual(await carried(lost, Buffer.from('hello')), { kind: 'no-answer', code: 'ack-unreadable' });
  });

  it('rests after the second failure of the connection in a row, longer each time, and tells when it is over', async () => {
    transport.emit('connected');
    await carried(lost);
    assert.deepEqual([rests, lane.isFree], [[], true]);
    await carried({ kind: 'not-sent', code: 'not-connected' });
    assert.deepEqual([rests, lane.isFree, lane.isServing, lane.connected], [[0], false, false, true]);
    changes.length = 0;
    mock.timers.tick(1_000);
    assert.deepEqual([changes, lane.isFree, lane.isServing], [[undefined], true, true]);
    await carried(timeout);
    assert.deepEqual(rests, [0, 1]);
  });

  it('does not rest for a peer that answers, however badly', async () => {
    transport.emit('connected');
    for (const said of [reply('MSA|AR|'), Buffer.from('hello')]) {
      await carried(lost);
      await carried(timeout, said);
    }
    await carried(lost);
    await carried({ kind: 'reply', reply: reply('MSA|AE|M1') });
    await carried(lost);
    assert.deepEqual(rests, []);
  });

  it('is over once it is closed, with its connection', async () => {
    transport.emit('connected');
    await carried(lost);
    await carried(lost);
    changes.length = 0;
    await lane.close();
    assert.equal(transport.closed, true);
    assert.deepEqual([lane.connected, lane.isFree, lane.isServing], [false, false, false]);
    await carried(lost);
    mock.timers.tick(5_000);
    assert.deepEqual([changes, rests], [[], [0]]);
  });
});
