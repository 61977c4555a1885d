import assert from 'node:assert/strict';
import { constants } from 'node:crypto';
import { once } from 'node:events';
import {
  loadCredentials,
  MllpClient,
  MllpListener,
  type ExchangeOutcome,
  type LoadedCredentials,
  type MllpListenerOptions,
  type TlsClientOptions,
  type TlsListenerOptions,
} from '../../../nodes/lib/mllp/index.ts';
import { plainServer, slowWayBack, tlsEcho, type RawServer } from '../../support/raw-servers.ts';
import { HOST_NAME, parties, SERVER_URI, textsOf } from '../../support/tls-parties.ts';

const ours = loadCredentials(textsOf(parties.client));
const withoutOwn = loadCredentials(textsOf());
const echo: MllpListenerOptions['onMessage'] = (content) => Buffer.concat([Buffer.from('ack '), content]);

describe('the MLLP client over TLS', () => {
  const opened: (() => Promise<unknown>)[] = [];
  let client: MllpClient;
  let received: string[];
  let port: number;

  beforeEach(() => (received = []));
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  /** A listener with the certificate, that asks its peers for theirs. */
  async function listener(own = parties.server, tls: Partial<TlsListenerOptions> = {}): Promise<MllpListener> {
    const made = new MllpListener({
      port: 0,
      tls: { credentials: () => loadCredentials(textsOf(own)), ...tls },
      onMessage: (content, connection) => {
        received.push(content.toString());
        return echo(content, connection);
      },
    });
    ({ port } = await made.listen());
    opened.push(() => made.close());
    return made;
  }

  async function open<S extends RawServer>(starting: Promise<S>): Promise<S> {
    const server = await starting;
    ({ port } = server);
    opened.push(() => server.close());
    return server;
  }

  function dial(tls: Partial<TlsClientOptions> = {}, connectTimeoutMs = 5_000): void {
    dialHost('localhost', { servername: HOST_NAME, ...tls }, connectTimeoutMs);
  }

  function dialHost(host: string, tls: Partial<TlsClientOptions> = {}, connectTimeoutMs = 5_000): void {
    const made = new MllpClient({
      host,
      port,
      connectTimeoutMs,
      reconnect: { minMs: 5, maxMs: 20 },
      tls: { credentials: () => ours, ...tls },
    });
    client = made;
    opened.push(() => made.close());
    made.connect();
  }

  const exchange = (message: string): Promise<ExchangeOutcome> => client.exchange(Buffer.from(message), () => 'answer');

  async function assertDelivers(): Promise<void> {
    await client.ready();
    const outcome = await exchange('m1');
    assert.deepEqual(outcome, { kind: 'reply', reply: Buffer.from('ack m1'), strayReplies: 0 });
  }

  async function assertFails(expected: string): Promise<void> {
    const [{ code }] = (await once(client, 'connect-failed')) as [{ code: string }];
    assert.equal(code, expected);
    assert.deepEqual(await exchange('m1'), { kind: 'not-sent', code: 'not-connected' });
    assert.deepEqual(received, []);
  }

  it('C15 a message goes over TLS to a peer whose authority is known, and the peer can be looked at', async () => {
    await listener(parties.server, { clientCertificate: 'none' });
    dial({ credentials: () => withoutOwn });
    await assertDelivers();
    const { security } = client;
    assert.equal(security?.protocol, 'TLSv1.3');
    assert.equal(security.peer?.commonName, 'millennium.function');
    assert.deepEqual(security.peer.dnsNames, [HOST_NAME, 'localhost']);
    assert.deepEqual(security.peer.uris, [SERVER_URI]);
    assert.equal(security.peer.issuer, 'Test Region CA');
    assert.deepEqual(security.peer.validTo, parties.server.validTo);
  });

  it('C15b a peer of an unknown authority gets nothing, and the reason is told', async () => {
    await listener(parties.strangersServer);
    dial();
    await assertFails('tls-untrusted');
  });

  it('C16 both sides show a certificate', async () => {
    await listener();
    dial();
    await assertDelivers();
  });

  const refused: [title: string, own: typeof parties.server, code: string][] = [
    ['signs itself', parties.selfSigned, 'tls-untrusted'],
    ['has expired', parties.expired, 'tls-expired'],
    ['is not valid yet', parties.notYetValid, 'tls-not-yet-valid'],
    ['is made out to another name', parties.wrongName, 'tls-name-mismatch'],
  ];
  for (const [title, own, code] of refused) {
    it(`C15b a certificate that ${title} is refused as ${code}`, async () => {
      await listener(own);
      dial();
      await assertFails(code);
    });
  }

  it('checks the name against the host when no other is given', async () => {
    await listener(parties.server);
    dialHost('127.0.0.1');
    await assertFails('tls-name-mismatch');
    dialHost('localhost');
    await assertDelivers();
  });

  it('takes a certificate made out to the address it dials', async () => {
    await listener(parties.byAddress);
    dialHost('127.0.0.1');
    await assertDelivers();
  });

  for (const name of [HOST_NAME.toUpperCase(), SERVER_URI, 'millennium.function']) {
    it(`takes a peer that carries the pinned name ${name}`, async () => {
      await listener();
      dial({ pinnedNames: ['another', name] });
      await assertDelivers();
    });
  }

  it('refuses a peer of a known authority that carries none of the pinned names', async () => {
    await listener();
    dial({ pinnedNames: ['another.test'] });
    await assertFails('tls-name-not-pinned');
  });

  it('takes pinned names instead of the name of the host, where no name to ask for is given', async () => {
    await listener(parties.server);
    dialHost('127.0.0.1', { pinnedNames: ['millennium.function'] });
    await assertDelivers();
  });

  it('does not take a pinned name for trust', async () => {
    await listener(parties.strangersServer);
    dial({ pinnedNames: ['millennium.function'] });
    await assertFails('tls-untrusted');
  });

  it('does not let the environment switch the checks off', async () => {
    await listener(parties.strangersServer);
    const { emitWarning } = process;
    process.emitWarning = () => undefined;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      dial();
      await assertFails('tls-untrusted');
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      process.emitWarning = emitWarning;
    }
  });

  for (const minVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const maxVersion = minVersion;

    it(`C16 says that a certificate is missing, in ${minVersion}`, async () => {
      await open(tlsEcho({ requestCert: true, ca: parties.authority.cert, maxVersion }));
      dial({ credentials: () => withoutOwn });
      await assertFails('tls-client-certificate-required');
    });

    it(`C16 does not send to a peer that will not have our certificate, in ${minVersion}`, async () => {
      await open(tlsEcho({ requestCert: true, ca: parties.authority.cert, maxVersion }));
      const strangers = loadCredentials(textsOf(parties.strangersClient));
      dial({ credentials: () => strangers });
      await assertFails(minVersion === 'TLSv1.3' ? 'tls-client-certificate-refused' : 'tls-closed');
    });
  }

  it('C16 knows that nothing was read when the refusal comes after the first bytes are out', async () => {
    await open(tlsEcho({ requestCert: true, ca: parties.authority.cert }));
    const { release } = await open(slowWayBack(port));
    dial({ credentials: () => withoutOwn });
    await client.ready();
    const lost = once(client, 'disconnected');
    const outcome = exchange('m1');
    release();
    assert.deepEqual(await outcome, { kind: 'not-sent', code: 'tls-client-certificate-required' });
    assert.deepEqual(await lost, [{ code: 'tls-client-certificate-required' }]);
  });

  it('is content with a peer of TLS 1.3 that gives no session tickets', async () => {
    await open(tlsEcho({ requestCert: true, ca: parties.authority.cert, secureOptions: constants.SSL_OP_NO_TICKET }));
    dial();
    await client.ready();
    assert.equal((await exchange('m1')).kind, 'reply');
  });

  it('tells when the peer speaks only versions that are too old', async () => {
    await open(tlsEcho({ maxVersion: 'TLSv1.2' }));
    const strict = loadCredentials(textsOf(parties.client), 'TLSv1.3');
    dial({ credentials: () => strict });
    await assertFails('tls-version');
  });

  it('tells when no cipher is common', async () => {
    await open(tlsEcho({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }));
    dial();
    await assertFails('tls-handshake-failed');
  });

  it('tells when the peer answers in the clear', async () => {
    await open(plainServer((socket) => socket.on('data', () => socket.write('\x0bMSH|^~\\&|\x1c\r'))));
    dial();
    await assertFails('tls-not-tls');
  });

  it('tells when the peer ends the connection in the handshake', async () => {
    await open(plainServer((socket) => socket.on('data', () => socket.destroy())));
    dial();
    await assertFails('tls-closed');
  });

  it('gives up on a peer that takes the connection and never finishes the handshake', async () => {
    await open(plainServer((socket) => socket.resume()));
    dial({}, 100);
    await assertFails('tls-timeout');
  });

  it('tells which of its own credentials cannot be used, and connects once they can', async () => {
    await listener();
    let loaded: LoadedCredentials = { ok: false, code: 'tls-key-missing' };
    dial({ credentials: () => loaded });
    await assertFails('tls-key-missing');
    loaded = ours;
    await assertDelivers();
  });

  it('ends an attempt that is under way when it is closed', async () => {
    await open(plainServer((socket) => socket.resume()));
    dial();
    await client.close();
    assert.equal(client.state, 'closed');
  });
});
