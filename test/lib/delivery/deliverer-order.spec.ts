import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bench } from './delivery-bench.ts';
import { FakeOutbox } from './fake-outbox.ts';
import { scriptedPeer } from './scripted-transport.ts';

/** What may happen to a message before it is accepted, the rare things included. */
const trouble = fc.constantFrom(
  'lost',
  'silence',
  'not-sent',
  'wrong',
  'garbage',
  'AE:206',
  'AR',
  'CE:207',
  'wrong,AA',
  'AA',
  'W:AA',
  'AE:101',
);
const message = fc.record({ key: fc.integer({ min: 0, max: 5 }), script: fc.array(trouble, { maxLength: 3 }) });

describe('Order of delivery', () => {
  it('is kept per case on 8 connections whatever goes wrong, one at a time per case, and nothing is sent after it was accepted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 40 }), fc.boolean(), async (messages, stormy) => {
        const outbox = new FakeOutbox();
        const peer = scriptedPeer();
        for (const { key, script } of messages) {
          const { controlId } = outbox.add(`${String(key)}.`);
          peer.script.set(controlId, [...script]);
        }
        peer.onWritten = (controlId) => {
          const written = outbox.named(controlId);
          assert.equal(written.state, 'in-flight');
          const sameCase = [...peer.onWire].filter((other) => outbox.named(other).orderingKey === written.orderingKey);
          assert.deepEqual(sameCase, [controlId]);
          const older = outbox.messages.filter(
            (other) => other.orderingKey === written.orderingKey && other.messageId < written.messageId,
          );
          assert.ok(older.every(({ state }) => state === 'acknowledged'));
          if (stormy && peer.written.length % 7 === 0)
            setImmediate(() => peer.connections[peer.written.length % 8]?.drop());
        };
        const { deliverer, until } = bench({ outbox, peer, connections: 8 });
        await deliverer.start();
        await until(() => outbox.messages.every((each) => isOver(each.state) || isBehindHeld(outbox, each.messageId)));
        await deliverer.stop(100);
        assert.deepEqual([outbox.count('claimed'), outbox.count('in-flight'), outbox.listeners], [0, 0, 0]);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});

function isOver(state: string): boolean {
  return state === 'acknowledged' || state === 'held';
}

function isBehindHeld(outbox: FakeOutbox, messageId: number): boolean {
  const { orderingKey } = outbox.messages[messageId - 1] ?? { orderingKey: '' };
  return outbox.messages.some(
    (other) => other.orderingKey === orderingKey && other.messageId < messageId && other.state === 'held',
  );
}
