import assert from 'node:assert/strict';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCredentials, type TlsTexts } from '../../nodes/lib/mllp/index.ts';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { issueCertificate, lockKey, type Issued } from '../support/certificates.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf, type WireEvent } from '../support/story.ts';
import { HOST_NAME, parties, textsOf } from '../support/tls-parties.ts';

type FlowNode = Record<string, unknown> & { id: string; type: string };

const PASSPHRASE = 'the passphrase of the key';

/** The regional flow with its endpoint changed. */
async function regionalWith(changes: Record<string, unknown>): Promise<FlowNode[]> {
  const flows = JSON.parse(
    await readFile(join(import.meta.dirname, '../../flows/regional.json'), 'utf8'),
  ) as FlowNode[];
  return flows.map((node) => (node.type === 'orbit-endpoint' ? { ...node, ...changes } : node));
}

async function book(orbit: OrbitProcess, number: number): Promise<WireEvent> {
  const event = await numberedBooking(number);
  assert.equal((await orbit.post(event)).status, 202);
  return event;
}

/** Accepted, planned and committed; none of its messages has left. */
async function assertWaits(orbit: OrbitProcess, { eventId }: WireEvent): Promise<void> {
  const { messages } = await storyOf(orbit, eventId, new Set(['sent']));
  assert.deepEqual(
    messages.map(({ state }) => state),
    ['queued', 'queued', 'queued'],
  );
}

const logged = (orbit: OrbitProcess, text: string): Promise<unknown> =>
  eventually(
    `"${text}" in the log`,
    () => Promise.resolve(orbit.output),
    (output) => output.includes(text),
  );

