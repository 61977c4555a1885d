import assert from 'node:assert/strict';
import { bench } from './delivery-bench.ts';
import { FakeOutbox } from './fake-outbox.ts';
import { scriptedPeer } from './scripted-transport.ts';

describe('Deliverer.stop', () => {
  it('waits for the exchange in flight and writes down its end', async () => {
    const { deliverer, outbox, peer, until } = bench({ script: { A1: ['AA'] } });
    outbox.add('A');
    outbox.add('B');
    let stopped: Promise<void> | undefined;
    peer.onWritten = () => void (stopped ??= deliverer.stop(5_000));
    await deliverer.start();
    await until(() => stopped !== undefined);
    await stopped;
    assert.equal(outbox.named('A1').state, 'acknowledged');
    assert.equal(outbox.named('B1').state, 'queued');
    assert.deepEqual(peer.written, ['A1']);
  });

  it('cuts off an exchange that outlasts the drain and leaves the message to be sent again', async () => {
    const { deliverer, outbox, until } = bench({ script: { A1: ['hang'] } });
    outbox.add('A');
    await deliverer.start();
    await until(() => outbox.count('in-flight') === 1);
    await deliverer.stop(20);
    assert.equal(outbox.named('A1').state, 'queued');
    assert.deepEqual(
      outbox.named('A1').results.map(({ class: kind }) => kind),
      ['uncertain'],
    );
  });

  it('puts back what it had claimed without counting an attempt, closes every connection and listens to nothing', async () => {
    const { deliverer, outbox, peer, until } = bench({ script: { A1: ['hang'], B1: ['hang'] }, connections: 2 });
    for (const key of 'ABCD') outbox.add(key);
    await deliverer.start();
    await until(() => outbox.count('in-flight') === 2 && outbox.count('claimed') === 2);
    await deliverer.stop(0);
    assert.equal(outbox.count('queued'), 4);
    for (const controlId of ['C1', 'D1']) assert.equal(outbox.named(controlId).attempts, 0);
    assert.ok(peer.connections.every(({ closed }) => closed));
    assert.equal(outbox.listeners, 0);
    const calls = { ...outbox.calls };
    outbox.signal();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(outbox.calls, calls);
  });

  it('puts back what a claim under way brings after the stop', async () => {
    const { deliverer, outbox, until, peer } = bench();
    await deliverer.start();
    await until(() => outbox.calls.due === 1);
    outbox.add('A');
    outbox.signal();
    await deliverer.stop(0);
    assert.equal(outbox.named('A1').state, 'queued');
    assert.deepEqual(peer.written, []);
  });

  it('writes nothing when it is stopped while the mark is written', async () => {
    const outbox = new FakeOutbox();
    const { deliverer, peer, until } = bench({ outbox });
    const mark = outbox.markInFlight.bind(outbox);
    let stopped: Promise<void> | undefined;
    outbox.markInFlight = (...mine) => {
      stopped = deliverer.stop(1_000);
      return mark(...mine);
    };
    outbox.add('A');
    await deliverer.start();
    await until(() => stopped !== undefined);
    await stopped;
    assert.deepEqual(peer.written, []);
    assert.equal(outbox.named('A1').state, 'queued');
    assert.equal(outbox.named('A1').attempts, 0);
  });

  it('does the same on a second call, and nothing before a start', async () => {
    const { deliverer, outbox } = bench();
    await Promise.all([deliverer.stop(0), deliverer.stop(0)]);
    assert.equal(outbox.calls.claim, 0);
  });

  it('loses nothing, doubles nothing and keeps the order over many stops and starts in mid-traffic', async () => {
    const outbox = new FakeOutbox();
    const peer = scriptedPeer();
    for (let number = 0; number < 300; number += 1) outbox.add(`${String(number % 20)}.`);
    while (outbox.count('acknowledged') < 300) {
      const { deliverer, until } = bench({ outbox, peer, connections: 4 });
      const target = Math.min(300, outbox.count('acknowledged') + 37);
      await deliverer.start();
      await until(() => outbox.count('acknowledged') >= target);
      await deliverer.stop(1_000);
      assert.deepEqual([outbox.count('claimed'), outbox.count('in-flight')], [0, 0]);
    }
    assert.equal(peer.written.length, 300);
    const inOrder = outbox.messages.map(({ controlId }) => controlId);
    for (let key = 0; key < 20; key += 1) {
      const ofKey = (controlId: string): boolean => controlId.startsWith(`${String(key)}.`);
      assert.deepEqual(peer.written.filter(ofKey), inOrder.filter(ofKey));
    }
  });
});
