import assert from 'node:assert/strict';
import { MllpClient } from '../../nodes/lib/mllp/index.ts';
import { writeReceipt } from '../../nodes/lib/millennium/index.ts';
import { AckListener } from '../../nodes/orbit-endpoint/ack-listener.ts';
import type { EndpointDef } from '../../nodes/orbit-endpoint/endpoint-def.ts';
import { readDialog } from '../../nodes/orbit-endpoint/dialog-values.ts';
import { settingsOf, type EndpointSettings } from '../../nodes/orbit-endpoint/endpoint-settings.ts';

const IDENTITY = { controlId: 'R1', now: new Date('2026-11-03T09:15:00Z'), timeZone: 'Europe/Stockholm' };
const headerWith = (accept: string, application: string): string =>
  `MSH|^~\\&|MILL|VGR|ORBIT|SU|20261103||ACK^A05|M1|P|2.4|||${accept}|${application}\rMSA|AA|X\r`;
const receiptFor = (content: string, receipt: 'kept' | 'not-kept' | 'not-taken'): string | undefined =>
  writeReceipt(Buffer.from(content), receipt, IDENTITY)?.toString();

describe('the answer to an application acknowledgement', () => {
  it('goes back to its sender and repeats its control id', () => {
    assert.equal(
      receiptFor(headerWith('AL', 'NE'), 'kept'),
      'MSH|^~\\&|ORBIT|SU|MILL|VGR|20261103101500+0100||ACK^A05|R1|P|2.4\rMSA|CA|M1\r',
    );
  });

  it('is AA in original mode, and says why something was not kept', () => {
    assert.match(receiptFor(headerWith('', ''), 'kept') ?? '', /\rMSA\|AA\|M1\r$/);
    assert.match(receiptFor(headerWith('AL', ''), 'not-kept') ?? '', /\rMSA\|CE\|M1\rERR\|\|\|207\^/);
    assert.match(receiptFor(headerWith('AL', ''), 'not-taken') ?? '', /\rMSA\|CR\|M1\rERR\|\|\|200\^/);
  });

  it('is left out where it is not wanted, and where there is no header to go back to', () => {
    const wanted = ['NE', 'ER', 'SU', 'AL'].map((accept) => [
      receiptFor(headerWith(accept, ''), 'kept') !== undefined,
      receiptFor(headerWith(accept, ''), 'not-kept') !== undefined,
    ]);
    assert.deepEqual(wanted, [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ]);
    assert.equal(receiptFor('MSA|AA|X\r', 'kept'), undefined);
  });
});

describe('the listener for application acknowledgements', () => {
  const settings = {
    host: '127.0.0.1',
    port: 0,
    allowedSenders: [] as string[],
    pinnedNames: [],
    maxFrameBytes: 4096,
    waitMs: 0,
  };
  const faults: string[] = [];
  let listener: AckListener;

  async function outcomeFrom(allowedSenders: string[]): Promise<string> {
    faults.length = 0;
    listener = new AckListener({
      settings: { ...settings, allowedSenders },
      credentials: undefined,
      receive: () => Promise.resolve('settled'),
      clock: () => IDENTITY.now,
      onFault: (code) => faults.push(code),
    });
    const { port } = await listener.listen();
    const client = new MllpClient({ host: '127.0.0.1', port, ackTimeoutMs: 5_000 });
    client.connect();
    await client.ready();
    const outcome = await client.exchange(Buffer.from(headerWith('AL', 'NE')), () => 'answer');
    await client.close();
    await listener.close();
    return outcome.kind;
  }

  it('takes them from whom it is told to, and cuts everybody else off', async () => {
    assert.equal(await outcomeFrom([]), 'reply');
    assert.equal(await outcomeFrom(['192.0.2.7', '127.0.0.1']), 'reply');
    assert.equal(await outcomeFrom(['192.0.2.7']), 'uncertain');
    assert.deepEqual(faults, ['sender-not-allowed']);
  });
});

describe('the settings of the listener', () => {
  function settingsWith(changes: Partial<EndpointDef>): EndpointSettings {
    const def = readDialog(changes, () => '');
    assert.ok(def);
    return settingsOf(def, {});
  }

  it('are none without a port', () => assert.equal(settingsWith({}).acks, undefined));

  it('stay on this machine unless told otherwise', () => {
    assert.deepEqual(settingsWith({ ackPort: '2576', ackFrom: '10.0.0.1, 10.0.0.2' }).acks, {
      host: '127.0.0.1',
      port: 2576,
      allowedSenders: ['10.0.0.1', '10.0.0.2'],
      pinnedNames: [],
      maxFrameBytes: 1024 * 1024,
      waitMs: 600_000,
    });
  });

  it('are refused in the clear off this machine, and taken with TLS', () => {
    assert.equal(settingsWith({ ackPort: 2576, ackHost: '0.0.0.0' }).refusal, 'plain-off-loopback');
    assert.equal(settingsWith({ ackPort: 2576, ackHost: '0.0.0.0', tls: true }).refusal, undefined);
  });
});
