import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  loadCredentials,
  MllpListener,
  type MllpClient,
  type MllpListenerOptions,
} from '../../nodes/lib/mllp/index.ts';
import { reportConnection, type ReportedStep } from '../../nodes/orbit-endpoint/connection-report.ts';
import type { EndpointSettings } from '../../nodes/orbit-endpoint/endpoint-settings.ts';
import { EndpointTransport } from '../../nodes/orbit-endpoint/endpoint-transport.ts';
import type { ExpiryNotice } from '../../nodes/orbit-endpoint/expiry-notices.ts';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { lockKey } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { HOST_NAME, parties, textsOf } from '../support/tls-parties.ts';

describe('the connections of an endpoint', () => {
  const opened: (() => unknown)[] = [];
  let folder: string;
  let news: string[];
  let expiring: ExpiryNotice[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'endpoint-'));
    [news, expiring] = [[], []];
    await write();
  });
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
    await rm(folder, { recursive: true });
  });

  const at = (name: string): string => join(folder, name);
  async function write(own = parties.client, ca = parties.authority): Promise<void> {
    for (const [name, text] of [
      ['ca.pem', ca.cert],
      ['cert.pem', own.cert],
      ['key.pem', own.key],
    ] as const) {
      await writeFile(at(`${name}.new`), text);
      await rename(at(`${name}.new`), at(name));
    }
  }

  const settings = (port: number, changes: Partial<EndpointSettings> = {}): EndpointSettings => ({
    host: '127.0.0.1',
    port,
    tls: {
      paths: { ca: at('ca.pem'), cert: at('cert.pem'), key: at('key.pem') },
      minVersion: 'TLSv1.2',
      servername: HOST_NAME,
      pinnedNames: [],
    },
    refusal: undefined,
    connectTimeoutMs: 5_000,
    writeTimeoutMs: 5_000,
    ackTimeoutMs: 5_000,
    keepAliveMs: 30_000,
    maxFrameBytes: 1024,
    commitBlocks: false,
    whenIdle: 'keep',
    idleMs: 1_000,
    allowProbe: false,
    acks: undefined,
    ...changes,
  });

  function transportOf(used: EndpointSettings, passphrase?: string): EndpointTransport {
    const transport = new EndpointTransport({
      settings: used,
      passphrase,
      clock: () => new Date(),
      news: {
        failed: (code, isAlone) => news.push(`failed ${code} ${isAlone ? 'alone' : 'beside others'}`),
        renewed: () => news.push('renewed'),
        kept: (code) => news.push(`kept ${code}`),
        expiring: (notices) => (expiring = [...notices]),
        logExpiry: ({ whose, warning }) => news.push(`${whose} ${warning}`),
      },
    });
    opened.push(() => transport.close());
    transport.start();
    return transport;
  }

  function clientOf(transport: EndpointTransport): MllpClient {
    const client = transport.createClient();
    opened.push(() => client.close());
    client.connect();
    return client;
  }

  async function listen(
    options: Partial<MllpListenerOptions> = {},
    own = parties.server,
    port = 0,
  ): Promise<{ port: number; close: () => Promise<void> }> {
    const listener = new MllpListener({
      port,
      tls: { credentials: () => loadCredentials(textsOf(own)) },
      onMessage: (content) => content,
      ...options,
    });
    opened.push(() => listener.close());
    return { ...(await listener.listen()), close: () => listener.close() };
  }

  it('stand over TLS with the certificates of the files, a locked key included', async () => {
    await writeFile(at('key.pem'), lockKey(parties.client, 'secret'));
    const client = clientOf(transportOf(settings((await listen()).port), 'secret'));
    await client.ready();
    assert.equal(client.security?.peer?.commonName, 'millennium.function');
    assert.deepEqual(news, []);
  });

  it('tell each reason once until one stands again', async () => {
    const port = await freePort();
    const client = clientOf(transportOf(settings(port)));
    await once(client, 'connect-failed');
    await once(client, 'connect-failed');
    assert.deepEqual(news, ['failed ECONNREFUSED alone']);
    const { close } = await listen({}, parties.strangersServer, port);
    while (!news.includes('failed tls-untrusted alone')) await once(client, 'connect-failed');
    await write(parties.client, parties.stranger);
    await client.ready();
    await close();
    await once(client, 'connect-failed');
    assert.deepEqual(news, [
      'failed ECONNREFUSED alone',
      'failed tls-untrusted alone',
      'renewed',
      'failed ECONNREFUSED alone',
    ]);
  });

  it('speak of certificates that end soon, on both sides', async () => {
    await write(parties.nearExpiry);
    const transport = transportOf(settings((await listen({}, parties.nearExpiry)).port));
    assert.deepEqual(news, ['own within-7-days']);
    await clientOf(transport).ready();
    await clientOf(transport).ready();
    assert.deepEqual(news, ['own within-7-days', 'peer within-7-days']);
    assert.deepEqual(
      expiring.map(({ whose, daysLeft }) => [whose, daysLeft]),
      [
        ['own', 4],
        ['peer', 4],
      ],
    );
  });

  it('use renewed files without a restart, and keep the old ones while a renewal is half done', async () => {
    const shown: (Date | undefined)[] = [];
    const { port } = await listen({
      onMessage: (content, { certificate }) => {
        shown.push(certificate?.validTo);
        return content;
      },
    });
    const transport = transportOf(settings(port));
    const send = async (): Promise<void> => {
      const client = clientOf(transport);
      await client.ready();
      await client.exchange(Buffer.from('m'), () => 'answer');
    };
    await send();
    await writeFile(at('cert.pem'), parties.renewedClient.cert);
    await send();
    await writeFile(at('key.pem'), parties.renewedClient.key);
    await send();
    assert.deepEqual(shown, [parties.client.validTo, parties.client.validTo, parties.renewedClient.validTo]);
    assert.deepEqual(news, ['kept tls-key-mismatch', 'renewed']);
  });

  it('tell when another connection is refused, and that one stands', async () => {
    const transport = transportOf(settings((await listen({ maxConnections: 1 })).port));
    await clientOf(transport).ready();
    await once(clientOf(transport), 'connect-failed');
    assert.match(news[0] ?? '', /^failed \S+ beside others$/);
  });
});

