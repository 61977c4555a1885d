import assert from 'node:assert/strict';
import { once } from 'node:events';
import { MllpClient, type ExchangeOutcome, type MllpClientOptions } from '../../../nodes/lib/mllp/index.ts';
import { freePort } from '../../support/free-port.ts';
import { framed, ScriptedPeer, type Script } from '../../support/scripted-peer.ts';

/** The peer and the tests speak one word per message: `m1` is answered by `ack m1`. */
const ackOf = (frame: Buffer): string => `ack ${frame.toString('utf8')}`;
const answersTo =
  (message: string) =>
  (reply: Buffer): 'answer' | 'stray' =>
    reply.toString('utf8').startsWith(`ack ${message}`) ? 'answer' : 'stray';
const ACK: Script = (frame, socket) => void socket.write(framed(ackOf(frame)));

describe('the MLLP client', () => {
  let peer: ScriptedPeer;
  let client: MllpClient;

  async function connected(script: Script, options: Partial<MllpClientOptions> = {}): Promise<void> {
    peer = await ScriptedPeer.listen(script);
    client = new MllpClient({
      host: '127.0.0.1',
      port: peer.port,
      ackTimeoutMs: 2_000,
      reconnect: { minMs: 10, maxMs: 50 },
      ...options,
    });
    client.connect();
    await client.ready();
  }

  afterEach(async () => {
    await client.close();
    await peer.close();
  });

  const send = (message: string, ackTimeoutMs?: number): Promise<ExchangeOutcome> =>
    client.exchange(
      Buffer.from(message, 'utf8'),
      answersTo(message),
      ackTimeoutMs === undefined ? {} : { ackTimeoutMs },
    );
  const replyTo = async (message: string): Promise<string> => {
    const outcome = await send(message);
    assert.equal(outcome.kind, 'reply', JSON.stringify(outcome));
    return (outcome as { reply: Buffer }).reply.toString('utf8');
  };

  it('C01 a message is sent and its acknowledgement returned', async () => {
    await connected(ACK);
    assert.equal(await replyTo('m1'), 'ack m1');
    assert.deepEqual(peer.received.map(String), ['m1']);
  });

  it('C02 five messages go over one connection', async () => {
    await connected(ACK);
    for (const message of ['m1', 'm2', 'm3', 'm4', 'm5']) await replyTo(message);
    assert.equal(peer.connections, 1);
  });

  it('C03 an acknowledgement that arrives one byte per segment is read', async () => {
    await connected((frame, socket) => {
      socket.setNoDelay(true);
      for (const byte of framed(ackOf(frame))) socket.write(Buffer.of(byte));
    });
    assert.equal(await replyTo('m1'), 'ack m1');
  });

  it('C04 an acknowledgement cut inside its trailer is read', async () => {
    await connected((frame, socket) => {
      const reply = framed(ackOf(frame));
      socket.write(reply.subarray(0, -1), () => socket.write(reply.subarray(-1)));
    });
    assert.equal(await replyTo('m1'), 'ack m1');
  });

  it('C05 a second acknowledgement in the same chunk does not answer the next message', async () => {
    await connected(
      (frame, socket, count) =>
        void socket.write(
          count === 1 ? Buffer.concat([framed(ackOf(frame)), framed(ackOf(frame))]) : framed(ackOf(frame)),
        ),
    );
    assert.equal(await replyTo('m1'), 'ack m1');
    assert.equal(await replyTo('m2'), 'ack m2');
  });

  it('C06 an acknowledgement of another message does not count', async () => {
    await connected((_frame, socket) => void socket.write(framed('ack other')));
    assert.deepEqual(await send('m1', 50), { kind: 'uncertain', code: 'ack-timeout', strayReplies: 1 });
  });

  it('C06b the right acknowledgement after a wrong one is used', async () => {
    await connected((frame, socket) => void socket.write(Buffer.concat([framed('ack other'), framed(ackOf(frame))])));
    assert.deepEqual(await send('m1'), { kind: 'reply', reply: Buffer.from('ack m1'), strayReplies: 1 });
  });

  it('C07 no acknowledgement within the time is uncertain', async () => {
    await connected(() => undefined);
    assert.deepEqual(await send('m1', 50), { kind: 'uncertain', code: 'ack-timeout', strayReplies: 0 });
  });

  it('C08 a late acknowledgement never answers the next message: that one goes over a new connection', async () => {
    let late: (() => void) | undefined;
    await connected((frame, socket, count) => {
      if (count === 1) late = () => void socket.write(framed(ackOf(frame)));
      else socket.write(framed(ackOf(frame)));
    });
    const reconnected = once(client, 'disconnected').then(() => once(client, 'connected'));
    assert.equal((await send('m1', 50)).kind, 'uncertain');
    late?.();
    await reconnected;
    assert.equal(await replyTo('m2'), 'ack m2');
    assert.equal(peer.connections, 2);
  });

  it('C09 C09b whatever the acknowledgement says reaches the caller, and the next message works', async () => {
    await connected((frame, socket) => void socket.write(framed(`${ackOf(frame)} AE with text`)));
    assert.equal(await replyTo('m1'), 'ack m1 AE with text');
    assert.equal(await replyTo('m2'), 'ack m2 AE with text');
  });

  it('C10 a connection the peer has closed between messages comes back by itself', async () => {
    await connected(ACK);
    await replyTo('m1');
    const back = once(client, 'connected');
    peer.sockets[0]?.end();
    await back;
    assert.equal(await replyTo('m2'), 'ack m2');
  });

  it('C11 a peer that closes while the acknowledgement is awaited ends the wait at once', async () => {
    await connected((_frame, socket) => void socket.end());
    assert.deepEqual(await send('m1'), { kind: 'uncertain', code: 'connection-lost-after-write', strayReplies: 0 });
  });

  it('C11b a reset ends the wait at once, and a later message works', async () => {
    await connected((_frame, socket) => void socket.resetAndDestroy());
    const back = once(client, 'connected');
    assert.equal((await send('m1')).kind, 'uncertain');
    await back;
    peer.next(ACK);
    assert.equal(await replyTo('m2'), 'ack m2');
  });

  it('C12 a refused connection is told, and nothing is sent', async () => {
    peer = await ScriptedPeer.listen(ACK);
    client = new MllpClient({ host: '127.0.0.1', port: await freePort(), reconnect: { minMs: 5, maxMs: 10 } });
    const failed = once(client, 'connect-failed');
    client.connect();
    const [{ code }] = (await failed) as [{ code: string }];
    assert.equal(code, 'ECONNREFUSED');
    assert.deepEqual(await send('m1'), { kind: 'not-sent', code: 'not-connected' });
  });

  it('C13 attempts to connect come at growing intervals until the peer is back', async () => {
    const port = await freePort();
    client = new MllpClient({ host: '127.0.0.1', port, reconnect: { minMs: 4, maxMs: 64 }, random: () => 1 });
    const waits: number[] = [];
    const enough = new Promise<void>((resolve) => {
      client.on('connect-failed', ({ retryInMs }) => {
        waits.push(retryInMs);
        if (waits.length === 6) resolve();
      });
    });
    client.connect();
    await enough;
    peer = await ScriptedPeer.listen(ACK, port);
    await client.ready();
    assert.deepEqual(waits.slice(0, 6), [4, 8, 16, 32, 64, 64]);
    assert.equal(await replyTo('m1'), 'ack m1');
  });

  it('C17 letters of several bytes split over chunks stay whole', async () => {
    await connected((frame, socket) => {
      const reply = framed(`${ackOf(frame)} Åström`);
      const at = reply.indexOf(0xc3) + 1;
      socket.write(reply.subarray(0, at), () => socket.write(reply.subarray(at)));
    });
    assert.equal(await replyTo('m1'), 'ack m1 Åström');
  });

  it('C18 bytes go out and come back as they are, whatever character set they are in', async () => {
    await connected((frame, socket) => void socket.write(framed(Buffer.concat([Buffer.from('ack '), frame]))));
    const content = Buffer.from('m1 å', 'latin1');
    const outcome = await client.exchange(content, () => 'answer');
    assert.ok(outcome.kind === 'reply');
    assert.deepEqual(outcome.reply, Buffer.concat([Buffer.from('ack '), content]));
  });

  it('C19 a second exchange before the first has ended is a bug of the caller', async () => {
    await connected(ACK);
    const first = send('m1');
    assert.throws(() => send('m2'), TypeError);
    assert.equal((await first).kind, 'reply');
  });

  it('C20 a peer that does not read ends the exchange, and the message may have arrived', async () => {
    await connected(() => undefined, { writeTimeoutMs: 100 });
    peer.sockets[0]?.pause();
    const outcome = await client.exchange(Buffer.alloc(8 * 1024 * 1024, 0x41), () => 'answer');
    assert.deepEqual(outcome, { kind: 'uncertain', code: 'write-timeout', strayReplies: 0 });
  });

  it('C21 stray bytes before and after the acknowledgement are skipped', async () => {
    await connected(
      (frame, socket) =>
        void socket.write(Buffer.concat([Buffer.from('noise'), framed(ackOf(frame)), Buffer.from('noise')])),
    );
    assert.equal(await replyTo('m1'), 'ack m1');
    assert.equal(await replyTo('m2'), 'ack m2');
  });

  it('C22 an acknowledgement without a frame does not count', async () => {
    await connected((frame, socket) => void socket.write(ackOf(frame)));
    assert.equal((await send('m1', 50)).kind, 'uncertain');
  });

  it('C23 framed nonsense and an empty frame are no answer', async () => {
    await connected((_frame, socket) => void socket.write(Buffer.concat([framed('hello'), framed('')])));
    assert.deepEqual(await send('m1', 50), { kind: 'uncertain', code: 'ack-timeout', strayReplies: 2 });
  });

  it('C24 an endless acknowledgement is cut off at the limit', async () => {
    await connected(
      (_frame, socket) => void socket.write(Buffer.concat([Buffer.of(0x0b), Buffer.alloc(300_000, 0x41)])),
      { maxFrameBytes: 100_000 },
    );
    assert.deepEqual(await send('m1'), { kind: 'uncertain', code: 'reply-too-large', strayReplies: 0 });
  });

  it('C25 content with framing bytes never goes out', async () => {
    await connected(ACK);
    assert.throws(() => client.exchange(Buffer.from('a\x1c\rb', 'latin1'), () => 'answer'), RangeError);
    assert.equal(await replyTo('m1'), 'ack m1');
  });

  it('C26 an idle connection is kept and used again', async () => {
    await connected(ACK);
    await replyTo('m1');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await replyTo('m2');
    assert.equal(peer.connections, 1);
  });

  it('C27 an acknowledgement is not answered', async () => {
    await connected(ACK);
    await replyTo('m1');
    await replyTo('m2');
    assert.deepEqual(peer.received.map(String), ['m1', 'm2']);
  });

  it('C28 the same message sent again has a time of its own', async () => {
    await connected((frame, socket, count) => {
      if (count > 1) socket.write(framed(ackOf(frame)));
    });
    const back = once(client, 'disconnected').then(() => once(client, 'connected'));
    assert.equal((await send('m1', 30)).kind, 'uncertain');
    await back;
    assert.equal(await replyTo('m1'), 'ack m1');
  });

  it('closing waits for the exchange in flight, and leaves nothing open', async () => {
    let answer: (() => void) | undefined;
    await connected((frame, socket) => (answer = () => void socket.write(framed(ackOf(frame)))));
    const exchange = send('m1');
    while (answer === undefined) await once(peer.sockets[0] ?? assert.fail(), 'data');
    const closing = client.close({ drainMs: 2_000 });
    answer();
    assert.equal((await exchange).kind, 'reply');
    await closing;
    assert.equal(client.state, 'closed');
    assert.deepEqual(await send('m2'), { kind: 'not-sent', code: 'closed' });
  });
});
