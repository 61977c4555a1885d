import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { MllpClient, MllpListener, type MllpListenerOptions } from '../../../nodes/lib/mllp/index.ts';
import { eventually } from '../../support/eventually.ts';
import { framed } from '../../support/scripted-peer.ts';

const MIB = 1024 * 1024;
const FRAME = framed(Buffer.alloc(MIB, 0x41));
/** More than the buffers of two sockets and of the kernel hold together. */
const FRAMES = 48;

/** Resolves when the count has stopped growing. */
async function settled(count: () => number): Promise<number> {
  let last = -1;
  let same = 0;
  return eventually(
    'no more progress',
    async () => {
      same = count() === last ? same + 1 : 0;
      last = count();
      return last;
    },
    () => same >= 8,
  );
}

describe('a client whose peer does not read', () => {
  let server: Server;
  let client: MllpClient;
  let peer: Socket;

  beforeEach(async () => {
    server = createServer({ pauseOnConnect: true }, (socket) => (peer = socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    await client.close();
    peer.destroy();
    server.close();
  });

  async function connected(times: { writeTimeoutMs: number; ackTimeoutMs: number }): Promise<void> {
    const { port } = server.address() as AddressInfo;
    client = new MllpClient({ host: '127.0.0.1', port, ...times, reconnect: { minMs: 5, maxMs: 10 } });
    client.connect();
    await Promise.all([client.ready(), once(server, 'connection')]);
  }

  it('C20 counts the time of the acknowledgement from the moment the last byte is out', async () => {
    await connected({ writeTimeoutMs: 15_000, ackTimeoutMs: 700 });
    let read = 0;
    peer.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read === 16 * MIB + 3) peer.write(framed('ack'));
    });
    peer.pause();
    const outcome = client.exchange(Buffer.alloc(16 * MIB, 0x41), () => 'answer');
    // Longer than an acknowledgement may take.
    setTimeout(() => peer.resume(), 900);
    assert.deepEqual(await outcome, { kind: 'reply', reply: Buffer.from('ack'), strayReplies: 0 });
  });

  it('C20 holds no more than the message in hand, however often it is sent again', async () => {
    await connected({ writeTimeoutMs: 20, ackTimeoutMs: 1_000 });
    const before = process.memoryUsage().arrayBuffers;
    const content = Buffer.alloc(16 * MIB, 0x41);
    for (let time = 0; time < 12; time += 1) {
      await client.ready();
      const outcome = await client.exchange(content, () => 'answer');
      assert.deepEqual(outcome, { kind: 'uncertain', code: 'write-timeout', strayReplies: 0 });
    }
    const held = process.memoryUsage().arrayBuffers - before;
    assert.ok(held < 12 * 8 * MIB, `${String(Math.round(held / MIB))} MiB are held`);
  });
});

describe('a listener', () => {
  let listener: MllpListener;
  let socket: Socket;
  let faults: string[];
  let flushed: number;

  async function dial(options: Partial<MllpListenerOptions> & Pick<MllpListenerOptions, 'onMessage'>): Promise<void> {
    faults = [];
    flushed = 0;
    listener = new MllpListener({
      port: 0,
      maxFrameBytes: 2 * MIB,
      onFault: ({ code }) => faults.push(code),
      ...options,
    });
    const { port } = await listener.listen();
    socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
  }
  afterEach(async () => {
    socket.destroy();
    await listener.close();
  });

  const sendMany = (): void => {
    for (let count = 0; count < FRAMES; count += 1) socket.write(FRAME, () => (flushed += 1));
  };

  it('reads no more than it can deal with while its handler is slow, and loses nothing', async () => {
    let handled = 0;
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await dial({
      onMessage: async () => {
        handled += 1;
        await released;
        return Buffer.from('ack');
      },
    });
    socket.resume();
    sendMany();
    await settled(() => flushed);
    assert.equal(handled, 1);
    assert.ok(flushed < FRAMES / 2, `${String(flushed)} of ${String(FRAMES)} frames have left the sender`);
    release?.();
    await eventually(
      'all are handled',
      async () => handled,
      (count) => count === FRAMES,
    );
    assert.deepEqual(faults, []);
  });

  it('handles no more while the peer does not read its answers, and goes on when it does', async () => {
    let handled = 0;
    const big = Buffer.alloc(MIB, 0x42);
    await dial({
      onMessage: () => {
        handled += 1;
        return big;
      },
    });
    for (let count = 0; count < FRAMES; count += 1) socket.write(framed('m'));
    const stopped = await settled(() => handled);
    assert.ok(stopped < FRAMES / 2, `${String(stopped)} of ${String(FRAMES)} messages have been handled`);
    socket.resume();
    await eventually(
      'all are handled',
      async () => handled,
      (count) => count === FRAMES,
    );
  });

  it('ends the connection of a peer that never reads its answers', async () => {
    await dial({ writeTimeoutMs: 50, onMessage: () => Buffer.alloc(16 * MIB, 0x42) });
    socket.write(framed('m'));
    await eventually(
      'the connection has ended',
      async () => listener.connections,
      (open) => open === 0,
    );
    assert.deepEqual(faults, ['peer-not-reading']);
  });

  it('can be told to read nothing, and to go on', async () => {
    const received: string[] = [];
    await dial({
      onMessage: (message) => {
        received.push(message.toString());
        return message;
      },
    });
    listener.setReading(false);
    socket.write(framed('m1'));
    const later = connect(socket.remotePort ?? 0, '127.0.0.1');
    await once(later, 'connect');
    later.write(framed('m2'));
    await settled(() => received.length);
    assert.deepEqual(received, []);
    listener.setReading(true);
    await Promise.all([once(socket, 'data'), once(later, 'data')]);
    assert.deepEqual(received.sort(), ['m1', 'm2']);
    later.destroy();
  });
});
