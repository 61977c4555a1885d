import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { CommittedBed } from './committed-bed.ts';

describe('application acknowledgements on connections of their own', () => {
  let bed: CommittedBed;
  beforeEach(async () => {
    bed = await CommittedBed.open();
  });
  afterEach(() => bed.close());

  it('are awaited after the commit; the next message of the case goes when the application has accepted the one before', async () => {
    await bed.enqueue('C1');
    await bed.stands('C1', 'committed', 'queued', 'queued');
    assert.equal(await bed.say('C1-1', 'AA'), 'CA');
    await bed.stands('C1', 'acknowledged', 'committed', 'queued');
    await bed.say('C1-2', 'AA');
    await bed.stands('C1', 'acknowledged', 'acknowledged', 'committed');
    await bed.say('C1-3', 'AA');
    await bed.stands('C1', 'acknowledged', 'acknowledged', 'acknowledged');
    assert.equal((await bed.store.eventStory('event-C1'))?.state, 'completed');
    assert.deepEqual(
      [1, 2, 3].map((step) => bed.sentTimes(`C1-${String(step)}`)),
      [1, 1, 1],
    );
  });

  it('do not hold up other cases', async () => {
    await bed.enqueue('C1');
    await bed.enqueue('C2');
    await bed.stands('C1', 'committed', 'queued', 'queued');
    await bed.stands('C2', 'committed', 'queued', 'queued');
  });

  it('that refuse for good hold the message with what was said', async () => {
    await bed.enqueue('C1');
    await bed.stands('C1', 'committed', 'queued', 'queued');
    assert.equal(await bed.say('C1-1', 'AE', '101'), 'CA');
    await bed.stands('C1', 'held', 'queued', 'queued');
    const [message] = (await bed.store.eventStory('event-C1'))?.messages ?? [];
    assert.deepEqual([message?.ackCode, message?.errorCode, message?.attempts], ['AE', '101', 1]);
  });

  it('that say the application was busy have the same bytes sent again', async () => {
    await bed.enqueue('C1');
    await bed.stands('C1', 'committed', 'queued', 'queued');
    await bed.say('C1-1', 'AE', '206');
    await eventually(
      'the second attempt committed',
      () => bed.states('C1'),
      (states) => states[0] === 'committed' && bed.sentTimes('C1-1') === 2,
    );
    await bed.say('C1-1', 'AA');
    await bed.stands('C1', 'acknowledged', 'committed', 'queued');
  });

  it('that come again, are of nobody, or are none, change nothing and are answered', async () => {
    await bed.enqueue('C1');
    await bed.stands('C1', 'committed', 'queued', 'queued');
    await bed.say('C1-1', 'AA');
    await bed.stands('C1', 'acknowledged', 'committed', 'queued');
    assert.equal(await bed.say('C1-1', 'AE', '101'), 'CA');
    assert.equal(await bed.say('C9-1', 'AA'), 'CA');
    assert.equal(await bed.send('MSH|^~\\&|A|B|C|D|20261103||ADT^A05|X1|P|2.4|||AL|NE\rPID|1\r'), 'CR');
    assert.deepEqual(await bed.states('C1'), ['acknowledged', 'committed', 'queued']);
    assert.deepEqual(
      bed.events.flatMap((event) => (event.type === 'acknowledgement:ignored' ? [event.code] : [])),
      ['ack-repeated', 'ack-unknown', 'ack-unreadable'],
    );
  });

  it('that come before the commit count', async () => {
    bed.millennium.setFaults({ rules: [{ times: 1, then: { ack: 'CA', processed: false, delayMs: 200 } }] });
    await bed.enqueue('C1');
    await eventually(
      'the first message in flight',
      () => bed.states('C1'),
      ([first]) => first === 'in-flight',
    );
    bed.commitAll();
    await bed.say('C1-1', 'AA');
    await bed.stands('C1', 'acknowledged', 'committed', 'queued');
    assert.equal(bed.sentTimes('C1-1'), 1);
    assert.ok(!bed.events.some((event) => 'code' in event && event.code === 'claim-lost'));
  });

  it('settle a message whose commit was lost, and it is not sent again', async () => {
    bed.millennium.setFaults({
      rules: [{ times: 1, then: { silence: true, processed: false } }, { then: { ack: 'CA', processed: false } }],
    });
    await bed.enqueue('C1');
    await eventually(
      'the first message in flight',
      () => bed.states('C1'),
      ([first]) => first === 'in-flight',
    );
    await bed.say('C1-1', 'AA');
    await bed.stands('C1', 'acknowledged', 'queued', 'queued');
    assert.equal(bed.sentTimes('C1-1'), 1);
  });

  it('count after the sender has been started anew', async () => {
    await bed.enqueue('C1');
    await bed.stands('C1', 'committed', 'queued', 'queued');
    await bed.stop();
    await bed.start();
    assert.deepEqual(await bed.states('C1'), ['committed', 'queued', 'queued']);
    await bed.say('C1-1', 'AA');
    await bed.stands('C1', 'acknowledged', 'committed', 'queued');
    assert.equal(bed.sentTimes('C1-1'), 1);
  });

  it('are not taken while nobody awaits them', async () => {
    await bed.store.close();
    assert.equal(await bed.say('C1-1', 'AA'), 'CE');
  });
});

describe('an application that never says what it made of a committed message', () => {
  it('has the message held in the end: sending it again could book twice', async () => {
    const bed = await CommittedBed.open({ timeoutMs: 300 });
    try {
      await bed.enqueue('C1');
      await bed.stands('C1', 'held', 'queued', 'queued');
      const held = (await bed.store.heldItems({ limit: 5 })).items;
      assert.deepEqual(
        held.map(({ id, code }) => [id, code]),
        [['C1-1', 'no-application-ack']],
      );
      assert.equal(bed.sentTimes('C1-1'), 1);
    } finally {
      await bed.close();
    }
  });

  it('has its whole time again after a restart: nobody could answer while nobody listened', async () => {
    const bed = await CommittedBed.open({ timeoutMs: 60_000 });
    try {
      await bed.enqueue('C1');
      await bed.stands('C1', 'committed', 'queued', 'queued');
      await bed.stop();
      bed.skipMs = 120_000;
      await bed.start();
      await bed.say('C1-1', 'AA');
      await bed.stands('C1', 'acknowledged', 'committed', 'queued');
    } finally {
      await bed.close();
    }
  });
});
