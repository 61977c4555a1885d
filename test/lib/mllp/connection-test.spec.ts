import assert from 'node:assert/strict';
import {
  loadCredentials,
  MllpClient,
  MllpListener,
  testConnection,
  type ConnectionTestOptions,
  type MllpListenerOptions,
  type TestStep,
  type TlsTexts,
} from '../../../nodes/lib/mllp/index.ts';
import { freePort } from '../../support/free-port.ts';
import { plainServer, tlsEcho } from '../../support/raw-servers.ts';
import { HOST_NAME, parties, textsOf } from '../../support/tls-parties.ts';

describe('a test of a connection', () => {
  const opened: (() => Promise<unknown>)[] = [];
  let received: string[];

  beforeEach(() => (received = []));
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  async function listen(options: Partial<MllpListenerOptions> = {}): Promise<number> {
    const listener = new MllpListener({
      port: 0,
      onMessage: (content) => {
        received.push(content.toString());
        return Buffer.from(`ack ${content.toString()}`);
      },
      ...options,
    });
    opened.push(() => listener.close());
    return (await listener.listen()).port;
  }

  const tlsOf = (texts: TlsTexts, pinnedNames?: string[]): Pick<ConnectionTestOptions, 'tls'> => ({
    tls: {
      credentials: () => loadCredentials(texts),
      servername: HOST_NAME,
      ...(pinnedNames === undefined ? {} : { pinnedNames }),
    },
  });
  const probe: ConnectionTestOptions['probe'] = {
    content: Buffer.from('probe'),
    accept: (reply) => (reply.toString() === 'ack probe' ? 'answer' : 'stray'),
  };
  const test = (port: number, options: Partial<ConnectionTestOptions> = {}): Promise<TestStep[]> =>
    testConnection({ host: '127.0.0.1', port, stepTimeoutMs: 5_000, ...options });
  const summary = (steps: readonly TestStep[]): string[] =>
    steps.map(({ step, ok, code }) => `${step} ${ok ? 'ok' : (code ?? '')}`);

  it('goes through every step, and shows who the peer is and what it answered', async () => {
    const port = await listen({ tls: { credentials: () => loadCredentials(textsOf(parties.server)) } });
    const steps = await test(port, { ...tlsOf(textsOf(parties.client)), probe });
    assert.deepEqual(summary(steps), ['dns ok', 'tcp ok', 'tls ok', 'mllp ok']);
    const [dns, , tls, mllp] = steps;
    assert.deepEqual(dns?.step === 'dns' && dns.addresses, ['127.0.0.1']);
    assert.ok(tls?.step === 'tls');
    assert.deepEqual(
      [tls.protocol, tls.peer?.commonName, tls.own?.commonName],
      ['TLSv1.3', 'millennium.function', 'orbit.function'],
    );
    assert.ok(mllp?.step === 'mllp' && mllp.reply?.toString() === 'ack probe');
    assert.ok(steps.every(({ ms }) => Number.isInteger(ms) && ms >= 0));
  });

  it('sends nothing where no probe is given', async () => {
    const port = await listen();
    assert.deepEqual(summary(await test(port)), ['dns ok', 'tcp ok']);
    assert.deepEqual(received, []);
  });

  it('stops at a name nobody knows', async () => {
    const [step, ...others] = await test(1, { host: 'no-such-host.invalid' });
    assert.ok(step?.step === 'dns' && !step.ok && /^E[A-Z_]+$/.test(step.code ?? ''));
    assert.deepEqual([step.addresses, others], [[], []]);
  });

  it('stops at a port nobody listens on', async () => {
    assert.deepEqual(summary(await test(await freePort())), ['dns ok', 'tcp ECONNREFUSED']);
  });

  const untrusted: [title: string, own: typeof parties.server, pinned: string[], code: string][] = [
    ['of an unknown authority', parties.strangersServer, [], 'tls-untrusted'],
    ['that has expired', parties.expired, [], 'tls-expired'],
    ['made out to another name', parties.wrongName, [], 'tls-name-mismatch'],
    ['without a pinned name', parties.server, ['another.test'], 'tls-name-not-pinned'],
  ];
  for (const [title, own, pinned, code] of untrusted) {
    it(`shows a certificate ${title}, and sends nothing to it`, async () => {
      const port = await listen({
        tls: { credentials: () => loadCredentials(textsOf(own)), clientCertificate: 'none' },
      });
      const steps = await test(port, { ...tlsOf(textsOf(), pinned), probe });
      assert.deepEqual(summary(steps), ['dns ok', 'tcp ok', `tls ${code}`]);
      const tls = steps[2];
      assert.ok(tls?.step === 'tls');
      assert.equal(tls.peer?.commonName, own.commonName);
      assert.deepEqual(received, []);
    });
  }

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`notices that the peer misses our certificate, in ${maxVersion}`, async () => {
      const peer = await tlsEcho({ requestCert: true, ca: parties.authority.cert, maxVersion });
      opened.push(() => peer.close());
      assert.deepEqual(summary(await test(peer.port, tlsOf(textsOf()))).at(-1), 'tls tls-client-certificate-required');
    });
  }

  it('notices a peer that will not have our certificate', async () => {
    const port = await listen({ tls: { credentials: () => loadCredentials(textsOf(parties.server)) } });
    const steps = await test(port, tlsOf(textsOf(parties.strangersClient)));
    assert.deepEqual(summary(steps).at(-1), 'tls tls-client-certificate-refused');
  });

  it('says which of our own credentials cannot be used', async () => {
    const port = await listen();
    const texts = { ...textsOf(parties.client), key: parties.server.key };
    assert.deepEqual(summary(await test(port, tlsOf(texts))).at(-1), 'tls tls-key-mismatch');
  });

  it('does not wait for ever for a handshake, nor for an answer', async () => {
    const silent = await plainServer((socket) => socket.resume());
    opened.push(() => silent.close());
    const withTls = await test(silent.port, { ...tlsOf(textsOf()), stepTimeoutMs: 60 });
    assert.deepEqual(summary(withTls).at(-1), 'tls tls-timeout');
    const withProbe = await test(silent.port, { probe, stepTimeoutMs: 60 });
    assert.deepEqual(summary(withProbe).at(-1), 'mllp ack-timeout');
  });

  it('tells a peer that refuses the probe', async () => {
    const port = await listen({
      commitBlocks: true,
      onMessage: () => {
        throw new Error('no');
      },
    });
    assert.deepEqual(summary(await test(port, { probe, commitBlocks: true })).at(-1), 'mllp commit-nak');
  });
});

describe('an address that can be none', () => {
  for (const port of [70_000, Number.NaN, -1]) {
    it(`the client says so for port ${String(port)}, and tries again`, async () => {
      const client = new MllpClient({ host: '127.0.0.1', port, reconnect: { minMs: 1, maxMs: 2 } });
      const codes: string[] = [];
      await new Promise<void>((resolve) => {
        client.on('connect-failed', ({ code }) => {
          codes.push(code);
          if (codes.length === 2) resolve();
        });
        client.connect();
      });
      await client.close();
      assert.deepEqual(codes, ['address-invalid', 'address-invalid']);
    });
  }
});
