import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import {
  ACK_BLOCK,
  commitBlockOf,
  MllpClient,
  MllpListener,
  NAK_BLOCK,
  type ExchangeOutcome,
  type MllpListenerOptions,
} from '../../../nodes/lib/mllp/index.ts';
import { eventually } from '../../support/eventually.ts';
import { framed, ScriptedPeer, type Script } from '../../support/scripted-peer.ts';

const ack = (message: Buffer): Buffer => Buffer.concat([Buffer.from('ack '), message]);

describe('a commit acknowledgement', () => {
  it('is the frame of one byte that release 2 says', () => {
    assert.deepEqual([...ACK_BLOCK], [0x0b, 0x06, 0x1c, 0x0d]);
    assert.deepEqual([...NAK_BLOCK], [0x0b, 0x15, 0x1c, 0x0d]);
  });

  it('is nothing else', () => {
    const read = [[0x06], [0x15], [], [0x07], [0x06, 0x06], [0x15, 0x0d]].map((bytes) =>
      commitBlockOf(Buffer.from(bytes)),
    );
    assert.deepEqual(read, ['ack', 'nak', undefined, undefined, undefined, undefined]);
  });
});

describe('the MLLP client of release 2', () => {
  let peer: ScriptedPeer;
  let client: MllpClient;

  async function connected(script: Script, commitBlocks = true): Promise<void> {
    // What we acknowledge to the peer is no message to it.
    peer = await ScriptedPeer.listen((frame, socket, count) => {
      if (commitBlockOf(frame) === undefined) script(frame, socket, count);
    });
    client = new MllpClient({
      host: '127.0.0.1',
      port: peer.port,
      commitBlocks,
      ackTimeoutMs: 2_000,
      reconnect: { minMs: 5, maxMs: 10 },
    });
    client.connect();
    await client.ready();
  }
  afterEach(async () => {
    await client.close();
    await peer.close();
  });

  const send = (message: string, ackTimeoutMs = 2_000): Promise<ExchangeOutcome> =>
    client.exchange(Buffer.from(message), (reply) => (reply.toString() === `ack ${message}` ? 'answer' : 'stray'), {
      ackTimeoutMs,
    });
  const reply = (message: string): ExchangeOutcome => ({
    kind: 'reply',
    reply: Buffer.from(`ack ${message}`),
    strayReplies: 0,
  });
  const frames = (): string[] => peer.received.map((frame) => frame.toString('latin1'));

  it('waits for the commit acknowledgement and the reply, and acknowledges the reply in turn', async () => {
    await connected((frame, socket) => {
      socket.write(ACK_BLOCK);
      setImmediate(() => socket.write(framed(ack(frame))));
    });
    assert.deepEqual(await send('m1'), reply('m1'));
    assert.deepEqual(await send('m2'), reply('m2'));
    assert.deepEqual(frames(), ['m1', '\x06', 'm2']);
    await eventually(
      'the last reply is acknowledged',
      async () => frames().at(-1),
      (last) => last === '\x06',
    );
  });

  it('reads both in one chunk, and one byte after the other', async () => {
    await connected((frame, socket, count) => {
      const answer = Buffer.concat([ACK_BLOCK, framed(ack(frame))]);
      if (count === 1) socket.write(answer);
      else for (const byte of answer) socket.write(Buffer.of(byte));
    });
    assert.deepEqual(await send('m1'), reply('m1'));
    assert.deepEqual(await send('m2'), reply('m2'));
  });

  it('does not take the commit acknowledgement for the reply', async () => {
    await connected((_frame, socket) => void socket.write(ACK_BLOCK));
    assert.deepEqual(await send('m1', 50), { kind: 'uncertain', code: 'ack-timeout', strayReplies: 0 });
  });

  it('says that the message was not taken when it is told so, and sends the next one on the same connection', async () => {
    await connected(
      (frame, socket, count) =>
        void socket.write(count === 1 ? NAK_BLOCK : Buffer.concat([ACK_BLOCK, framed(ack(frame))])),
    );
    assert.deepEqual(await send('m1'), { kind: 'refused', code: 'commit-nak' });
    assert.deepEqual(await send('m1'), reply('m1'));
    assert.equal(peer.connections, 1);
  });

  it('bears with a peer that answers straight away, and sends it no acknowledgement it would take for a message', async () => {
    await connected((frame, socket) => void socket.write(framed(ack(frame))));
    assert.deepEqual(await send('m1'), reply('m1'));
    assert.deepEqual(await send('m2'), reply('m2'));
    assert.deepEqual(frames(), ['m1', 'm2']);
  });

  it('does not let a refusal that comes after the commit undo it', async () => {
    await connected(
      (frame, socket) => void socket.write(Buffer.concat([ACK_BLOCK, NAK_BLOCK, ACK_BLOCK, framed(ack(frame))])),
    );
    assert.deepEqual(await send('m1'), reply('m1'));
  });

  it('passes over commit acknowledgements that come while nothing is asked', async () => {
    await connected((frame, socket) => void socket.write(Buffer.concat([ACK_BLOCK, framed(ack(frame))])));
    peer.sockets[0]?.write(Buffer.concat([NAK_BLOCK, ACK_BLOCK, framed('marker')]));
    await eventually(
      'they have been read',
      async () => client.strayReplies,
      (strays) => strays === 1,
    );
    assert.deepEqual(await send('m1'), reply('m1'));
  });

  it('takes them for strays while release 2 is not agreed', async () => {
    await connected((frame, socket) => void socket.write(Buffer.concat([NAK_BLOCK, framed(ack(frame))])), false);
    assert.deepEqual(await send('m1'), { ...reply('m1'), strayReplies: 1 });
  });
});

