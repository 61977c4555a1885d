import assert from 'node:assert/strict';
import { bench, type Bench, type BenchOptions } from './delivery-bench.ts';
import { FakeOutbox } from './fake-outbox.ts';
import { RefusingTransport, scriptedPeer } from './scripted-transport.ts';

describe('Deliverer', () => {
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

  it('delivers what is queued, marked in flight on disk before the first byte is written', async () => {
    const peer = scriptedPeer();
    const outbox = new FakeOutbox();
    const states: string[] = [];
    peer.onWritten = (controlId) => states.push(outbox.named(controlId).state);
    const { until, newsOf } = await started({ outbox, peer }, 'A', 'B', 'A');
    await until(() => outbox.count('acknowledged') === 3);
    assert.deepEqual(states, ['in-flight', 'in-flight', 'in-flight']);
    await until(() => newsOf('A2').length > 0);
    assert.deepEqual(newsOf('A2'), ['message:acknowledged aa-accepted']);
  });

  it('delivers what is queued later, when the store signals it', async () => {
    const { outbox, until } = await started({});
    outbox.add('A');
    outbox.signal('millennium');
    await until(() => outbox.count('acknowledged') === 1);
    outbox.add('B');
    outbox.signal();
    await until(() => outbox.count('acknowledged') === 2);
  });

  it('sends the next message of a case only after the one before was accepted, and other cases meanwhile', async () => {
    const { outbox, peer, until } = await started({ script: { A1: ['AE:206', 'AA'] }, connections: 3 }, 'A', 'A', 'B');
    await until(() => outbox.count('acknowledged') === 3);
    assert.deepEqual(
      peer.written.filter((controlId) => controlId.startsWith('A')),
      ['A1', 'A1', 'A2'],
    );
    assert.ok(peer.written.indexOf('B1') < peer.written.lastIndexOf('A1'));
  });

  it('asks for the settlement, the next mark and the next claim within one turn, for one synchronisation of the disk', async () => {
    const { outbox, until } = await started({}, 'A', 'B', 'C', 'D');
    await until(() => outbox.count('acknowledged') === 4);
    const turns = outbox.story.join(' ').split(' commit');
    assert.ok(
      turns.some((turn) => turn.includes('settle:A1') && turn.includes('mark:B1')),
      outbox.story.join(' '),
    );
    assert.ok(
      turns.some((turn) => turn.includes('settle:') && turn.includes('claim:')),
      outbox.story.join(' '),
    );
  });

  it('uses every connection at once', async () => {
    const { outbox, peer, until, deliverer } = await started(
      { connections: 4, script: { A1: ['hang'], B1: ['hang'], C1: ['hang'], D1: ['hang'] } },
      'A',
      'B',
      'C',
      'D',
      'E',
    );
    await until(() => peer.onWire.size === 4);
    assert.equal(outbox.count('in-flight'), 4);
    await deliverer.stop(0);
  });

  it('takes an accepting answer with a warning for done and says so', async () => {
    const { outbox, events, until } = await started({ script: { A1: ['W:AA'] } }, 'A');
    await until(() => outbox.count('acknowledged') === 1 && events.length === 2);
    const [, event] = events;
    assert.ok(event?.type === 'message:acknowledged');
    assert.deepEqual([event.warning, event.code, event.ackCode], [true, 'aa-accepted-with-warning', 'AA']);
  });

  it('takes AE 204 on a cancellation for done', async () => {
    const { outbox, until, newsOf, deliverer } = bench({ script: { A1: ['AE:204'] } });
    outbox.add('A', 'cancel');
    await deliverer.start();
    await until(() => newsOf('A1').length === 1);
    assert.deepEqual(newsOf('A1'), ['message:acknowledged ae-unknown-key-on-cancel']);
    await deliverer.stop(0);
  });

  it('holds a message refused for good; its case waits, other cases go on', async () => {
    const { outbox, peer, events, until } = await started({ script: { A1: ['AE:101'] } }, 'A', 'A', 'B', 'C');
    await until(() => outbox.count('acknowledged') === 2);
    assert.deepEqual([outbox.named('A1').state, outbox.named('A2').state], ['held', 'queued']);
    assert.deepEqual(
      peer.written.filter((controlId) => controlId.startsWith('A')),
      ['A1'],
    );
    const held = events.find(({ type }) => type === 'message:held');
    assert.ok(held?.type === 'message:held');
    const { endpoint, hospital, eventId, caseId, controlId, attempts, code, ackCode, errorCode, text } = held;
    assert.deepEqual(
      { endpoint, hospital, eventId, caseId, controlId, attempts, code, ackCode, errorCode, text },
      {
        endpoint: 'millennium',
        hospital: 'SU',
        eventId: 'event-of-A1',
        caseId: 'A',
        controlId: 'A1',
        attempts: 1,
        code: 'ae-required-field-missing',
        ackCode: 'AE',
        errorCode: '101',
        text: 'Required field missing',
      },
    );
  });

  it('goes on with a case when a person has its held message sent again', async () => {
    const { outbox, until } = await started({ script: { A1: ['AE:101', 'AA'] } }, 'A', 'A');
    await until(() => outbox.count('held') === 1);
    await outbox.retryMessage(1);
    await until(() => outbox.count('acknowledged') === 2);
  });

  it('repeats a refusal that may pass ten times with back-off, then holds the message', async () => {
    const { outbox, newsOf, until } = await started({ script: { A1: Array<string>(20).fill('AR') } }, 'A', 'B');
    await until(() => outbox.count('held') === 1 && newsOf('A1').length === 11);
    const { results } = outbox.named('A1');
    assert.equal(results.length, 11);
    assert.deepEqual(newsOf('A1'), [
      ...Array<string>(10).fill('message:refused ar-unexplained'),
      'message:held ar-unexplained',
    ]);
    assert.equal(outbox.named('B1').state, 'acknowledged');
  });

  it('repeats an unknown key every two minutes, five times, then holds the message', async () => {
    const { outbox, skip, until } = await started({ script: { A1: Array<string>(9).fill('AE:204') } }, 'A');
    const message = outbox.named('A1');
    for (let refusals = 1; refusals <= 5; refusals += 1) {
      await until(() => message.refusals === refusals);
      assert.equal(message.state, 'queued');
      const result = message.results.at(-1);
      assert.ok(result?.next.state === 'queued');
      assert.equal(result.next.notBefore.getTime() - result.finishedAt.getTime(), 120_000);
      skip.ms += 120_000;
      outbox.signal();
    }
    await until(() => message.state === 'held');
  });

  it('does not count what was never written, and sends it on the next connection', async () => {
    const { outbox, peer, events, until } = await started({ script: { A1: ['not-sent', 'AA'] } }, 'A');
    await until(() => outbox.count('acknowledged') === 1);
    assert.deepEqual(peer.written, ['A1']);
    assert.deepEqual(
      outbox.named('A1').results.map(({ class: kind, code }) => [kind, code]),
      [
        ['none', 'not-connected'],
        ['accepted', 'aa-accepted'],
      ],
    );
    assert.equal(outbox.named('A1').attempts, 1);
    assert.ok(!events.some(({ type }) => type === 'message:uncertain' || type === 'message:refused'));
  });

  it('holds a message that cannot be framed, and goes on', async () => {
    const peer = scriptedPeer();
    const { outbox, newsOf, until } = await started({ createClient: () => new RefusingTransport(peer) }, 'A', 'B');
    await until(() => newsOf('B1').length === 1);
    assert.deepEqual(
      [newsOf('A1'), newsOf('B1')],
      [['message:held not-transportable'], ['message:held not-transportable']],
    );
    assert.equal(outbox.count('held'), 2);
  });

  it('writes nothing when the claim has been lost before the mark', async () => {
    const outbox = new FakeOutbox();
    outbox.stolen.add('A1');
    const { peer, until } = await started({ outbox }, 'A', 'B');
    await until(() => outbox.count('acknowledged') === 2);
    assert.deepEqual([...peer.written].sort(), ['A1', 'B1']);
    assert.equal(outbox.named('A1').results.length, 1);
  });

  it('tells of a claim that was taken over before the end of the attempt could be written down', async () => {
    const peer = scriptedPeer();
    const outbox = new FakeOutbox();
    peer.onWritten = () => (outbox.named('A1').token = 'of another process');
    const { newsOf, until } = await started({ outbox, peer }, 'A');
    await until(() => newsOf('A1').length === 1);
    assert.deepEqual(newsOf('A1'), ['message:uncertain claim-lost']);
  });

  it('holds a message when the rules of its hospital fail, and goes on', async () => {
    let calls = 0;
    const rulesFor = (): never => {
      calls += 1;
      throw new Error('no rules');
    };
    const { outbox, newsOf, until } = await started({ rulesFor }, 'A', 'B');
    await until(() => outbox.count('held') === 2);
    await until(() => newsOf('B1').length === 1);
    assert.deepEqual([newsOf('A1'), calls], [['message:held rules-failed'], 2]);
  });

  it('goes on when a listener throws', async () => {
    const onEvent = (): never => {
      throw new Error('a fault of the listener');
    };
    const { outbox, until } = await started({ onEvent }, 'A', 'B');
    await until(() => outbox.count('acknowledged') === 2);
  });

  it('puts right what an earlier process left behind, before anything is sent', async () => {
    for (const [uncertain, expected] of [
      ['resend', ['A1', 'B1']],
      ['hold', ['B1']],
    ] as const) {
      const outbox = new FakeOutbox();
      outbox.add('A').state = 'in-flight';
      outbox.add('B').state = 'claimed';
      const { peer, until, deliverer } = await started({ outbox, uncertain });
      await until(() => outbox.count('acknowledged') === expected.length);
      assert.deepEqual(peer.written, expected);
      await deliverer.stop(0);
    }
  });
});
