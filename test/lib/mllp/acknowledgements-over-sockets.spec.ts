/** What an acknowledgement says is not for lib/mllp to know: here the stand-in for Millennium speaks through our listener. */
import assert from 'node:assert/strict';
import { MllpClient } from '../../../nodes/lib/mllp/index.ts';
import { MillenniumSimulator } from '../../../nodes/orbit-millennium-simulator/simulator.ts';
import { draft, worked } from '../../simulator/messages.ts';
import { WireClient } from '../../simulator/wire-client.ts';

const field = (message: string, segment: string, number: number): string | undefined =>
  message
    .split('\r')
    .find((line) => line.startsWith(segment))
    ?.split('|')[segment === 'MSH' ? number - 1 : number];

describe('an acknowledgement through our listener', () => {
  let simulator: MillenniumSimulator;
  let sender: WireClient;

  beforeEach(async () => {
    simulator = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    sender = await WireClient.connect((await simulator.start()).port);
  });
  afterEach(async () => {
    sender.end();
    await simulator.close();
  });

  it('L16 L16b has a control id of its own, also when many are written in the same second', async () => {
    const ids = [];
    for (let count = 0; count < 50; count += 1) {
      const sent = draft('1-booking-1-A05').set('MSH', 10, `SENT${String(count)}`);
      ids.push(field(await sender.exchange(sent.bytes()), 'MSH', 10) ?? '');
    }
    assert.ok(ids.every((id) => id !== '' && !id.startsWith('SENT')));
    assert.equal(new Set(ids).size, ids.length);
  });

  it('L17 goes back from the receiver to the sender, as an ACK, with MSA-2 exactly what MSH-10 was', async () => {
    const sent = draft('1-booking-1-A05').set('MSH', 10, ' Odd-id 1');
    const reply = await sender.exchange(sent.bytes());
    assert.deepEqual(
      [3, 4, 5, 6].map((number) => field(reply, 'MSH', number)),
      ['MILLENNIUM', 'VGR', 'ORBIT', 'SU'],
    );
    assert.match(field(reply, 'MSH', 9) ?? '', /^ACK\^A05/);
    assert.equal(field(reply, 'MSA', 2), ' Odd-id 1');
  });

  it('L21 is not given for an acknowledgement', async () => {
    const ack = Buffer.from(await sender.exchange(worked('1-booking-1-A05')));
    sender.send(ack);
    // What comes next answers the message after it.
    const next = await sender.exchange(draft('1-booking-2-A14').set('MSH', 10, 'AFTER').bytes());
    assert.equal(field(next, 'MSA', 2), 'AFTER');
  });

  it('C27 is taken by our client without a word', async () => {
    const client = new MllpClient({ host: '127.0.0.1', port: simulator.port });
    client.connect();
    await client.ready();
    for (const name of ['1-booking-1-A05', '1-booking-2-A14', '1-booking-3-S12'] as const)
      assert.equal((await client.exchange(worked(name), () => 'answer')).kind, 'reply');
    await client.close();
    assert.equal(simulator.receivedCount, 3);
    assert.deepEqual(simulator.state().anomalies, []);
  });
});
