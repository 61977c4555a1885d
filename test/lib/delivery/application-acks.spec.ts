import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { ApplicationAcks } from '../../../nodes/lib/delivery/application-acks.ts';
import type { DeliveryEvent } from '../../../nodes/lib/delivery/index.ts';
import { OpenWork } from '../../../nodes/lib/delivery/open-work.ts';
import { StoreOutage } from '../../../nodes/lib/delivery/store-outage.ts';
import { ackRules } from '../../../nodes/lib/millennium/index.ts';
import type { AttemptResult, SentMessage } from '../../../nodes/lib/store/index.ts';

const NOW = new Date('2026-11-03T09:00:00Z');
const WAIT_MS = 600_000;
const ack = (msa: string): Buffer => Buffer.from(`MSH|^~\\&|MILL|VGR|ORBIT|SU|20261103||ACK|R1|P|2.5.1\r${msa}\r`);

const sent = (changes: Partial<SentMessage> = {}): SentMessage => ({
  messageId: 7,
  eventId: 'e1',
  caseId: 'OP1',
  controlId: 'M1',
  triggerEvent: 'A05',
  effect: 'create',
  hospital: 'SU',
  content: Buffer.from('MSH|^~\\&|ORBIT|SU|MILL|VGR|20261103||ADT^A05|M1|P|2.5.1|||AL|AL\r'),
  attempts: 1,
  refusals: 0,
  startedAt: NOW,
  state: 'committed',
  awaited: true,
  ...changes,
});

