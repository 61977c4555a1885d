import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { MllpListener, type MllpListenerOptions } from '../../../nodes/lib/mllp/index.ts';
import { eventually } from '../../support/eventually.ts';
import { framed } from '../../support/scripted-peer.ts';

const echo: MllpListenerOptions['onMessage'] = (content) => Buffer.concat([Buffer.from('ack '), content]);

describe('the MLLP listener', () => {
  let listener: MllpListener;
  let port: number;
  const sockets: Socket[] = [];
  const faults: string[] = [];

  async function listen(options: Partial<MllpListenerOptions> = {}): Promise<void> {
    faults.length = 0;
    listener = new MllpListener({ port: 0, onMessage: echo, onFault: ({ code }) => faults.push(code), ...options });
    ({ port } = await listener.listen());
  }

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await listener.close();
  });

  async function dial(): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  /** Resolves with what came back once it is as long as what is expected. */
  async function expectReplies(socket: Socket, ...replies: string[]): Promise<void> {
    const expected = Buffer.concat(replies.map((reply) => framed(reply)));
    let seen: Buffer = Buffer.alloc(0);
    while (seen.length < expected.length) seen = Buffer.concat([seen, ((await once(socket, 'data')) as [Buffer])[0]]);
    assert.equal(seen.toString('latin1'), expected.toString('latin1'));
  }

  it('L01 a message gets the reply of its handler', async () => {
    await listen();
    const socket = await dial();
    socket.write(framed('m1'));
    await expectReplies(socket, 'ack m1');
  });

  it('L02 a message one byte per segment is read', async () => {
    await listen();
    const socket = await dial();
    socket.setNoDelay(true);
    for (const byte of framed('m1')) socket.write(Buffer.of(byte));
    await expectReplies(socket, 'ack m1');
  });

  it('L03 three messages in one chunk get three replies in order', async () => {
    await listen();
    const socket = await dial();
    socket.write(Buffer.concat([framed('m1'), framed('m2'), framed('m3')]));
    await expectReplies(socket, 'ack m1', 'ack m2', 'ack m3');
  });

  it('L04 two senders whose halves interleave do not mix', async () => {
    await listen();
    const [one, two] = [await dial(), await dial()];
    one.write(framed('first').subarray(0, 3));
    two.write(framed('second').subarray(0, 3));
    one.write(framed('first').subarray(3));
    two.write(framed('second').subarray(3));
    await Promise.all([expectReplies(one, 'ack first'), expectReplies(two, 'ack second')]);
  });

  it('L05 many connections at once are all answered', async () => {
    await listen();
    await Promise.all(
      Array.from({ length: 200 }, async (_, number) => {
        const socket = await dial();
        socket.write(framed(`m${String(number)}`));
        await expectReplies(socket, `ack m${String(number)}`);
      }),
    );
  });

  it('L06 L07 bytes reach the handler and come back as they are', async () => {
    await listen();
    const socket = await dial();
    const bytes = framed(Buffer.from('å ä ö', 'utf8'));
    socket.write(bytes.subarray(0, 2), () => socket.write(bytes.subarray(2)));
    await expectReplies(socket, 'ack å ä ö');
  });

  it('L08 a sender that begins a frame and dribbles is cut off; others are served', async () => {
    await listen({ frameTimeoutMs: 50 });
    const slow = await dial();
    slow.write(Buffer.from('\x0bhalf', 'latin1'));
    await once(slow, 'close');
    assert.deepEqual(faults, ['frame-timeout']);
    const socket = await dial();
    socket.write(framed('m1'));
    await expectReplies(socket, 'ack m1');
  });

  it('L09 a frame over the limit ends its connection', async () => {
    await listen({ maxFrameBytes: 10_000 });
    const socket = await dial();
    // The peer may reset the connection while bytes are still on their way.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(Buffer.concat([Buffer.of(0x0b), Buffer.alloc(200_000, 0x41)]));
    await closed;
    assert.ok(faults.includes('oversize'));
  });

  it('L10 a broken-off frame is not glued to the next one', async () => {
    await listen();
    const socket = await dial();
    socket.write(Buffer.concat([framed('half').subarray(0, 3), framed('m2')]));
    await expectReplies(socket, 'ack m2');
  });

  it('L11 an HTTP request, a TLS greeting and random bytes are not answered; the next sender is served', async () => {
    await listen();
    for (const noise of ['GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\x02\x00\x01', '\x00\xff\x1c\r\x1c'])
      (await dial()).end(Buffer.from(noise, 'latin1'));
    const socket = await dial();
    socket.write(framed('m1'));
    await expectReplies(socket, 'ack m1');
  });

  it('L12 a handler that gives nothing sends no reply, and the next message is served', async () => {
    await listen({
      onMessage: (content, connection) => (content.length === 0 ? undefined : echo(content, connection)),
    });
    const socket = await dial();
    socket.write(Buffer.concat([framed(''), framed('m2')]));
    await expectReplies(socket, 'ack m2');
  });

  it('L13 L20 replies wait for their handler, and keep the order of the messages', async () => {
    let release: (() => void) | undefined;
    const first = new Promise<void>((resolve) => (release = resolve));
    await listen({
      onMessage: async (content) => {
        if (content.toString() === 'm1') await first;
        return Buffer.from(`ack ${content.toString()}`);
      },
    });
    const socket = await dial();
    socket.write(Buffer.concat([framed('m1'), framed('m2')]));
    setImmediate(() => release?.());
    await expectReplies(socket, 'ack m1', 'ack m2');
  });

  it('L14 a handler that fails sends nothing, ends its connection, and the listener lives', async () => {
    await listen({
      onMessage: (content) => {
        if (content.toString() === 'bad') throw new Error('no');
        return Buffer.from(`ack ${content.toString()}`);
      },
    });
    const socket = await dial();
    socket.write(framed('bad'));
    await once(socket, 'close');
    assert.deepEqual(faults, ['handler-failed']);
    const next = await dial();
    next.write(framed('m1'));
    await expectReplies(next, 'ack m1');
  });

  it('L15 a sender that resets while the handler works does no harm', async () => {
    let release: (() => void) | undefined;
    await listen({
      onMessage: async (content) => {
        if (content.toString() === 'm1') await new Promise<void>((resolve) => (release = resolve));
        return Buffer.from(`ack ${content.toString()}`);
      },
    });
    const socket = await dial();
    socket.write(framed('m1'));
    await eventually(
      'the handler works',
      () => Promise.resolve(release),
      (at) => at !== undefined,
    );
    socket.resetAndDestroy();
    await eventually(
      'the connection is gone',
      () => Promise.resolve(listener.connections),
      (open) => open === 0,
    );
    release?.();
    const next = await dial();
    next.write(framed('m2'));
    await expectReplies(next, 'ack m2');
  });

  it('L19 closing ends idle connections and frees the port', async () => {
    await listen();
    const socket = await dial();
    const closed = once(socket, 'close');
    await listener.close();
    await closed;
    const again = new MllpListener({ port, onMessage: echo });
    assert.deepEqual(await again.listen(), { port });
    await again.close();
  });
});