describe('the report of a connection test', () => {
  const now = new Date('2026-11-24T08:00:00Z');
  const plain: EndpointSettings = {
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    refusal: undefined,
    connectTimeoutMs: 5_000,
    writeTimeoutMs: 5_000,
    ackTimeoutMs: 5_000,
    keepAliveMs: 30_000,
    maxFrameBytes: 1024,
    commitBlocks: false,
    whenIdle: 'keep',
    idleMs: 1_000,
    allowProbe: false,
    acks: undefined,
  };
  const summary = (steps: readonly ReportedStep[]): string[] =>
    steps.map(({ step, ok, code }) => `${step} ${ok ? 'ok' : (code ?? '')}`);
  let simulator: MillenniumSimulator;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'endpoint-'));
    await writeFile(join(folder, 'ca.pem'), parties.authority.cert);
    await writeFile(join(folder, 'cert.pem'), parties.nearExpiry.cert);
    await writeFile(join(folder, 'key.pem'), lockKey(parties.nearExpiry, 'secret'));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    simulator = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    plain.port = (await simulator.start()).port;
  });
  afterEach(() => simulator.close());

  it('shows what the simulator answers to the probe, which takes no effect', async () => {
    const steps = await reportConnection({ ...plain, allowProbe: true }, undefined, now);
    assert.deepEqual(summary(steps), ['dns ok', 'tcp ok', 'mllp ok']);
    const { ackCode, errorCode } = steps.at(-1) ?? {};
    assert.match(`${ackCode ?? ''} ${errorCode ?? ''}`, /^A[ER] 20[01]$/);
    const { patients, encounters, beds, appointments } = simulator.state();
    assert.deepEqual([patients, encounters, beds, appointments].flat(), []);
  });

  it('sends no probe where none is allowed', async () => {
    assert.deepEqual(summary(await reportConnection(plain, undefined, now)), ['dns ok', 'tcp ok']);
    assert.equal(simulator.receivedCount, 0);
  });

  it('sends no probe where messages may not leave in the clear', async () => {
    const steps = await reportConnection(
      { ...plain, refusal: 'plain-in-production', allowProbe: true },
      undefined,
      now,
    );
    assert.deepEqual(summary(steps), ['plain plain-in-production', 'dns ok', 'tcp ok']);
    assert.equal(simulator.receivedCount, 0);
  });

  it('shows both certificates, and neither key nor passphrase nor where they lie', async () => {
    const listener = new MllpListener({
      port: 0,
      tls: { credentials: () => loadCredentials(textsOf(parties.server)) },
      onMessage: () => undefined,
    });
    const { port } = await listener.listen();
    try {
      const tls = {
        paths: { ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') },
        minVersion: 'TLSv1.2',
        servername: HOST_NAME,
        pinnedNames: [],
      } as const;
      const steps = await reportConnection({ ...plain, port, tls }, 'secret', new Date());
      assert.deepEqual(summary(steps), ['dns ok', 'tcp ok', 'tls ok']);
      const { peer, own } = steps.at(-1) ?? {};
      assert.deepEqual(peer?.names, [HOST_NAME, 'localhost', 'urn:oid:1.2.752.129.2.1.4.1']);
      assert.equal(peer.issuer, 'Test Region CA');
      assert.match(peer.validTo, /^\d{4}-\d\d-\d\d$/);
      assert.equal(own?.daysLeft, 4);
      const text = JSON.stringify(steps);
      assert.doesNotMatch(text, /secret|PRIVATE|BEGIN/);
      assert.ok(!text.includes(folder));
    } finally {
      await listener.close();
    }
  });

  it('names an address that can be none', async () => {
    assert.deepEqual(summary(await reportConnection({ ...plain, port: Number.NaN }, undefined, now)), [
      'tcp address-invalid',
    ]);
  });
});
