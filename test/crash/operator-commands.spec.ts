import assert from 'node:assert/strict';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf } from '../support/story.ts';

const COMMAND = { reason: 'to be tried again', commandId: 'the-one-command' };

describe("a process killed in the middle of an operator's command", function () {
  this.timeout(90_000);
  let millennium: MillenniumSimulator;
  let orbit: OrbitProcess | undefined;

  beforeEach(async () => {
    millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
  });
  afterEach(async () => {
    await orbit?.remove();
    await millennium.close();
    orbit = undefined;
  });

  const order = (to: OrbitProcess, path: string): Promise<Response> =>
    to.admin(`/orbit/operator${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(COMMAND),
    });

  for (const [point, isKept] of [
    ['OP:before', false],
    ['OP:after', true],
  ] as const) {
    it(`${point}: the command and its line in the journal are ${isKept ? 'both' : 'neither'} there, and ordered again it takes effect once`, async () => {
      millennium.setFaults({ rules: [{ times: 1, then: { ack: 'AE', errorCode: '103' } }] });
      const running = await OrbitProcess.start({
        env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port), ORBIT_FAILPOINT: point },
      });
      orbit = running;
      const event = await numberedBooking(1);
      assert.equal((await running.post(event)).status, 202);
      const story = await storyOf(running, event.eventId, new Set(['held']));
      const controlId = story.messages.find(({ state }) => state === 'held')?.controlId ?? '';
      await order(running, `/messages/${controlId}/retry`).catch(() => undefined);
      await running.ended();
      // What is under way when it comes back must not hide what the command did.
      const { port } = millennium;
      await millennium.close();
      await running.up({ ORBIT_FAILPOINT: '' });
      const kept = await journalOf(running);
      assert.deepEqual(kept, isKept ? [['retry', 'done']] : []);
      const state = (await storyOf(running, event.eventId, new Set(['held', 'sent']))).state;
      assert.equal(state, isKept ? 'sent' : 'held');

      millennium = new MillenniumSimulator({ host: '127.0.0.1', port });
      await millennium.start();
      const again = await order(running, `/messages/${controlId}/retry`);
      assert.equal(again.status, 200);
      assert.equal(((await again.json()) as { alreadyDone: boolean }).alreadyDone, isKept);
      await storyOf(running, event.eventId, new Set(['completed']));
      assert.deepEqual(await journalOf(running), [['retry', 'done']]);
      assert.deepEqual(millennium.state().anomalies, []);
      assert.equal(millennium.state().appointments.length, 1);
    });
  }
});

async function journalOf(orbit: OrbitProcess): Promise<[string, string][]> {
  const answer = await orbit.admin('/orbit/operator/journal');
  const { entries } = (await answer.json()) as { entries: { command: string; result: string }[] };
  return entries.map(({ command, result }) => [command, result]);
}
