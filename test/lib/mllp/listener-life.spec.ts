import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, Server, type AddressInfo, type Socket } from 'node:net';
import { MllpListener, type ListenerFault, type MllpListenerOptions } from '../../../nodes/lib/mllp/index.ts';
import { RateLimit } from '../../../nodes/lib/mllp/rate-limit.ts';
import { eventually } from '../../support/eventually.ts';
import { framed } from '../../support/scripted-peer.ts';

describe('the life of an MLLP listener', () => {
  let listener: MllpListener;
  let port: number;
  const faults: ListenerFault[] = [];
  const sockets: Socket[] = [];

  async function listen(options: Partial<MllpListenerOptions> = {}): Promise<void> {
    faults.length = 0;
    listener = new MllpListener({
      port: 0,
      onMessage: (content) => content,
      onFault: (fault) => faults.push(fault),
      ...options,
    });
    ({ port } = await listener.listen());
  }
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await listener.close();
  });

  function dial(): Socket {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    return socket;
  }
  const closed = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve).resume());
  const codes = (): string[] => faults.map(({ code }) => code);

  it('L19 closing ends after listening has failed, and the listener can be used again', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = (other.address() as AddressInfo).port;
    listener = new MllpListener({ port: taken, onMessage: () => undefined });
    await assert.rejects(listener.listen(), { code: 'EADDRINUSE' });
    await listener.close();
    other.close();
    await once(other, 'close');
    assert.deepEqual(await listener.listen(), { port: taken });
  });

  it('closing before it has begun to listen ends, and so does closing twice', async () => {
    listener = new MllpListener({ port: 0, onMessage: () => undefined });
    await listener.close();
    const listening = listener.listen();
    await listener.close();
    await listening;
    await listener.close();
    assert.equal(listener.connections, 0);
  });

  it('goes on after an error of the server', async () => {
    let server: Server | undefined;
    const { listen: original } = Server.prototype;
    Server.prototype.listen = function (this: Server, ...values: unknown[]) {
      // eslint-disable-next-line @typescript-eslint/no-this-alias -- the only way to the server inside
      server = this;
      return Reflect.apply(original, this, values) as Server;
    };
    try {
      await listen();
    } finally {
      Server.prototype.listen = original;
    }
    server?.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
    assert.deepEqual(faults, [{ code: 'server-error', connectionId: 0 }]);
    const socket = dial();
    socket.write(framed('m1'));
    await once(socket, 'data');
  });

  it('lets in no more peers than it may, and the next one when there is room', async () => {
    await listen({ maxConnections: 1 });
    const first = dial();
    first.write(framed('m1'));
    await once(first, 'data');
    await closed(dial());
    assert.deepEqual(codes(), ['too-many-connections']);
    first.destroy();
    await eventually(
      'there is room',
      async () => listener.connections,
      (open) => open === 0,
    );
    const next = dial();
    next.write(framed('m2'));
    await once(next, 'data');
  });

  it('L08 ends a connection whose frame has not ended in time, however steadily it dribbles', async () => {
    await listen({ frameTimeoutMs: 60 });
    const socket = dial();
    socket.write('\x0b');
    const dribble = setInterval(() => socket.write('x'), 5);
    await closed(socket);
    clearInterval(dribble);
    assert.deepEqual(codes(), ['frame-timeout']);
  });

  it('gives every frame a time of its own', async () => {
    let release: (() => void) | undefined;
    await listen({
      frameTimeoutMs: 80,
      onMessage: async (content) => {
        if (content.toString() === 'slow') await new Promise<void>((resolve) => (release = resolve));
        return content;
      },
    });
    const socket = dial();
    const frames = Array.from({ length: 30 }, () => framed('m')).flatMap((frame) => [...frame]);
    // The end of one frame and the beginning of the next are always in one chunk.
    for (let at = 0; at < frames.length; at += 6) {
      socket.write(Buffer.from(frames.slice(at, at + 6)));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    // While the handler works it is not the peer who is slow.
    socket.write(Buffer.concat([framed('slow'), Buffer.of(0x0b)]));
    await eventually(
      'the handler works',
      async () => release,
      (at) => at !== undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 120));
    release?.();
    socket.write(framed('m').subarray(1));
    socket.write(framed('last'));
    let seen = '';
    socket.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    await eventually(
      'the last answer',
      async () => seen,
      (text) => text.includes('last'),
    );
    assert.deepEqual(faults, []);
  });

  it('ends a connection that brings nothing for the time that is set', async () => {
    await listen({ idleTimeoutMs: 40 });
    await closed(dial());
    assert.deepEqual(codes(), ['idle-timeout']);
  });

  it('does not take the time of its handler for silence of the peer', async () => {
    await listen({
      idleTimeoutMs: 30,
      onMessage: async (content) => {
        await new Promise((resolve) => setTimeout(resolve, 90));
        return content;
      },
    });
    const socket = dial();
    socket.write(framed('m1'));
    await once(socket, 'data');
    assert.deepEqual(faults, []);
  });

  it('makes a peer wait that brings more messages than it may, and loses none', async () => {
    const times: number[] = [];
    await listen({
      messagesPerSecond: 20,
      onMessage: (content) => {
        times.push(performance.now());
        return content;
      },
    });
    const socket = dial();
    const count = 20 * 2 + 6;
    socket.write(Buffer.concat(Array.from({ length: count }, () => framed('m'))));
    socket.resume();
    await eventually(
      'all are handled',
      async () => times.length,
      (handled) => handled === count,
    );
    // The six beyond the burst come one after the other, a twentieth of a second apart.
    assert.ok((times.at(-1) ?? 0) - (times[0] ?? 0) >= 250);
  });

  it('closes while a peer is made to wait', async () => {
    await listen({ messagesPerSecond: 1 });
    const socket = dial();
    socket.write(Buffer.concat(Array.from({ length: 5 }, () => framed('m'))));
    await once(socket, 'data');
    await listener.close();
  });

  it('keeps the order when the peer ends its side at once', async () => {
    await listen({ onMessage: async (content) => Promise.resolve(content) });
    const socket = dial();
    socket.end(Buffer.concat([framed('m1'), framed('m2')]));
    let seen = '';
    socket.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    await closed(socket);
    assert.equal(seen, framed('m1').toString() + framed('m2').toString());
  });

  it('survives an answer that cannot be framed', async () => {
    await listen({
      onMessage: async (content) => Promise.resolve(content.toString() === 'bad' ? Buffer.from('\x1c') : content),
    });
    const socket = dial();
    socket.write(framed('bad'));
    await closed(socket);
    assert.deepEqual(codes(), ['handler-failed']);
  });
});

describe('RateLimit', () => {
  it('lets a burst pass, and then as many as a second allows', () => {
    const limit = new RateLimit(10, 3, 0);
    assert.deepEqual(
      [0, 0, 0, 0, 0].map((at) => limit.take(at)),
      [0, 0, 0, 100, 200],
    );
    // A second later ten more would have come, but no more than a burst is kept.
    assert.deepEqual(
      [2000, 2000, 2000, 2000].map((at) => limit.take(at)),
      [0, 0, 0, 100],
    );
  });
});
