import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MllpClient } from '../../nodes/lib/mllp/index.ts';
import type { CaseView, FlaggedLink } from '../../nodes/lib/store/index.ts';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { freePort } from '../support/free-port.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { sampleEvent, storyOf } from '../support/story.ts';

const REGIONAL = join(import.meta.dirname, '../../flows/regional.json');

async function flowsWithFeed(port: number): Promise<object[]> {
  const regional = JSON.parse(await readFile(REGIONAL, 'utf8')) as { id: string; type: string; z?: string }[];
  const store = regional.find(({ type }) => type === 'orbit-store');
  const z = regional.find(({ type }) => type === 'tab')?.id;
  const tls = { tls: false, caFile: '', certFile: '', keyFile: '', allowedNames: '', allowPlain: false };
  const node = { id: 'feed', type: 'orbit-mllp-in', z, name: '', store: store?.id, port, host: '', allowedSenders: '' };
  const limits = { personIdType: 'PI', maxFrameKiB: 64, messagesPerSecond: 0, x: 100, y: 900, wires: [[], []] };
  return [...regional, { ...node, ...tls, ...limits }];
}

describe('the return feed of a running Orbit', function () {
  this.timeout(60_000);
  let millennium: MillenniumSimulator;
  let orbit: OrbitProcess;
  let port: number;

  before(async () => {
    millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
    port = await freePort();
    orbit = await OrbitProcess.start({
      flows: await flowsWithFeed(port),
      env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port) },
    });
  });
  after(async () => {
    await orbit.remove();
    await millennium.close();
  });

  /** MSA-1 and ERR of the answer. */
  async function send(...segments: string[]): Promise<string> {
    const client = new MllpClient({ host: '127.0.0.1', port, ackTimeoutMs: 10_000 });
    client.connect();
    await client.ready();
    const outcome = await client.exchange(Buffer.from(segments.join('\r')), () => 'answer');
    await client.close();
    return outcome.kind === 'reply'
      ? outcome.reply.toString('latin1').split('\r').slice(1, -1).join(' ')
      : outcome.kind;
  }

  const header = (type: string, controlId: string, time: string): string =>
    `MSH|^~\\&|MILL|VGR|ORBIT|SU|${time}||${type}|${controlId}|P|2.4`;
  const pid = 'PID|1||4711^^^MILL^PI||Tolvansson^Tolvan';

  it('links the case, over an end of the process between two copies of a message', async () => {
    const event = await sampleEvent('booked-inpatient');
    assert.equal((await orbit.post(event)).status, 202);
    await storyOf(orbit, event.eventId);
    const { caseId } = event;
    const message = [header('ADT^A08', 'F1', '20261103120000'), pid, `PV1|1|I|||||||||||||||||${caseId}`];
    assert.equal(await send(...message), 'MSA|AA|F1');
    const before = (await orbit.get<CaseView>(`/orbit/cases/${caseId}`)).millennium;
    assert.deepEqual([before?.personId, before?.encounter?.visitNumber], ['4711', caseId]);
    await orbit.kill('SIGKILL');
    await orbit.up();
    assert.equal(await send(...message), 'MSA|AA|F1');
    assert.deepEqual((await orbit.get<CaseView>(`/orbit/cases/${caseId}`)).millennium, before);
    const answer = await orbit.admin(`/orbit/operator/cases/${caseId}/links`);
    const { history } = (await answer.json()) as { history: unknown[] };
    assert.equal(history.length, 1);
  });

  it('lists for the operator what Millennium has cancelled by itself', async () => {
    const { caseId } = await sampleEvent('booked-inpatient');
    const sent = await send(header('SIU^S15', 'F2', '20261103130000'), `SCH|${caseId}|SCH77`, pid);
    assert.equal(sent, 'MSA|AA|F2');
    const { flags } = (await (await orbit.admin('/orbit/operator/flags')).json()) as { flags: FlaggedLink[] };
    assert.deepEqual(
      flags.map(({ caseId: id, flag, controlId }) => [id, flag, controlId]),
      [[caseId, 'appointment-cancelled-there', 'F2']],
    );
  });

  it('refuses what it does not take, and says why', async () => {
    assert.match(await send(header('ORU^R01', 'F3', '20261103130000')), /^MSA\|AR\|F3 ERR\|\|\|200\^/);
    assert.match(await send(header('ADT^A08', 'F4', '')), /^MSA\|AR\|F4/);
  });
});
