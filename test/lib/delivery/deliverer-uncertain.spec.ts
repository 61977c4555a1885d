import assert from 'node:assert/strict';
import { bench, type Bench, type BenchOptions } from './delivery-bench.ts';

describe('Deliverer without a readable answer', () => {
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

  const uncertainWords: readonly (readonly [string, string])[] = [
    ['silence', 'ack-timeout'],
    ['lost', 'connection-lost-after-write'],
    ['wrong', 'ack-unmatched'],
    ['wrong,lost', 'connection-lost-after-write'],
    ['too-large', 'reply-too-large'],
    ['reject', 'transport-failed'],
    ['garbage', 'ack-unreadable'],
    ['lost-after-garbage', 'ack-unreadable'],
    ['unaddressed', 'ack-unaddressed'],
    ['torn', 'ack-without-header'],
  ];
  for (const [word, code] of uncertainWords) {
    it(`sends the same message again after ${word}, recorded as uncertain with ${code}`, async () => {
      const { outbox, peer, newsOf, until } = await started({ script: { A1: [word, 'AA'] } }, 'A');
      await until(() => newsOf('A1').length === 2);
      assert.deepEqual(newsOf('A1'), [`message:uncertain ${code}`, 'message:acknowledged aa-accepted']);
      assert.deepEqual(peer.written, ['A1', 'A1']);
      assert.equal(outbox.named('A1').results[0]?.class, 'uncertain');
      assert.equal(outbox.named('A1').refusals, 0);
    });

    it(`holds the message after ${word} where the policy says so`, async () => {
      const { outbox, peer, newsOf, until } = await started({ script: { A1: [word] }, uncertain: 'hold' }, 'A', 'B');
      await until(() => newsOf('A1').length === 1 && outbox.count('acknowledged') === 1);
      assert.deepEqual(newsOf('A1'), [`message:held ${code}`]);
      assert.deepEqual(peer.written, ['A1', 'B1']);
    });
  }

  it('keeps the code of an unaddressed rejection, because the peer could not read the message', async () => {
    const { outbox, until } = await started({ script: { A1: ['unaddressed', 'AA'] } }, 'A');
    await until(() => outbox.count('acknowledged') === 1);
    assert.deepEqual(
      outbox.named('A1').results.map(({ ackCode }) => ackCode),
      ['AR', 'AA'],
    );
  });

  for (const first of ['wrong', 'garbage', 'unaddressed', 'wrong,garbage,wrong']) {
    it(`leaves ${first} aside and takes the answer that follows`, async () => {
      const { outbox, peer, until } = await started({ script: { A1: [`${first},AA`] } }, 'A');
      await until(() => outbox.count('acknowledged') === 1);
      assert.deepEqual(peer.written, ['A1']);
    });
  }

  for (const word of ['garbage', 'unaddressed', 'torn', 'lost-after-garbage']) {
    it(`repeats after ${word} three times, then holds the message`, async () => {
      const { outbox, peer, until } = await started({ script: { A1: Array<string>(9).fill(word) } }, 'A', 'B');
      await until(() => outbox.count('held') === 1);
      assert.equal(peer.written.filter((controlId) => controlId === 'A1').length, 4);
      await until(() => outbox.count('acknowledged') === 1);
    });
  }

  it('begins to count unreadable replies anew when a person has the message sent again', async () => {
    const { outbox, peer, until } = await started({ script: { A1: Array<string>(8).fill('garbage') } }, 'A');
    await until(() => outbox.count('held') === 1);
    await outbox.retryMessage(1);
    await until(() => outbox.count('held') === 1);
    assert.equal(peer.written.length, 8);
  });

  it('has no limit for silence: it is Millennium that is away, not the message that is wrong', async () => {
    const { outbox, until } = await started({ script: { A1: [...Array<string>(15).fill('silence'), 'AA'] } }, 'A');
    await until(() => outbox.count('acknowledged') === 1);
    assert.equal(outbox.named('A1').attempts, 16);
  });
});
