import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  answers,
  DEFAULT_ACK_RULES,
  encodeMessage,
  interpretReply,
  parseProfile,
} from '../../nodes/lib/millennium/index.ts';
import { parseMessage } from '../../nodes/lib/hl7/index.ts';
import { MllpClient, MllpListener } from '../../nodes/lib/mllp/index.ts';
import { bookingMessages } from '../support/booking-messages.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { framed } from '../support/scripted-peer.ts';

type News = { ready?: true; received?: string; acknowledgement?: string | null };

/** mllp-node 2.0.0 is the peer this project did not write; what is known wrong in it is asserted. */
describe('interop with mllp-node', () => {
  let peer: ChildProcess;
  let port: number;
  const { messages } = bookingMessages();
  const [booking] = messages;
  assert.ok(booking !== undefined);

  beforeEach(async () => {
    port = await freePort();
    peer = fork(join(import.meta.dirname, 'mllp-node-peer.ts'), [String(port)], { silent: true });
    await once(peer, 'message');
    // It tells nobody when it listens.
    await eventually(
      'mllp-node listens',
      async () => {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        socket.destroy();
      },
      () => true,
    );
  });

  afterEach(async () => {
    if (peer.exitCode !== null) return;
    const exited = once(peer, 'exit');
    peer.kill();
    await exited;
  });

  const news = async (): Promise<News> => ((await once(peer, 'message')) as [News])[0];

  it('our sender delivers a booking to its server and understands the acknowledgement', async () => {
    const profile = parseProfile({ hospital: 'SU-MOLNDAL' });
    assert.ok(profile.ok);
    const encoded = encodeMessage(booking.hl7, profile.profile);
    assert.ok(encoded.ok);
    const client = new MllpClient({ host: '127.0.0.1', port });
    client.connect();
    await client.ready();
    const received = news();
    const outcome = await client.exchange(encoded.content, (reply) => answers(reply, booking.controlId));
    await client.close();
    assert.equal((await received).received, booking.hl7);
    assert.ok(outcome.kind === 'reply');
    assert.equal(
      interpretReply(outcome.reply, { ...booking, content: encoded.content }, DEFAULT_ACK_RULES).class,
      'accepted',
    );
    const reply = parseMessage(outcome.reply.toString('utf8'));
    assert.ok(reply.ok);
    // Known wrong: the acknowledgement calls itself by the type of the request.
    assert.match(outcome.reply.toString('utf8'), /^MSH\|[^\r]*\|ADT\^A05/);
  });

  it('its sender delivers a booking to our listener', async () => {
    const taken: string[] = [];
    const listener = new MllpListener({
      port: 0,
      onMessage: (content) => {
        taken.push(content.toString('utf8'));
        return Buffer.from(`MSH|^~\\&|M|V|ORBIT|SU|20261103101501||ACK|R1|P|2.4\rMSA|AA|${booking.controlId}\r`);
      },
    });
    const { port: listening } = await listener.listen();
    const answer = news();
    peer.send({ port: listening, message: booking.hl7 });
    assert.equal((await answer).acknowledgement, `MSA|AA|${booking.controlId}`);
    assert.deepEqual(taken, [booking.hl7]);
    await listener.close();
  });

  it('known wrong: its server mixes two senders', async () => {
    const [one, two] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    await Promise.all([once(one, 'connect'), once(two, 'connect')]);
    const message = (name: string): Buffer => framed(`MSH|^~\\&|${name}|F|B|G|20261103101500||ADT^A05|${name}|P|2.4\r`);
    one.write(message('ONE').subarray(0, 12));
    // A connection of its own in between makes sure the first half has been read.
    await settled(port);
    two.write(message('TWO').subarray(0, 12));
    await settled(port);
    const received = news();
    one.write(message('ONE').subarray(12));
    assert.doesNotMatch((await received).received ?? '', /\|ONE\|.*\|ONE\|/);
    one.destroy();
    two.destroy();
  });

  it('known wrong: an acknowledgement cut before its first segment ends kills its process', async () => {
    const listener = new MllpListener({
      port: 0,
      onMessage: (_content, connection) => {
        connection.write(Buffer.from('\x0bMSH|^~', 'latin1'));
        return undefined;
      },
    });
    const { port: listening } = await listener.listen();
    const exited = once(peer, 'exit');
    peer.send({ port: listening, message: booking.hl7 });
    const [code] = (await exited) as [number];
    assert.notEqual(code, 0);
    await listener.close();
  });
});

/** A round trip on another connection: what was written before it has been read by a process with one thread. */
async function settled(port: number): Promise<void> {
  const probe = connect(port, '127.0.0.1');
  await once(probe, 'connect');
  probe.end(framed('MSH|^~\\&|P|F|B|G|20261103101500||ADT^A05|P|P|2.4\r'));
  await once(probe, 'data');
  probe.destroy();
}
