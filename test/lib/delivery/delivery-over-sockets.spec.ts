import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deliverer, type DelivererOptions, type DeliveryEvent } from '../../../nodes/lib/delivery/index.ts';
import { DEFAULT_ACK_RULES } from '../../../nodes/lib/millennium/ack-rules.ts';
import { MllpClient } from '../../../nodes/lib/mllp/index.ts';
import { openSqliteStore } from '../../../nodes/lib/store/sqlite/index.ts';
import type { Store } from '../../../nodes/lib/store/index.ts';
import { ScriptedReceiver } from './scripted-receiver.ts';
import { ENDPOINT, enqueueBookings } from './stored-traffic.ts';

describe('Delivery over sockets from the embedded store', () => {
  let folder: string;
  let store: Store;
  let receiver: ScriptedReceiver;
  let port: number;
  let events: DeliveryEvent[];
  let deliverers: Deliverer[];
  let ackTimeoutMs: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'delivery-'));
    store = await openSqliteStore({ file: join(folder, 'orbit.sqlite') });
    receiver = new ScriptedReceiver();
    port = await receiver.listen();
    events = [];
    deliverers = [];
    ackTimeoutMs = 8_000;
  });

  afterEach(async () => {
    for (const deliverer of deliverers) await deliverer.stop(0);
    await receiver.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  async function start(options: Partial<DelivererOptions> = {}): Promise<Deliverer> {
    const deliverer = new Deliverer({
      store,
      endpoint: ENDPOINT,
      createClient: () => new MllpClient({ host: '127.0.0.1', port, ackTimeoutMs, reconnect: { minMs: 5, maxMs: 20 } }),
      connections: 2,
      rulesFor: () => DEFAULT_ACK_RULES,
      retry: { minMs: 10, maxMs: 40, random: () => 0.5 },
      uncertain: 'resend',
      clock: () => new Date(),
      onEvent: (event) => events.push(event),
      ...options,
    });
    deliverers.push(deliverer);
    await deliverer.start();
    return deliverer;
  }

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 8_000;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`${what} never came`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  const completed = async (caseId: string): Promise<boolean> =>
    (await store.eventStory(`event-${caseId}`))?.state === 'completed';

  async function untilCompleted(...caseIds: string[]): Promise<void> {
    for (const caseId of caseIds) await until(`the completion of ${caseId}`, () => completed(caseId));
  }

  it('delivers the messages of every case in order and completes their events', async () => {
    const cases = Array.from({ length: 20 }, (_, index) => `C${String(index)}`);
    await enqueueBookings(store, cases, new Date());
    await start({ connections: 4 });
    await untilCompleted(...cases);
    assert.equal(receiver.received.length, 60);
    assert.equal(receiver.connections, 4);
    for (const caseId of cases) {
      assert.deepEqual(
        receiver.received.filter((controlId) => controlId.startsWith(`${caseId}-`)),
        [`${caseId}-1`, `${caseId}-2`, `${caseId}-3`],
      );
      const view = await store.caseView(caseId);
      assert.ok(view?.links.every(({ state }) => state === 'confirmed'));
    }
  });

  const words: readonly (readonly [string, number, string])[] = [
    ['bytes', 1, ''],
    ['two-acks', 1, ''],
    ['wrong-then-right', 1, ''],
    ['garbage-then-right', 1, ''],
    ['silence', 2, 'ack-timeout'],
    ['late', 2, 'ack-timeout'],
    ['wrong', 2, 'ack-unmatched'],
    ['close-after-read', 2, 'connection-lost-after-write'],
    ['reset-after-read', 2, 'connection-lost-after-write'],
    ['AE:206', 2, 'ae-record-locked'],
    ['AR', 2, 'ar-unexplained'],
  ];
  const timedOut = new Set(['silence', 'late', 'wrong']);
  for (const [word, times, code] of words) {
    it(`survives ${word}: ${times === 1 ? 'sent once' : 'the same bytes again'}, the case in order, the others too`, async () => {
      // Short only where the time is to run out: a slow disk must not look like a silent receiver.
      if (timedOut.has(word)) ackTimeoutMs = 400;
      receiver.script.set('C1-2', [word]);
      await enqueueBookings(store, ['C1', 'C2'], new Date());
      await start();
      await untilCompleted('C1', 'C2');
      const attempts = receiver.attempts.get('C1-2') ?? [];
      assert.equal(attempts.length, times);
      assert.ok(attempts.every((bytes) => attempts[0]?.equals(bytes) === true));
      assert.deepEqual(
        [...new Set(receiver.received.filter((controlId) => controlId.startsWith('C1-')))],
        ['C1-1', 'C1-2', 'C1-3'],
      );
      const told = events.flatMap((event) => ('controlId' in event && event.controlId === 'C1-2' ? [event.code] : []));
      assert.deepEqual(told, code === '' ? ['aa-accepted'] : [code, 'aa-accepted']);
    });
  }

  it('delivers everything once to a receiver that closes connections before reading', async () => {
    receiver.closeBeforeRead(5);
    await enqueueBookings(store, ['C1', 'C2'], new Date());
    await start();
    await untilCompleted('C1', 'C2');
    assert.equal(new Set(receiver.received).size, 6);
  });

  it('holds a refused message and its case, and nothing else', async () => {
    receiver.script.set('C1-2', ['AE:101']);
    await enqueueBookings(store, ['C1', 'C2', 'C3'], new Date());
    await start();
    await untilCompleted('C2', 'C3');
    await until('the refusal', () => Promise.resolve(events.some(({ type }) => type === 'message:held')));
    const story = await store.eventStory('event-C1');
    assert.equal(story?.state, 'held');
    assert.deepEqual(
      story.messages.map(({ state, errorCode }) => [state, errorCode]),
      [
        ['acknowledged', null],
        ['held', '101'],
        ['queued', null],
      ],
    );
    await store.retryMessage(
      events.flatMap((event) => (event.type === 'message:held' ? [event.messageId] : []))[0] ?? 0,
      new Date(),
    );
    await untilCompleted('C1');
  });

  it('waits for a receiver that is away, without spending attempts, and drains in order when it is back', async () => {
    await receiver.close();
    await enqueueBookings(store, ['C1', 'C2', 'C3'], new Date());
    await start();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(
      events.map(({ type }) => type),
      ['endpoint:disconnected'],
    );
    await receiver.listen(port);
    await untilCompleted('C1', 'C2', 'C3');
    assert.equal(receiver.received.length, 9);
    const story = await store.eventStory('event-C1');
    assert.deepEqual(
      story?.messages.map(({ attempts }) => attempts),
      [1, 1, 1],
    );
  });

  it('is taken over by the next deliverer in mid-traffic: nothing lost, nothing doubled, no socket left', async () => {
    const cases = Array.from({ length: 60 }, (_, index) => `C${String(index)}`);
    await enqueueBookings(store, cases, new Date());
    for (const target of [30, 80, 130]) {
      const deliverer = await start({ connections: 3 });
      while (receiver.received.length < target) await new Promise((resolve) => setImmediate(resolve));
      await deliverer.stop(5_000);
      while (receiver.open > 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await start({ connections: 3 });
    await untilCompleted(...cases);
    assert.equal(receiver.received.length, 180);
    assert.equal(new Set(receiver.received).size, 180);
  });
});
