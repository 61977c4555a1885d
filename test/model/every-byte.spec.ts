import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deliverer } from '../../nodes/lib/delivery/index.ts';
import { DEFAULT_ACK_RULES } from '../../nodes/lib/millennium/ack-rules.ts';
import { encodeFrame } from '../../nodes/lib/mllp/frame.ts';
import { MllpClient } from '../../nodes/lib/mllp/index.ts';
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import type { Store } from '../../nodes/lib/store/index.ts';
import { ScriptedReceiver } from '../lib/delivery/scripted-receiver.ts';
import { contentOf, ENDPOINT, enqueueBookings } from '../lib/delivery/stored-traffic.ts';
import { eventually } from '../support/eventually.ts';
import { BreakingLine, type Direction } from './breaking-line.ts';

/** More than any acknowledgement of the receiver has. */
const ACKNOWLEDGEMENT_BYTES = 200;

describe('a line that breaks at every byte', function () {
  this.timeout(60_000);
  let folder: string;
  let store: Store;
  let receiver: ScriptedReceiver;
  let line: BreakingLine;
  let deliverer: Deliverer;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'every-byte-'));
    store = await openSqliteStore({ file: join(folder, 'orbit.sqlite') });
    receiver = new ScriptedReceiver();
    const port = await receiver.listen();
    line = await BreakingLine.open(() => port);
    deliverer = new Deliverer({
      store,
      endpoint: ENDPOINT,
      createClient: () => new MllpClient({ host: '127.0.0.1', port: line.port, reconnect: { minMs: 1, maxMs: 2 } }),
      connections: 1,
      rulesFor: () => DEFAULT_ACK_RULES,
      retry: { minMs: 1, maxMs: 2, random: () => 0.5 },
      uncertain: 'resend',
      clock: () => new Date(),
      onEvent: () => undefined,
    });
  });

  afterEach(async () => {
    await deliverer.stop(0);
    await line.close();
    await receiver.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  /** The message meets the first break, its repetition the second, and so on. @returns how often each message was taken, in the order of the first times */
  async function breakAt(direction: Direction, positions: number): Promise<number[]> {
    for (let bytes = 1; bytes <= positions; bytes += 1) line.breakAfter(direction, bytes);
    await enqueueBookings(store, ['C1'], new Date());
    await deliverer.start();
    await eventually(
      'the booking is completed',
      () => store.eventStory('event-C1'),
      (story) => story?.state === 'completed',
      50_000,
    );
    assert.deepEqual([...new Set(receiver.received)], ['C1-1', 'C1-2', 'C1-3'], 'in the order of the plan');
    for (const [first, ...others] of receiver.attempts.values()) {
      for (const other of others) assert.deepEqual(other, first, 'the same bytes at every attempt');
    }
    return [...receiver.attempts.values()].map(({ length }) => length);
  }

  it('on the way out: only a message whose last byte has been carried arrives, and the same one comes again', async () => {
    const { length } = encodeFrame(contentOf('ADT^A05', 'C1-1'));
    const taken = await breakAt('out', length);
    assert.equal(line.broken, length);
    // Whole without the carriage return behind the end block, whole with it, and once more after the last break.
    assert.deepEqual(taken, [3, 1, 1]);
  });

  it('on the way back: the same message comes again until its acknowledgement has arrived', async () => {
    const [first = 0, ...others] = await breakAt('back', ACKNOWLEDGEMENT_BYTES);
    // One break in every byte of the first acknowledgement, and the message again after each.
    assert.ok(first > 60 && line.broken >= first - 1, `taken ${String(first)} times, ${String(line.broken)} breaks`);
    assert.deepEqual(
      others.map((times) => times >= 1),
      [true, true],
    );
  });
});
