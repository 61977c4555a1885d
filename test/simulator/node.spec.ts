import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import helper from 'node-red-node-test-helper';
import { forgetState } from '../../nodes/orbit-millennium-simulator/live-simulators.ts';
import simulatorNode from '../../nodes/orbit-millennium-simulator/orbit-millennium-simulator.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { BOOKING, worked } from './messages.ts';
import { WireClient } from './wire-client.ts';

helper.init(createRequire(import.meta.url).resolve('node-red'));

interface State {
  port: number;
  encounters: { status: string }[];
  received: { controlId: string }[];
  anomalies: unknown[];
}

const VARIABLES = ['MILLENNIUM_HOST', 'MILLENNIUM_PORT', 'ORBIT_DATA_DIR', 'ORBIT_TOKEN', 'TRUST_PROXY'] as const;

describe('the node orbit-millennium-simulator', () => {
  let web: Server;
  let base: string;
  let port: number;
  const saved = new Map<string, string | undefined>();

  const config = (changes: object = {}): object => ({
    id: 'simulator',
    type: 'orbit-millennium-simulator',
    name: '',
    host: '127.0.0.1',
    port: String(port),
    start: 'no-millennium',
    journal: true,
    delayMs: 0,
    configVersion: 1,
    wires: [['out']],
    ...changes,
  });
  const flow = (changes: object = {}): object[] => [config(changes), { id: 'out', type: 'helper', wires: [] }];

  /** Deploys and serves what the node put under Node-RED's HTTP root; resolves once the node has started or given up. */
  const deploy = async (nodes: object[], settled = /listening/): Promise<void> => {
    await helper.load((RED: NodeAPI) => {
      simulatorNode(RED);
      web = createServer(RED.httpNode as unknown as RequestListener);
    }, nodes as never);
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    base = `http://127.0.0.1:${String((web.address() as AddressInfo).port)}`;
    await eventually(
      `status ${String(settled)}`,
      () => Promise.resolve(lastStatus()),
      (text) => settled.test(text),
    );
  };
  const lastStatus = (): string => {
    const node = helper.getNode('simulator') as unknown as {
      status: { lastCall?: { args: [{ text?: string }] } | null };
    };
    return node.status.lastCall?.args[0].text ?? '';
  };
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<[number, unknown]> => {
    const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const response = await fetch(`${base}${path}`, { method, ...content, headers: { ...json, ...headers } });
    if (!response.ok) assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
    return [response.status, await response.json()];
  };
  const state = async (): Promise<State> => (await call('GET', '/simulator/state'))[1] as State;
  const tell = async (...contents: Buffer[]): Promise<string[]> => {
    const wire = await WireClient.connect(port);
    const answers: string[] = [];
    for (const content of contents) answers.push(await wire.exchange(content));
    wire.end();
    return answers;
  };

  before((done) => {
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(async () => {
    for (const name of VARIABLES) {
      saved.set(name, process.env[name]);
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- assigning undefined would set the text "undefined"
      delete process.env[name];
    }
    port = await freePort();
  });
  afterEach(async () => {
    await helper.unload();
    web.closeAllConnections();
    web.close();
    // Another test may be given the same port.
    forgetState(`127.0.0.1:${String(port)}`);
    for (const [name, value] of saved) if (value !== undefined) process.env[name] = value;
  });

  it('takes messages, shows what it holds, and sends one message for each into the flow, without patient data', async () => {
    await deploy(flow());
    const sent: unknown[] = [];
    helper.getNode('out').on('input', (message: { payload?: unknown }) => sent.push(message.payload));
    await tell(...BOOKING.map(worked));
    assert.deepEqual(
      (await state()).encounters.map(({ status }) => status),
      ['preadmitted'],
    );
    await eventually(
      'three messages in the flow',
      () => Promise.resolve(sent.length),
      (count) => count === 3,
    );
    assert.deepEqual(sent[0], {
      controlId: 'OW4Q6JJDZ7ZUQX2HJH4N',
      messageType: 'ADT^A05',
      ackCode: 'AA',
      errorCode: '',
      visitNumber: 'OP20260004711',
      caseId: 'OP20260004711',
      duplicate: false,
    });
    assert.doesNotMatch(JSON.stringify(sent), /Tolvan|1912/);
  });

  it('is scripted, seeded and reset over HTTP', async () => {
    await deploy(flow());
    assert.deepEqual(
      await call('POST', '/simulator/faults', { rules: [{ times: 1, then: { ack: 'AR', errorCode: '206' } }] }),
      [200, { rules: 1, down: false }],
    );
    assert.match((await tell(worked('1-booking-1-A05')))[0] ?? '', /\|AR\|/);
    assert.deepEqual(await call('DELETE', '/simulator/faults'), [200, { rules: 0, down: false }]);
    assert.deepEqual(
      await call('POST', '/simulator/seed', {
        encounters: [{ visitNumber: 'OP20260004711', patientId: '191212121212' }],
      }),
      [200, { encounters: 1 }],
    );
    assert.match((await tell(worked('1-booking-3-S12')))[0] ?? '', /\|AA\|/);
    assert.equal((await state()).received.length, 2);
    assert.equal(((await call('GET', '/simulator/state?limit=1'))[1] as State).received.length, 1);
    assert.deepEqual(await call('POST', '/simulator/reset'), [200, {}]);
    assert.deepEqual((await state()).encounters, []);
  });

  it('goes down and comes up over HTTP', async () => {
    await deploy(flow());
    assert.deepEqual(await call('POST', '/simulator/faults', { down: true }), [200, { rules: 0, down: true }]);
    await assert.rejects(WireClient.connect(port));
    assert.deepEqual(await call('POST', '/simulator/faults', { down: false }), [200, { rules: 0, down: false }]);
    assert.match((await tell(worked('1-booking-1-A05')))[0] ?? '', /\|AA\|/);
  });

  it('refuses bodies it cannot use, each with its reason', async () => {
    await deploy(flow());
    assert.equal((await call('POST', '/simulator/faults', '{'))[0], 400);
    assert.equal((await call('POST', '/simulator/faults', '{}', { 'Content-Type': 'text/plain' }))[0], 415);
    assert.equal((await call('POST', '/simulator/faults', ' '.repeat(1_100_000)))[0], 413);
    const [status, problem] = await call('POST', '/simulator/faults', { rules: [{ then: { ack: 'NO' } }] });
    assert.equal(status, 422);
    assert.deepEqual(
      (problem as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer),
      ['/rules/0/then/ack'],
    );
    assert.equal((await call('POST', '/simulator/seed', { encounters: [{ visitNumber: 1 }] }))[0], 422);
  });

  it('serves programs on this machine, and others only with the token', async () => {
    await deploy(flow());
    process.env.ORBIT_TOKEN = 'secret-token';
    assert.equal((await call('GET', '/simulator/state'))[0], 200);
    assert.equal((await call('GET', '/simulator/state', undefined, { Origin: 'https://elsewhere.example' }))[0], 403);
    assert.equal((await call('GET', '/simulator/state', undefined, { 'Sec-Fetch-Site': 'cross-site' }))[0], 403);
    process.env.TRUST_PROXY = '1';
    assert.equal((await call('GET', '/simulator/state'))[0], 401);
    assert.equal((await call('GET', '/simulator/state', undefined, { Authorization: 'Bearer wrong' }))[0], 401);
    assert.equal((await call('GET', '/simulator/state', undefined, { Authorization: 'Bearer secret-token' }))[0], 200);
  });

  it('does not run where a Millennium is named, unless it is told to run always', async () => {
    process.env.MILLENNIUM_HOST = '10.0.0.1';
    await deploy(flow(), /off/);
    assert.equal((await call('GET', '/simulator/state'))[0], 404);
    await assert.rejects(WireClient.connect(port));
    await helper.unload();
    web.close();
    await deploy(flow({ start: 'always' }));
    assert.equal((await state()).port, port);
  });

  it('listens on MILLENNIUM_PORT when its own port is empty', async () => {
    process.env.MILLENNIUM_PORT = String(port);
    await deploy(flow({ port: '' }));
    assert.equal((await state()).port, port);
  });

  it('says so when its port is taken, and leaves the flow running', async () => {
    const other = createTcpServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      await deploy(flow(), /port-taken/);
      const errors = (helper.getNode('simulator') as unknown as Node & { error: { callCount: number } }).error;
      assert.equal(errors.callCount, 1);
      assert.equal((await call('GET', '/simulator/state'))[0], 404);
    } finally {
      other.close();
    }
  });

  it('keeps what it holds over redeploys, and no socket stays behind', async () => {
    await deploy(flow());
    await tell(worked('1-booking-1-A05'));
    const wire = await WireClient.connect(port);
    for (let number = 1; number <= 20; number += 1) {
      await helper.setFlows(flow({ name: `deploy ${String(number)}` }) as never, 'full');
      await eventually(
        'the simulator',
        async () => (await call('GET', '/simulator/state'))[0],
        (status) => status === 200,
      );
    }
    await wire.closed();
    assert.deepEqual(
      (await state()).encounters.map(({ status }) => status),
      ['preadmitted'],
    );
    assert.match((await tell(worked('1-booking-2-A14')))[0] ?? '', /\|AA\|/);
    await helper.unload();
    await assert.rejects(WireClient.connect(port), 'the port is free again');
  });

  it('keeps its journal in the data folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'simulator-'));
    process.env.ORBIT_DATA_DIR = folder;
    try {
      await deploy(flow());
      await tell(worked('1-booking-1-A05'));
      assert.match(await readFile(join(folder, 'simulator.jsonl'), 'utf8'), /"visitNumber":"OP20260004711"/);
    } finally {
      await helper.unload();
      await rm(folder, { recursive: true });
    }
  });
});
