import assert from 'node:assert/strict';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf } from '../support/story.ts';

const REDEPLOYS = 10;
const EVENTS = 100;

describe('a redeploy in the middle of traffic', function () {
  this.timeout(120_000);

  it(`loses nothing and leaks no socket over ${String(REDEPLOYS)} full deploys`, async () => {
    const millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
    const orbit = await OrbitProcess.start({
      env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port) },
    });
    try {
      const { flows, rev } = (await (
        await orbit.admin('/flows', { headers: { 'Node-RED-API-Version': 'v2' } })
      ).json()) as { flows: { type: string; connections?: number }[]; rev: string };
      const connections = flows.find(({ type }) => type === 'orbit-endpoint')?.connections ?? 0;
      assert.ok(connections > 0);
      const accepted: string[] = [];
      const traffic = (async () => {
        for (let number = 0; number < EVENTS; number += 1) {
          const booking = await numberedBooking(number);
          const send = async (): Promise<number> => (await orbit.post(booking)).status;
          // 503 means: not taken, send it again.
          await eventually(`event ${booking.eventId} accepted`, send, (status) => status === 202);
          accepted.push(booking.eventId);
        }
      })();
      let revision = rev;
      for (let deploy = 0; deploy < REDEPLOYS; deploy += 1) {
        const answer = await orbit.admin('/flows', {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            'Node-RED-API-Version': 'v2',
            'Node-RED-Deployment-Type': 'full',
          },
          body: JSON.stringify({ flows, rev: revision }),
        });
        assert.equal(answer.status, 200);
        revision = ((await answer.json()) as { rev: string }).rev;
      }
      await traffic;
      for (const eventId of accepted) assert.equal((await storyOf(orbit, eventId)).state, 'completed');
      assert.equal(millennium.state().appointments.length, EVENTS);
      assert.deepEqual(millennium.state().anomalies, []);
      await eventually(
        'no more connections than configured',
        () => Promise.resolve(millennium.connections),
        (open) => open <= connections,
      );
    } finally {
      await orbit.remove();
      await millennium.close();
    }
  });
});