describe('the MLLP listener of release 2', () => {
  let listener: MllpListener;
  let socket: Socket;
  let seen: Buffer;
  let faults: string[];

  async function dial(onMessage: MllpListenerOptions['onMessage']): Promise<void> {
    faults = [];
    seen = Buffer.alloc(0);
    listener = new MllpListener({ port: 0, commitBlocks: true, onMessage, onFault: ({ code }) => faults.push(code) });
    const { port } = await listener.listen();
    socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => (seen = Buffer.concat([seen, chunk])));
    await once(socket, 'connect');
  }
  afterEach(async () => {
    socket.destroy();
    await listener.close();
  });

  const assertSeen = async (...parts: Buffer[]): Promise<void> => {
    const expected = Buffer.concat(parts).toString('latin1');
    await eventually(
      'the answer',
      async () => seen.toString('latin1'),
      (text) => text.length >= expected.length,
    );
    assert.equal(seen.toString('latin1'), expected);
  };

  it('acknowledges the commit and then replies', async () => {
    await dial(ack);
    socket.write(framed('m1'));
    await assertSeen(ACK_BLOCK, framed('ack m1'));
  });

  it('acknowledges the commit alone where the handler gives no reply', async () => {
    await dial(() => undefined);
    socket.write(framed('m1'));
    await assertSeen(ACK_BLOCK);
  });

  it('says nothing before the handler has committed', async () => {
    let commit: (() => void) | undefined;
    await dial(async (message) => {
      await new Promise<void>((resolve) => (commit = resolve));
      return ack(message);
    });
    socket.write(framed('m1'));
    await eventually(
      'the handler works',
      async () => commit,
      (at) => at !== undefined,
    );
    assert.equal(seen.length, 0);
    commit?.();
    await assertSeen(ACK_BLOCK, framed('ack m1'));
  });

  for (const [title, fail] of [
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
  ] as const) {
    it(`says that the message is not taken when the handler ${title}, and takes the next one`, async () => {
      await dial((message) => (message.toString() === 'bad' ? fail() : ack(message)));
      socket.write(Buffer.concat([framed('bad'), framed('m2')]));
      await assertSeen(NAK_BLOCK, ACK_BLOCK, framed('ack m2'));
      assert.deepEqual(faults, ['handler-failed']);
    });
  }

  it('hands no commit acknowledgement to the handler, and tells when its reply was refused', async () => {
    const handled: string[] = [];
    await dial((message) => {
      handled.push(message.toString());
      return ack(message);
    });
    socket.write(Buffer.concat([framed('m1'), ACK_BLOCK, framed('m2'), NAK_BLOCK, framed('m3')]));
    await assertSeen(...['m1', 'm2', 'm3'].flatMap((message) => [ACK_BLOCK, framed(`ack ${message}`)]));
    assert.deepEqual([handled, faults], [['m1', 'm2', 'm3'], ['reply-refused']]);
  });
});