describe('application acknowledgements', () => {
  let found: (SentMessage | undefined)[];
  let takes: boolean[];
  let overdue: SentMessage[][];
  let nextDue: Date | undefined;
  let fails: boolean;
  let written: [number, number, AttemptResult][];
  let settled: string[];
  let ignored: DeliveryEvent[];
  let asked: string[];
  let longer: Date | undefined;
  let told: number;
  let outage: StoreOutage;
  let work: OpenWork;
  let acks: ApplicationAcks;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    found = [sent()];
    takes = [];
    overdue = [];
    nextDue = undefined;
    fails = false;
    written = [];
    settled = [];
    ignored = [];
    asked = [];
    longer = undefined;
    told = 0;
    outage = new StoreOutage(
      () => (told += 1),
      () => acks.retry(),
      1_000,
    );
    work = new OpenWork();
    acks = new ApplicationAcks({
      store: {
        findSent: (endpoint, controlId) => {
          asked.push(`${endpoint} ${controlId}`);
          return Promise.resolve(found.length > 1 ? found.shift() : found[0]);
        },
        settleSent: (messageId, attempts, result) => {
          const isTaken = takes.shift() ?? true;
          if (isTaken) written.push([messageId, attempts, result]);
          return Promise.resolve(isTaken);
        },
        overdueCommitted: ({ endpoint, limit }) => {
          asked.push(`${endpoint} overdue ${String(limit)}`);
          return fails ? Promise.reject(new Error('down')) : Promise.resolve(overdue.shift() ?? []);
        },
        nextOverdueAt: () => Promise.resolve(nextDue),
        awaitLonger: (_endpoint, until) => {
          longer = until;
          return Promise.resolve();
        },
      },
      endpoint: 'millennium',
      rulesFor: () => ackRules(),
      policy: {
        uncertain: 'resend',
        applicationAckTimeoutMs: WAIT_MS,
        retry: { minMs: 1_000, maxMs: 60_000, random: () => 0.5 },
      },
      clock: () => NOW,
      work,
      outage,
      settled: ({ controlId }, { class: kind }, verdict) => settled.push(`${controlId} ${kind} ${verdict.class}`),
      tell: (event) => ignored.push(event),
    });
  });
  afterEach(() => {
    acks.close();
    outage.close();
    mock.timers.reset();
  });

  const turn = async (): Promise<void> => {
    for (let step = 0; step < 5; step += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const codes = (): string[] => ignored.map((event) => ('code' in event ? event.code : event.type));

  it('settle the message they name, and are settled themselves only then', async () => {
    assert.equal(await acks.receive(ack('MSA|AA| M1 ')), 'settled');
    assert.deepEqual(asked, ['millennium M1']);
    const [[messageId, attempts, result] = []] = written;
    assert.deepEqual([messageId, attempts, result?.class, result?.startedAt], [7, 1, 'accepted', NOW]);
    assert.deepEqual(settled, ['M1 accepted accepted']);
    assert.equal(await work.finished(0), true);
  });

  it('are under way until they are settled', async () => {
    const receiving = acks.receive(ack('MSA|AA|M1'));
    const finished = work.finished(1_000);
    await receiving;
    assert.equal(await finished, true);
    assert.equal(written.length, 1);
  });

  it('hold what the application refuses', async () => {
    assert.equal(await acks.receive(ack('MSA|AR|M1\rERR||PID^1^3|101^Required field missing^HL70357|E')), 'settled');
    const [[, , result] = []] = written;
    assert.deepEqual(
      [result?.class, result?.next, result?.ackCode, result?.errorCode],
      ['permanent', { state: 'held' }, 'AR', '101'],
    );
  });

  it('mean nothing when they name nobody, or somebody who waits for none', async () => {
    assert.equal(await acks.receive(Buffer.from('hello')), 'ack-unreadable');
    found = [undefined];
    assert.equal(await acks.receive(ack('MSA|aa|M9')), 'ack-unknown');
    found = [sent({ awaited: false })];
    assert.equal(await acks.receive(ack('MSA|AA|M1')), 'ack-repeated');
    found = [sent()];
    assert.equal(await acks.receive(ack('MSA|CA|M1')), 'ack-repeated');
    assert.deepEqual(codes(), ['ack-unreadable', 'ack-unknown', 'ack-repeated', 'ack-repeated']);
    assert.deepEqual(
      ignored.map((event) => ('ackCode' in event ? event.ackCode : undefined)),
      [undefined, 'AA', 'AA', 'CA'],
    );
    assert.deepEqual([written, await work.finished(0)], [[], true]);
  });

  it('tell no code that has not the shape of one', async () => {
    found = [undefined];
    await acks.receive(ack('MSA|AAA|M9'));
    await acks.receive(ack('MSA|19121212|M9'));
    assert.ok(ignored.every((event) => !('ackCode' in event)));
  });

  it('look again where the message has changed hands meanwhile, though not for ever', async () => {
    takes = [false, false];
    assert.equal(await acks.receive(ack('MSA|AA|M1')), 'settled');
    assert.equal(asked.length, 3);
    takes = [false, false, false, false, false];
    asked.length = 0;
    await assert.rejects(acks.receive(ack('MSA|AA|M1')), /changes hands/);
    assert.deepEqual([asked.length, await work.finished(0)], [5, true]);
  });

  it('count the repetitions before for the next one', async () => {
    found = [sent({ attempts: 3, refusals: 2 })];
    await acks.receive(ack('MSA|AE|M1\rERR|||206^Application record locked^HL70357|E'));
    const [[, attempts, result] = []] = written;
    assert.equal(attempts, 3);
    assert.equal(result?.class, 'transient');
    assert.ok(result.next.state === 'queued' && result.next.notBefore.getTime() > NOW.getTime() + 2_000);
  });

  it('have their time anew after a start, and are missed when it is over', async () => {
    overdue = [[sent()]];
    await acks.start();
    assert.deepEqual(longer, new Date(NOW.getTime() + WAIT_MS));
    await turn();
    assert.deepEqual(asked, ['millennium overdue 50']);
    const [[messageId, , result] = []] = written;
    assert.deepEqual([messageId, result?.code], [7, 'no-application-ack']);
    assert.equal(await work.finished(0), true);
  });

  it('are looked for fifty at a time, until fewer are overdue', async () => {
    overdue = [Array.from({ length: 50 }, () => sent()), [sent()]];
    await acks.start();
    await turn();
    await turn();
    assert.deepEqual([asked.length, written.length], [2, 51]);
  });

  it('are looked for when the next is due, and when one was expected', async () => {
    nextDue = new Date(NOW.getTime() + 5_000);
    await acks.start();
    await turn();
    nextDue = undefined;
    mock.timers.tick(5_000);
    await turn();
    assert.equal(asked.length, 2);
    acks.expect(new Date(NOW.getTime() + 3_000));
    mock.timers.tick(3_000);
    await turn();
    assert.equal(asked.length, 3);
  });

  it('are looked for again after the store has failed, once at a time', async () => {
    fails = true;
    await acks.start();
    acks.retry();
    await turn();
    assert.deepEqual([told, asked.length], [1, 1]);
    fails = false;
    mock.timers.tick(1_000);
    await turn();
    assert.equal(asked.length, 2);
    fails = true;
    acks.retry();
    await turn();
    assert.equal(told, 2, 'the outage before it was over');
  });

  it('are looked for no more once it is over', async () => {
    await acks.start();
    await turn();
    acks.expect(new Date(NOW.getTime() + 3_000));
    acks.close();
    acks.expect(new Date(NOW.getTime() + 3_000));
    acks.retry();
    mock.timers.tick(10_000);
    await turn();
    assert.equal(asked.length, 1);
  });
});
