import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import type { FaultAction } from '../../nodes/orbit-millennium-simulator/fault-rules.ts';
import { draft, VISIT, worked } from './messages.ts';
import { WireClient } from './wire-client.ts';

const A05 = worked('1-booking-1-A05');
const CONTROL_ID = 'OW4Q6JJDZ7ZUQX2HJH4N';

describe('the simulator on the wire', () => {
  let millennium: MillenniumSimulator;
  const clients: WireClient[] = [];

  const client = async (): Promise<WireClient> => {
    const opened = await WireClient.connect(millennium.port);
    clients.push(opened);
    return opened;
  };
  const script = (then: FaultAction, times = 1): void => millennium.setFaults({ rules: [{ times, then }] });
  const isPreadmitted = (): boolean => millennium.state().encounters[0]?.status === 'preadmitted';
  const received = (): [string, string | undefined][] =>
    millennium.state().received.map(({ ackCode, fault }) => [ackCode, fault]);

  beforeEach(async () => {
    millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
  });
  afterEach(async () => {
    for (const opened of clients.splice(0)) opened.end();
    await millennium.close();
  });

  it('answers message after message on one connection', async () => {
    const wire = await client();
    for (const name of ['1-booking-1-A05', '1-booking-2-A14', '1-booking-3-S12'] as const) {
      assert.match(await wire.exchange(worked(name)), /\rMSA\|AA\|/);
    }
    assert.equal(millennium.connections, 1);
    assert.deepEqual(millennium.state().counters.byTriggerEvent, { A05: 1, A14: 1, S12: 1 });
  });

  it('counts what it received', async () => {
    millennium.setFaults({
      rules: [
        { times: 2, then: { ack: 'AE', errorCode: '207' } },
        { times: 1, then: { silence: true } },
      ],
    });
    const wire = await client();
    await wire.exchange(A05);
    await wire.exchange(A05);
    wire.send(A05);
    await wire.exchange(A05);
    assert.deepEqual(millennium.state().counters, {
      received: 4,
      accepted: 2,
      refused: 2,
      duplicates: 1,
      unanswered: 1,
      faults: 3,
      byTriggerEvent: { A05: 2 },
    });
  });

  it('answers as it is told, once, with no effect, and right the next time', async () => {
    script({ ack: 'AE', errorCode: '207', text: 'try again' });
    const wire = await client();
    assert.match(
      await wire.exchange(A05),
      /\rMSA\|AE\|OW4Q6JJDZ7ZUQX2HJH4N\|try again\|\|\|207\^Application internal error\^HL70357\r/,
    );
    assert.equal(isPreadmitted(), false);
    assert.match(await wire.exchange(A05), /\rMSA\|AA\|/);
    assert.ok(isPreadmitted());
    assert.deepEqual(received(), [
      ['AE', 'ack'],
      ['AA', undefined],
    ]);
    assert.deepEqual(millennium.state().anomalies, []);
  });

  for (const ack of ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'] as const) {
    it(`answers ${ack} when told to, with or without effect`, async () => {
      for (const processed of [false, true]) {
        millennium.reset();
        script({ ack, processed });
        assert.match(await (await client()).exchange(A05), new RegExp(`\\rMSA\\|${ack}\\|${CONTROL_ID}`));
        assert.equal(isPreadmitted(), processed);
      }
    });
  }

  it('stays silent, with or without effect; the resent message gets its answer', async () => {
    for (const processed of [true, false]) {
      millennium.reset();
      script({ silence: true, processed });
      const wire = await client();
      wire.send(A05);
      assert.match(await wire.exchange(A05), /\rMSA\|AA\|/);
      assert.deepEqual(
        millennium.state().received.map(({ ackCode, duplicate }) => [ackCode, duplicate]),
        [
          ['', false],
          ['AA', processed],
        ],
      );
      assert.equal(wire.received.filter((byte) => byte === 0x1c).length, 1);
    }
  });

  it('answers late', async () => {
    script({ delayMs: 60 });
    const wire = await client();
    const sent = performance.now();
    await wire.exchange(A05);
    // The timer and the clock may differ by a millisecond.
    assert.ok(performance.now() - sent >= 58);
    assert.ok(isPreadmitted());
  });

  it('closes before it has read: no effect; after it has read: effect, unless told otherwise', async () => {
    for (const [action, effect] of [
      [{ closeBeforeRead: true }, false],
      [{ closeAfterRead: true }, true],
      [{ closeAfterRead: true, processed: false }, false],
    ] as const) {
      millennium.reset();
      script(action);
      const wire = await client();
      wire.send(A05);
      await wire.closed();
      assert.equal(wire.received.length, 0);
      assert.equal(isPreadmitted(), effect);
      assert.match(await (await client()).exchange(A05), /\rMSA\|AA\|/);
    }
  });

  it('answers byte by byte', async () => {
    script({ splitBytes: true });
    const wire = await client();
    assert.match(await wire.exchange(A05), /\rMSA\|AA\|/);
    assert.ok(wire.chunks.length > 20, `${String(wire.chunks.length)} packets`);
  });

  it('answers twice', async () => {
    script({ twoAcks: true });
    const wire = await client();
    assert.equal(await wire.exchange(A05), (await wire.reply()).toString('utf8'));
  });

  it('answers for another message, and then for the right one when told to', async () => {
    script({ wrongControlId: true, thenRight: true });
    const wire = await client();
    assert.match(await wire.exchange(A05), /\rMSA\|AA\|NOSUCHMESSAGE\r/);
    assert.match((await wire.reply()).toString('utf8'), new RegExp(`\\rMSA\\|AA\\|${CONTROL_ID}\\r`));
    script({ wrongControlId: true });
    await wire.exchange(A05);
    assert.deepEqual(received(), [
      ['AA', 'wrongControlId'],
      ['', 'wrongControlId'],
    ]);
  });

  it('puts garbage before, after or in the place of the answer, or forgets the frame', async () => {
    const wire = await client();
    script({ garbage: 'before' });
    assert.match(await wire.exchange(A05), /\rMSA\|AA\|/);
    assert.match(wire.received.toString('latin1'), /^~~/);
    script({ garbage: 'after' });
    assert.match(await wire.exchange(A05), /\rMSA\|AA\|/);
    script({ garbage: 'instead' });
    assert.match(await wire.exchange(A05), /^~~ this is no HL7/);
    script({ garbage: 'unframed' });
    const frames = wire.received.filter((byte) => byte === 0x0b).length;
    const before = wire.received.length;
    wire.send(A05);
    await wire.bytes(before + 50);
    assert.equal(wire.received.filter((byte) => byte === 0x0b).length, frames);
    assert.match(wire.received.subarray(before).toString('latin1'), /^MSH/);
  });

  it('hangs half-open until it is let go', async () => {
    script({ halfOpen: true, processed: true });
    const wire = await client();
    wire.send(A05);
    const other = await client();
    assert.match(await other.exchange(draft('1-booking-2-A14').bytes()), /\rMSA\|A[AE]\|/, 'others are served');
    assert.equal(wire.received.length, 0);
    millennium.setFaults({ rules: [] });
    assert.match((await wire.reply()).toString('utf8'), /\rMSA\|AA\|/);
  });

  it('hangs half-open without having read: the message is lost', async () => {
    script({ halfOpen: true });
    const wire = await client();
    wire.send(A05);
    await (await client()).exchange(draft('1-booking-2-A14').bytes());
    millennium.setFaults({ rules: [] });
    assert.match(await wire.exchange(A05), /\rMSA\|AA\|/);
    assert.deepEqual(received()[0], ['', 'halfOpen']);
  });

  it('picks the messages of a rule by trigger event, case, control id and number', async () => {
    const wire = await client();
    const codes = async (
      match: object,
      ...names: ('1-booking-1-A05' | '1-booking-2-A14' | '1-booking-3-S12')[]
    ): Promise<string[]> => {
      millennium.reset();
      millennium.setFaults({ rules: [{ match, then: { ack: 'AR', processed: true } }] });
      const answers: string[] = [];
      for (const name of names) answers.push((await wire.exchange(worked(name))).split('\rMSA|')[1]?.slice(0, 2) ?? '');
      return answers;
    };
    const booking = ['1-booking-1-A05', '1-booking-2-A14', '1-booking-3-S12'] as const;
    assert.deepEqual(await codes({ triggerEvent: 'A14' }, ...booking), ['AA', 'AR', 'AA']);
    assert.deepEqual(await codes({ caseId: VISIT.slice(2, 9) }, ...booking), ['AR', 'AR', 'AR']);
    assert.deepEqual(await codes({ caseId: 'OTHER' }, ...booking), ['AA', 'AA', 'AA']);
    assert.deepEqual(await codes({ controlId: CONTROL_ID }, ...booking), ['AR', 'AA', 'AA']);
    assert.deepEqual(await codes({ nth: 2 }, ...booking), ['AA', 'AR', 'AA']);
    assert.deepEqual(
      await codes({ nth: 2, triggerEvent: 'A05' }, '1-booking-1-A05', '1-booking-2-A14', '1-booking-1-A05'),
      ['AA', 'AA', 'AR'],
    );
  });

  it('takes the first rule that fits, and the next once it is used up', async () => {
    millennium.setFaults({
      rules: [
        { times: 1, then: { ack: 'AE' } },
        { times: 1, then: { ack: 'AR' } },
      ],
    });
    const wire = await client();
    const codes = [await wire.exchange(A05), await wire.exchange(A05), await wire.exchange(A05)].map((text) =>
      text.split('\rMSA|')[1]?.slice(0, 2),
    );
    assert.deepEqual(codes, ['AE', 'AR', 'AA']);
  });

  it('refuses connections while it is down and keeps what it holds', async () => {
    const wire = await client();
    await wire.exchange(A05);
    await millennium.setDown(true);
    await wire.closed();
    const refused = connect({ port: millennium.port, host: '127.0.0.1' });
    const [cause] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    assert.equal(cause.code, 'ECONNREFUSED');
    await millennium.setDown(false);
    assert.match(await (await client()).exchange(worked('1-booking-2-A14')), /\rMSA\|AA\|/);
  });

  it('gives what is no HL7, or an acknowledgement, no answer, notices it, and serves on', async () => {
    const wire = await client();
    wire.send(Buffer.from('hello'));
    wire.send(Buffer.alloc(0));
    wire.send(worked('1-booking-1-A05').subarray(0, 3));
    wire.send(Buffer.from('MSH|^~\\&|A|B|C|D|20261103||ACK^A05^ACK|1|P|2.4\rMSA|AA|2\r'));
    assert.match(await wire.exchange(A05), /\rMSA\|AA\|/);
    assert.equal(wire.received.filter((byte) => byte === 0x1c).length, 1);
    const kinds = millennium.state().anomalies.map(({ kind }) => kind);
    assert.deepEqual(kinds, ['not-hl7', 'not-hl7', 'not-hl7', 'acknowledgement-received']);
  });

  it('answers every message after the time it is set to', async () => {
    const slow = new MillenniumSimulator({ host: '127.0.0.1', port: 0, delayMs: 30 });
    await slow.start();
    const wire = await WireClient.connect(slow.port);
    const sent = performance.now();
    await wire.exchange(A05);
    assert.ok(performance.now() - sent >= 28);
    wire.end();
    await slow.close();
  });

  it('closes while answers are under way', async () => {
    millennium.setFaults({
      rules: [
        { times: 1, then: { delayMs: 60_000 } },
        { times: 1, then: { halfOpen: true } },
      ],
    });
    const [one, other] = [await client(), await client()];
    one.send(A05);
    other.send(A05);
    await millennium.close();
    await Promise.all([one.closed(), other.closed()]);
  });
});
