import assert from 'node:assert/strict';
import { bench, type Bench, type BenchOptions } from './delivery-bench.ts';
import { FakeOutbox } from './fake-outbox.ts';
import { scriptedPeer } from './scripted-transport.ts';

const aMoment = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('Deliverer in trouble', () => {
  let current: Bench | undefined;

  async function started(options: BenchOptions, ...keys: string[]): Promise<Bench> {
    current = bench(options);
    for (const key of keys) current.outbox.add(key);
    await current.deliverer.start();
    return current;
  }

  afterEach(async () => {
    await current?.deliverer.stop(0);
    current = undefined;
  });

  describe('without a connection', () => {
    it('claims nothing, says so once, and delivers in order as soon as there is one', async () => {
      const peer = scriptedPeer();
      peer.refuses = true;
      const { outbox, events, until } = await started({ peer, connections: 2 }, 'A', 'A', 'B');
      await aMoment(60);
      assert.equal(outbox.calls.claim, 0);
      assert.deepEqual(events, [{ type: 'endpoint:disconnected', endpoint: 'millennium', code: 'ECONNREFUSED' }]);
      peer.refuses = false;
      await until(() => outbox.count('acknowledged') === 3);
      assert.deepEqual(events.map(({ type }) => type).slice(0, 2), ['endpoint:disconnected', 'endpoint:connected']);
      assert.deepEqual(
        peer.written.filter((controlId) => controlId.startsWith('A')),
        ['A1', 'A2'],
      );
    });

    it('tells of the endpoint, not of each connection', async () => {
      const { peer, events, until } = await started({ connections: 3 });
      await until(() => peer.connections.every(({ connects }) => connects === 1));
      peer.refuses = true;
      for (const connection of peer.connections) connection.drop('ECONNRESET');
      peer.refuses = false;
      await until(() => peer.connections.every(({ connects }) => connects === 2));
      assert.deepEqual(events, [
        { type: 'endpoint:connected', endpoint: 'millennium' },
        { type: 'endpoint:disconnected', endpoint: 'millennium', code: 'ECONNRESET' },
        { type: 'endpoint:connected', endpoint: 'millennium' },
      ]);
    });

    it('puts back what was claimed and not written, so that a newer version may replace it', async () => {
      const { outbox, peer, until } = await started({ script: { A1: ['hang', 'AA'] } }, 'A', 'B');
      await until(() => outbox.count('in-flight') === 1 && outbox.count('claimed') === 1);
      peer.refuses = true;
      peer.connections[0]?.drop();
      await until(() => outbox.count('queued') === 2);
      assert.deepEqual(
        outbox.named('B1').results.map(({ class: kind, code }) => [kind, code]),
        [['none', 'put-back']],
      );
      assert.equal(outbox.named('B1').attempts, 0);
      peer.refuses = false;
      await until(() => outbox.count('acknowledged') === 2);
    });

    it('does not write on a connection that went while the mark was written', async () => {
      const peer = scriptedPeer();
      const outbox = new FakeOutbox();
      const mark = outbox.markInFlight.bind(outbox);
      let dropped = false;
      outbox.markInFlight = (...mine) => {
        if (!dropped) {
          peer.refuses = true;
          peer.connections[0]?.drop();
          setTimeout(() => (peer.refuses = false), 10);
        }
        dropped = true;
        return mark(...mine);
      };
      const { until } = await started({ outbox, peer }, 'A');
      await until(() => outbox.count('acknowledged') === 1);
      assert.deepEqual(peer.written, ['A1']);
      assert.deepEqual(
        outbox.named('A1').results.map(({ class: kind }) => kind),
        ['none', 'accepted'],
      );
    });

    it('rests after repeated failures, so that not every waiting message is offered to a peer that drops them all', async () => {
      const script = Object.fromEntries(
        Array.from({ length: 50 }, (_, index) => [`${String(index)}.1`, ['lost', 'lost', 'lost']]),
      );
      const keys = Object.keys(script).map((controlId) => controlId.slice(0, -1));
      const { peer, until } = await started(
        { script, retry: { minMs: 5_000, maxMs: 5_000, random: () => 0.5 } },
        ...keys,
      );
      await until(() => peer.written.length >= 2);
      await aMoment(50);
      assert.equal(peer.written.length, 2);
    });
  });

  it('does not rest for failures with successes between them', async () => {
    const slow = { minMs: 60_000, maxMs: 60_000, random: () => 0.5 };
    // A is lost; B is put back and C taken, D is lost; each time another message goes well before the next loss.
    const script = { A1: ['lost', 'AA'], D1: ['lost', 'AA'] };
    const { outbox, peer, until } = await started({ script, retry: slow }, 'A', 'B', 'C', 'D');
    await until(() => outbox.count('acknowledged') === 4);
    assert.deepEqual(peer.written.slice(0, 3), ['A1', 'C1', 'D1']);
  });

  describe('with a store that fails', () => {
    for (const operation of ['claim', 'mark', 'settle', 'recover'] as const) {
      it(`waits out a store that does not take a ${operation}, tells it once, and loses and doubles nothing`, async () => {
        const outbox = new FakeOutbox();
        outbox.broken.add(operation);
        const { peer, events, until } = await started({ outbox, connections: 2 }, 'A', 'A', 'B', 'C');
        await until(() => outbox.calls[operation] >= 1 && events.some(({ type }) => type === 'store:unavailable'));
        const calls = { ...outbox.calls };
        await aMoment(80);
        assert.deepEqual(outbox.calls, calls);
        await until(() => outbox.calls[operation] > calls[operation]);
        outbox.broken.clear();
        await until(() => outbox.count('acknowledged') === 4);
        assert.deepEqual([...peer.written].sort(), ['A1', 'A2', 'B1', 'C1']);
        assert.equal(events.filter(({ type }) => type === 'store:unavailable').length, 1);
      });
    }

    it('tells of the next outage again', async () => {
      const outbox = new FakeOutbox();
      const { events, until } = await started({ outbox }, 'A');
      for (let outage = 1; outage <= 2; outage += 1) {
        outbox.broken.add('claim');
        outbox.signal();
        await until(() => events.filter(({ type }) => type === 'store:unavailable').length === outage);
        outbox.broken.clear();
        outbox.add(`B${String(outage)}-`);
        await until(() => outbox.count('acknowledged') === outage + 1);
      }
    });

    it('can be stopped while the store does not let it start', async () => {
      const outbox = new FakeOutbox();
      outbox.broken.add('recover');
      const { deliverer, peer } = await started({ outbox }, 'A');
      await deliverer.stop(0);
      outbox.broken.clear();
      await aMoment(200);
      assert.deepEqual(
        [outbox.calls.recover, outbox.calls.claim, peer.connections.length, outbox.listeners],
        [1, 0, 0, 0],
      );
    });

    it('asks nothing any more when the store fails after the stop', async () => {
      const outbox = new FakeOutbox();
      let refuse: (() => void) | undefined;
      outbox.settleMessage = () => {
        outbox.calls.settle += 1;
        return new Promise((_, reject) => (refuse = () => reject(new Error('too late'))));
      };
      const { deliverer, events, until } = await started({ outbox, storeRetryMs: 20 }, 'A');
      await until(() => refuse !== undefined);
      await deliverer.stop(0);
      refuse?.();
      await aMoment(100);
      assert.equal(outbox.calls.settle, 1);
      assert.deepEqual(
        events.map(({ type }) => type),
        ['endpoint:connected'],
      );
    });

    it('writes the end of an attempt down during the drain of a stop, as soon as the store works', async () => {
      const outbox = new FakeOutbox();
      outbox.broken.add('settle');
      const { deliverer, until } = await started({ outbox, storeRetryMs: 20 }, 'A');
      await until(() => outbox.calls.settle === 1);
      const stopped = deliverer.stop(5_000);
      outbox.broken.clear();
      await stopped;
      assert.equal(outbox.named('A1').state, 'acknowledged');
    });

    it('lets go of what the store does not take when it has to stop; the next start finds it in flight', async () => {
      const outbox = new FakeOutbox();
      outbox.broken.add('settle');
      const { deliverer, until, peer } = await started({ outbox }, 'A');
      await until(() => outbox.calls.settle === 1);
      await deliverer.stop(10);
      assert.equal(outbox.named('A1').state, 'in-flight');
      outbox.broken.clear();
      const next = await started({ outbox, peer });
      await next.until(() => outbox.count('acknowledged') === 1);
      assert.deepEqual(peer.written, ['A1', 'A1']);
    });
  });

  describe('with nothing to do', () => {
    it('asks once and waits for a signal', async () => {
      const { outbox } = await started({ connections: 4 });
      await aMoment(150);
      assert.ok(outbox.calls.claim <= 4, `claims: ${String(outbox.calls.claim)}`);
      const { claim, due } = outbox.calls;
      outbox.signal('another endpoint');
      await aMoment(50);
      assert.deepEqual([outbox.calls.claim, outbox.calls.due], [claim, due]);
    });

    it('does not miss what is queued while the claims under way find nothing', async () => {
      const outbox = new FakeOutbox();
      const { until } = await started({ outbox });
      await until(() => outbox.calls.due === 1);
      const claim = outbox.claimMessages.bind(outbox);
      const answers: (() => void)[] = [];
      outbox.claimMessages = () => new Promise((resolve) => answers.push(() => resolve([])));
      outbox.signal();
      outbox.signal();
      outbox.claimMessages = claim;
      outbox.add('A');
      outbox.signal();
      assert.deepEqual([answers.length, outbox.named('A1').state], [2, 'queued']);
      for (const answer of answers) answer();
      await until(() => outbox.count('acknowledged') === 1);
    });

    it('does not ask in a circle while a case is held', async () => {
      const { outbox, until } = await started({ script: { A1: ['AE:101'] } }, 'A', 'A');
      await until(() => outbox.count('held') === 1);
      await aMoment(30);
      const { claim } = outbox.calls;
      await aMoment(200);
      assert.equal(outbox.calls.claim, claim);
    });

    it('sleeps until a message is due, and sends it then', async () => {
      const outbox = new FakeOutbox();
      outbox.add('A', 'create', Date.now() + 300);
      const { peer, until } = await started({ outbox, connections: 2 }, 'B');
      await until(() => outbox.count('acknowledged') === 1);
      await aMoment(100);
      const { claim } = outbox.calls;
      assert.deepEqual(peer.written, ['B1']);
      assert.ok(claim <= 8, `claims: ${String(claim)}`);
      await until(() => outbox.count('acknowledged') === 2);
    });

    it('does not ask in a circle when the store names a time that has passed and gives nothing', async () => {
      const outbox = new FakeOutbox();
      outbox.nextMessageDueAt = () => Promise.resolve(new Date(0));
      await started({ outbox });
      await aMoment(500);
      assert.ok(outbox.calls.claim <= 15, `claims: ${String(outbox.calls.claim)}`);
    });

    it('claims in batches under load', async () => {
      const keys = Array.from({ length: 400 }, (_, index) => `${String(index)}.`);
      const { outbox, until } = await started({ connections: 8 }, ...keys);
      await until(() => outbox.count('acknowledged') === 400);
      assert.ok(outbox.calls.claim < 150, `claims: ${String(outbox.calls.claim)}`);
    });
  });
});
