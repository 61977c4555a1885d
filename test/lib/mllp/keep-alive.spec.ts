import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { loadCredentials, MllpClient, MllpListener, type MllpClientOptions } from '../../../nodes/lib/mllp/index.ts';
import { framed, ScriptedPeer } from '../../support/scripted-peer.ts';
import { HOST_NAME, parties, textsOf } from '../../support/tls-parties.ts';

const ack = (frame: Buffer): Buffer => Buffer.concat([Buffer.from('ack '), frame]);

/** The timers the kernel runs for the connections to the port: `02` is the one of keep-alive (proc(5), tcp_diag). */
async function timersTo(port: number): Promise<(string | undefined)[]> {
  const table = await readFile('/proc/net/tcp', 'utf8');
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , peer, state]) => peer === remote && state === '01')
    .map(([, , , , , timer]) => timer?.slice(0, 2));
}

describe('the MLLP client on an idle connection', () => {
  const opened: (() => Promise<unknown>)[] = [];
  let peer: ScriptedPeer;

  beforeEach(async () => {
    peer = await ScriptedPeer.listen((frame, socket) => void socket.write(framed(ack(frame))));
    opened.push(() => peer.close());
  });
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  async function connected(options: Partial<MllpClientOptions> = {}): Promise<MllpClient> {
    const client = new MllpClient({
      host: '127.0.0.1',
      port: peer.port,
      reconnect: { minMs: 5, maxMs: 10 },
      ...options,
    });
    opened.push(() => client.close());
    client.connect();
    await client.ready();
    return client;
  }
  const send = async (client: MllpClient, message: string): Promise<string> =>
    (await client.exchange(Buffer.from(message), () => 'answer')).kind;
  const probe = (): { content: Buffer; accept: (reply: Buffer) => 'answer' | 'stray' } => ({
    content: Buffer.from('probe'),
    accept: (reply) => (reply.toString() === 'ack probe' ? 'answer' : 'stray'),
  });

  it('C14 lets the operating system probe whether the peer is still there', async function () {
    if (process.platform !== 'linux') this.skip();
    await connected();
    assert.deepEqual(await timersTo(peer.port), ['02']);
  });

  it('C14 does so under TLS', async function () {
    if (process.platform !== 'linux') this.skip();
    const listener = new MllpListener({
      port: 0,
      tls: { credentials: () => loadCredentials(textsOf(parties.server)) },
      onMessage: ack,
    });
    const { port } = await listener.listen();
    opened.push(() => listener.close());
    await connected({
      port,
      tls: { credentials: () => loadCredentials(textsOf(parties.client)), servername: HOST_NAME },
    });
    assert.deepEqual(await timersTo(port), ['02']);
  });

  it('closes and opens it again after the time that is set, and goes on', async () => {
    const client = await connected({ whenIdle: { do: 'reopen', afterMs: 20 } });
    const gap = once(client, 'disconnected');
    const back = once(client, 'connected');
    assert.deepEqual(await gap, [{ code: 'idle-reopen' }]);
    await back;
    assert.equal(await send(client, 'm1'), 'reply');
    assert.deepEqual(peer.received.map(String), ['m1']);
    assert.ok(peer.connections >= 2);
  });

  it('does not close it under a message that waits for its answer', async () => {
    let answer: (() => void) | undefined;
    peer.next((frame, socket) => (answer = () => void socket.write(framed(ack(frame)))));
    const client = await connected({ whenIdle: { do: 'reopen', afterMs: 15 } });
    const gaps: string[] = [];
    const outcome = send(client, 'm1');
    client.on('disconnected', ({ code }) => gaps.push(code));
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.deepEqual(gaps, []);
    answer?.();
    assert.equal(await outcome, 'reply');
  });

  it('asks with the message that is set, and takes no other meanwhile', async () => {
    let answer: (() => void) | undefined;
    peer.next((frame, socket) => (answer = () => void socket.write(framed(ack(frame)))));
    const client = await connected({ whenIdle: { do: 'probe', afterMs: 20, probe } });
    const back = once(client, 'connected');
    assert.deepEqual(await once(client, 'disconnected'), [{ code: 'idle-probe' }]);
    assert.equal(client.state, 'probing');
    assert.equal(await send(client, 'm1'), 'not-sent');
    while (answer === undefined) await once(peer.sockets[0] ?? assert.fail(), 'data');
    answer();
    await back;
    peer.next((frame, socket) => void socket.write(framed(ack(frame))));
    assert.equal(await send(client, 'm2'), 'reply');
    assert.deepEqual(peer.received.slice(0, 2).map(String), ['probe', 'm2']);
    assert.equal(peer.connections, 1);
  });

  it('opens it again when the probe brings no answer', async () => {
    peer.next(() => undefined);
    const client = await connected({ whenIdle: { do: 'probe', afterMs: 20, probe }, ackTimeoutMs: 30 });
    await once(client, 'disconnected');
    await once(client, 'connected');
    assert.equal(peer.connections, 2);
  });

  it('closes in the middle of a probe', async () => {
    peer.next(() => undefined);
    const client = await connected({ whenIdle: { do: 'probe', afterMs: 10, probe } });
    await once(client, 'disconnected');
    await client.close();
    assert.equal(client.state, 'closed');
  });
});
