import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import {
  loadCredentials,
  MllpListener,
  type LoadedCredentials,
  type TlsListenerOptions,
  type TlsTexts,
} from '../../../nodes/lib/mllp/index.ts';
import { eventually } from '../../support/eventually.ts';
import { framed } from '../../support/scripted-peer.ts';
import { HOST_NAME, parties, textsOf } from '../../support/tls-parties.ts';

describe('the MLLP listener over TLS', () => {
  let listener: MllpListener;
  let port: number;
  const received: string[] = [];
  const peers: (string | undefined)[] = [];
  const faults: string[] = [];
  const sockets: Socket[] = [];

  async function listen(tls: Partial<TlsListenerOptions> = {}): Promise<void> {
    for (const list of [received, peers, faults]) list.length = 0;
    listener = new MllpListener({
      port: 0,
      tls: { credentials: () => loadCredentials(textsOf(parties.server)), ...tls },
      onMessage: (content, { certificate }) => {
        received.push(content.toString());
        peers.push(certificate?.commonName);
        return Buffer.from(`ack ${content.toString()}`);
      },
      onFault: ({ code }) => faults.push(code),
    });
    ({ port } = await listener.listen());
  }

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await listener.close();
  });

  function dial(texts: TlsTexts): TLSSocket {
    const socket = connect({ host: '127.0.0.1', port, servername: HOST_NAME, ...texts });
    sockets.push(socket);
    socket.on('error', () => undefined);
    return socket;
  }

  /** What came back before the connection ended, or the first answer. */
  function answerTo(socket: Socket, message: string): Promise<string> {
    socket.write(framed(message));
    return new Promise((resolve) => {
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      socket.once('close', () => resolve(''));
    });
  }

  it('L18 a peer with a certificate of a known authority is served, and its name reaches the handler', async () => {
    await listen();
    assert.equal(await answerTo(dial(textsOf(parties.client)), 'm1'), framed('ack m1').toString());
    assert.deepEqual([received, peers], [['m1'], ['orbit.function']]);
  });

  it('L18 a peer without a certificate, and one of an unknown authority, get nowhere', async () => {
    await listen();
    assert.equal(await answerTo(dial(textsOf()), 'm1'), '');
    assert.equal(await answerTo(dial(textsOf(parties.strangersClient)), 'm2'), '');
    assert.deepEqual(received, []);
    assert.deepEqual(faults, ['tls-handshake-failed', 'tls-handshake-failed']);
    assert.equal(await answerTo(dial(textsOf(parties.client)), 'm3'), framed('ack m3').toString());
  });

  it('L18 only the names that are allowed are served, where there is a list of them', async () => {
    await listen({ allowedNames: ['orbit.test'] });
    assert.equal(await answerTo(dial(textsOf(parties.client)), 'm1'), framed('ack m1').toString());
    await listener.close();
    await listen({ allowedNames: ['another.test'] });
    assert.equal(await answerTo(dial(textsOf(parties.client)), 'm2'), '');
    assert.deepEqual([received, faults], [[], ['client-name-not-allowed']]);
  });

  it('serves peers without a certificate where none is asked for', async () => {
    await listen({ clientCertificate: 'none' });
    assert.equal(await answerTo(dial(textsOf()), 'm1'), framed('ack m1').toString());
    assert.deepEqual(peers, [undefined]);
  });

  it('L11 a peer that speaks in the clear is not answered, and the next one is served', async () => {
    await listen();
    const socket = connectTcp(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    assert.doesNotMatch(await answerTo(socket, 'm1'), /ack/);
    assert.deepEqual(faults, ['tls-handshake-failed']);
    assert.equal(await answerTo(dial(textsOf(parties.client)), 'm2'), framed('ack m2').toString());
  });

  it('L08 a peer that never finishes the handshake is cut off', async () => {
    await listen({ handshakeTimeoutMs: 50 });
    const socket = connectTcp(port, '127.0.0.1');
    sockets.push(socket);
    await new Promise((resolve) => socket.once('close', resolve).resume());
    assert.deepEqual(faults, ['tls-handshake-failed']);
    await eventually(
      'the connection is gone',
      () => Promise.resolve(listener.connections),
      (open) => open === 0,
    );
  });

  it('L19 closing ends idle connections and handshakes under way', async () => {
    await listen();
    const shaking = connectTcp(port, '127.0.0.1');
    const idle = dial(textsOf(parties.client));
    sockets.push(shaking);
    await Promise.all([once(shaking, 'connect'), once(idle, 'session')]);
    const closed = Promise.all(
      [shaking, idle].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
    await listener.close();
    await closed;
  });

  it('gives renewed certificates to new connections, and cuts none that stands', async () => {
    let own: LoadedCredentials = loadCredentials(textsOf(parties.server));
    await listen({ credentials: () => own });
    const standing = dial(textsOf(parties.client));
    await answerTo(standing, 'm1');
    own = loadCredentials(textsOf(parties.renewedServer));
    listener.renewCertificates();
    const after = dial(textsOf(parties.client));
    await answerTo(after, 'm2');
    const shown = [standing, after].map((socket) => socket.getPeerX509Certificate()?.toString());
    assert.deepEqual(shown, [parties.server.cert, parties.renewedServer.cert]);
    assert.equal(await answerTo(standing, 'm3'), framed('ack m3').toString());
    // The list of trusted authorities has not been lost on the way.
    assert.equal(await answerTo(dial(textsOf(parties.strangersClient)), 'm4'), '');
  });

  it('looks for renewed certificates by itself', async () => {
    let asked = 0;
    const looked = new Promise<void>((resolve) => {
      void listen({
        renewalCheckMs: 5,
        credentials: () => {
          asked += 1;
          if (asked === 3) resolve();
          return loadCredentials(textsOf(parties.server));
        },
      });
    });
    await looked;
  });

  it('does not listen with credentials that cannot be used', async () => {
    await assert.rejects(listen({ credentials: () => ({ ok: false, code: 'tls-key-mismatch' }) }), /tls-key-mismatch/);
  });
});
