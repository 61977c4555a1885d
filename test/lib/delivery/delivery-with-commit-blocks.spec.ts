import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deliverer, type DeliveryEvent } from '../../../nodes/lib/delivery/index.ts';
import { DEFAULT_ACK_RULES } from '../../../nodes/lib/millennium/ack-rules.ts';
import { MllpClient, MllpListener } from '../../../nodes/lib/mllp/index.ts';
import { openSqliteStore } from '../../../nodes/lib/store/sqlite/index.ts';
import type { Store } from '../../../nodes/lib/store/index.ts';
import { eventually } from '../../support/eventually.ts';
import { ENDPOINT, enqueueBookings } from './stored-traffic.ts';

const controlIdOf = (message: Buffer): string => message.toString('latin1').split('\r')[0]?.split('|')[9] ?? '';
const ackOf = (controlId: string): Buffer =>
  Buffer.from(`MSH|^~\\&|M|V|ORBIT|SU|20261124080000||ACK|R${controlId}|P|2.4\rMSA|AA|${controlId}\r`);

describe('Delivery to a receiver of MLLP release 2', () => {
  let folder: string;
  let store: Store;
  let listener: MllpListener;
  let deliverer: Deliverer;
  let events: DeliveryEvent[];
  let received: Buffer[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'delivery-'));
    store = await openSqliteStore({ file: join(folder, 'orbit.sqlite') });
    [events, received] = [[], []];
  });
  afterEach(async () => {
    await deliverer.stop(0);
    await listener.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  /** @param take - false: the message cannot be kept */
  async function deliver(take: (controlId: string, times: number) => boolean): Promise<void> {
    listener = new MllpListener({
      port: 0,
      commitBlocks: true,
      onMessage: (content) => {
        received.push(content);
        const controlId = controlIdOf(content);
        const times = received.filter((message) => controlIdOf(message) === controlId).length;
        if (!take(controlId, times)) throw new Error('the disk is full');
        return ackOf(controlId);
      },
    });
    const { port } = await listener.listen();
    deliverer = new Deliverer({
      store,
      endpoint: ENDPOINT,
      createClient: () =>
        new MllpClient({ host: '127.0.0.1', port, commitBlocks: true, reconnect: { minMs: 5, maxMs: 20 } }),
      connections: 2,
      rulesFor: () => DEFAULT_ACK_RULES,
      retry: { minMs: 5, maxMs: 20, random: () => 0.5 },
      uncertain: 'hold',
      clock: () => new Date(),
      onEvent: (event) => events.push(event),
    });
    await deliverer.start();
  }

  const untilCompleted = (...caseIds: string[]): Promise<unknown> =>
    eventually(
      'the bookings are complete',
      () => Promise.all(caseIds.map(async (caseId) => (await store.eventStory(`event-${caseId}`))?.state)),
      (states) => states.every((state) => state === 'completed'),
    );
  const idsOf = (caseId: string): string[] =>
    received.map(controlIdOf).filter((controlId) => controlId.startsWith(`${caseId}-`));

  it('goes on after the reply, not after the commit acknowledgement', async () => {
    await enqueueBookings(store, ['C1', 'C2'], new Date());
    await deliver(() => true);
    await untilCompleted('C1', 'C2');
    assert.deepEqual(idsOf('C1'), ['C1-1', 'C1-2', 'C1-3']);
  });

  it('sends the same bytes again while the receiver cannot keep them, however often, and holds nothing for it', async () => {
    await enqueueBookings(store, ['C1', 'C2'], new Date());
    await deliver((controlId, times) => controlId !== 'C1-2' || times > 15);
    await untilCompleted('C1', 'C2');
    assert.deepEqual(idsOf('C1'), ['C1-1', ...Array.from({ length: 16 }, () => 'C1-2'), 'C1-3']);
    const repeated = received.filter((message) => controlIdOf(message) === 'C1-2');
    assert.ok(repeated.every((bytes) => repeated[0]?.equals(bytes) === true));
    const told = events.flatMap((event) => ('controlId' in event && event.controlId === 'C1-2' ? [event] : []));
    assert.deepEqual([told[0]?.type, told[0]?.code], ['message:refused', 'commit-nak']);
    assert.equal(told.at(-1)?.type, 'message:acknowledged');
  });
});