describe('delivery over TLS, in a real Node-RED', function () {
  this.timeout(90_000);
  let folder: string;
  let millennium: MillenniumSimulator;
  let orbit: OrbitProcess;
  /** What the receiver shows and trusts. */
  let receiver: TlsTexts;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orbit-tls-'));
    await write(parties.client);
    receiver = textsOf(parties.server);
    millennium = new MillenniumSimulator({
      host: '127.0.0.1',
      port: 0,
      tls: { credentials: () => loadCredentials(receiver) },
    });
    await millennium.start();
    orbit = await OrbitProcess.start({
      flows: await regionalWith({
        tls: true,
        caFile: join(folder, 'ca.pem'),
        certFile: join(folder, 'cert.pem'),
        keyFile: join(folder, 'key.pem'),
        servername: HOST_NAME,
        pinnedNames: 'millennium.function',
      }),
      env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port) },
    });
  });
  after(async () => {
    await orbit.remove();
    await millennium.close();
    await rm(folder, { recursive: true });
  });

  async function write(own: Issued): Promise<void> {
    for (const [name, text] of [
      ['ca.pem', parties.authority.cert],
      ['cert.pem', own.cert],
      ['key.pem', lockKey(own, PASSPHRASE)],
    ] as const) {
      await writeFile(join(folder, `${name}.new`), text);
      await rename(join(folder, `${name}.new`), join(folder, name));
    }
  }

  /** The receiver is away for a moment and comes back as somebody else, or trusting somebody else. */
  async function restartReceiver(as: TlsTexts): Promise<void> {
    await millennium.setDown(true);
    receiver = as;
    await millennium.setDown(false);
  }

  async function deployPassphrase(): Promise<void> {
    const headers = { 'Node-RED-API-Version': 'v2', 'Content-Type': 'application/json' };
    const { flows, rev } = (await (await orbit.admin('/flows', { headers })).json()) as {
      flows: FlowNode[];
      rev: string;
    };
    const withSecret = flows.map((node) =>
      node.type === 'orbit-endpoint' ? { ...node, credentials: { passphrase: PASSPHRASE } } : node,
    );
    const answer = await orbit.admin('/flows', {
      method: 'POST',
      headers,
      body: JSON.stringify({ flows: withSecret, rev }),
    });
    assert.equal(answer.status, 200);
  }

  it('waits while its own key cannot be opened, and says so', async () => {
    const event = await book(orbit, 1);
    await logged(orbit, 'tls-passphrase-wrong');
    await assertWaits(orbit, event);
    await deployPassphrase();
    assert.equal((await storyOf(orbit, event.eventId)).state, 'completed');
  });

  it('delivers a booking to a receiver that knows it by its certificate', async () => {
    const { eventId } = await book(orbit, 2);
    const { state, messages } = await storyOf(orbit, eventId);
    assert.equal(state, 'completed');
    assert.deepEqual(
      messages.map(({ ackCode, attempts }) => [ackCode, attempts]),
      [
        ['AA', 1],
        ['AA', 1],
        ['AA', 1],
      ],
    );
  });

  it('goes on with a certificate that is renewed on disk, without a restart and without an uncertain message', async () => {
    // The receiver stops trusting the authority of the old one.
    const { pid } = orbit;
    await restartReceiver(textsOf(parties.server, parties.stranger));
    const event = await book(orbit, 3);
    await logged(orbit, 'tls-client-certificate-refused');
    await assertWaits(orbit, event);
    await write(issueCertificate({ commonName: 'orbit.function', issuer: parties.stranger }));
    const { state, messages } = await storyOf(orbit, event.eventId);
    assert.equal(state, 'completed');
    assert.ok(messages.every(({ attempts }) => attempts === 1));
    assert.equal(orbit.pid, pid);
    await logged(orbit, 'the certificate files have been renewed');
  });

  const impostors: [title: string, own: Issued, code: string][] = [
    ['of an authority nobody knows', parties.strangersServer, 'tls-untrusted'],
    ['whose certificate has ended', parties.expired, 'tls-expired'],
    ['made out to another name', parties.wrongName, 'tls-name-mismatch'],
  ];
  for (const [index, [title, own, code]] of impostors.entries()) {
    it(`tells a receiver ${title} nothing, and loses nothing`, async () => {
      const before = millennium.receivedCount;
      await restartReceiver(textsOf(own, parties.stranger));
      const event = await book(orbit, 10 + index);
      await logged(orbit, code);
      await assertWaits(orbit, event);
      assert.equal(millennium.receivedCount, before);
      await restartReceiver(textsOf(parties.renewedServer, parties.stranger));
      const { state, messages } = await storyOf(orbit, event.eventId);
      assert.equal(state, 'completed');
      assert.ok(messages.every(({ attempts }) => attempts === 1));
    });
  }

  it('has delivered every message once, and written no secret into the log', () => {
    const ids = millennium.state().received.map(({ controlId }) => controlId);
    assert.equal(ids.length, 6 * 3);
    assert.equal(new Set(ids).size, ids.length);
    assert.doesNotMatch(orbit.output, new RegExp(`PRIVATE KEY|${PASSPHRASE}`));
  });
});

describe('delivery without TLS, in a real Node-RED', function () {
  this.timeout(60_000);
  const address = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

  it('does not leave this machine until it is allowed and this is not production; the messages wait', async function () {
    if (address === undefined) this.skip();
    const millennium = new MillenniumSimulator({ host: '0.0.0.0', port: await freePort() });
    await millennium.start();
    const env = { MILLENNIUM_HOST: address, MILLENNIUM_PORT: String(millennium.port) };
    const orbit = await OrbitProcess.start({ flows: await regionalWith({ allowPlain: true }), env });
    try {
      const event = await book(orbit, 1);
      await logged(orbit, 'this is production');
      await assertWaits(orbit, event);
      assert.deepEqual([millennium.connections, millennium.receivedCount], [0, 0]);
      await orbit.kill('SIGTERM');
      await orbit.up({ ORBIT_ENVIRONMENT: 'test' });
      assert.equal((await storyOf(orbit, event.eventId)).state, 'completed');
      assert.equal(millennium.receivedCount, 3);
    } finally {
      await orbit.remove();
      await millennium.close();
    }
  });

  it('is refused where nobody has allowed it, whatever the environment', async () => {
    const orbit = await OrbitProcess.start({
      env: { MILLENNIUM_HOST: 'millennium.invalid', ORBIT_ENVIRONMENT: 'test' },
    });
    try {
      await logged(orbit, 'TLS is off');
      await assertWaits(orbit, await book(orbit, 1));
    } finally {
      await orbit.remove();
    }
  });
});
