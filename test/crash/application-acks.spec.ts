import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { freePort } from '../support/free-port.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf } from '../support/story.ts';

/** The regional flow with an endpoint that listens, and hospitals whose messages ask for both acknowledgements. */
function flowsListening(ackPort: number): unknown {
  const nodes = JSON.parse(readFileSync(join(import.meta.dirname, '../../flows/regional.json'), 'utf8')) as {
    type: string;
    profile?: object;
  }[];
  return nodes.map((node) => {
    if (node.type === 'orbit-endpoint') return { ...node, ackPort, ackTimeoutS: 2 };
    if (node.type === 'orbit-hospital') return { ...node, profile: { ...node.profile, ackMode: 'enhanced-full' } };
    return node;
  });
}

describe('a process killed around an application acknowledgement', function () {
  this.timeout(120_000);

  for (const point of ['', 'T5:before', 'T5:after', 'T4:after']) {
    it(`${point === '' ? 'not at all' : point}: every message is accepted once, in order`, async () => {
      const ackPort = await freePort();
      const millennium = new MillenniumSimulator({
        host: '127.0.0.1',
        port: 0,
        applicationAcks: { host: '127.0.0.1', port: ackPort },
      });
      await millennium.start();
      const orbit = await OrbitProcess.start({
        flows: flowsListening(ackPort),
        env: {
          MILLENNIUM_HOST: '127.0.0.1',
          MILLENNIUM_PORT: String(millennium.port),
          ...(point === '' ? {} : { ORBIT_FAILPOINT: `${point}#2` }),
        },
      });
      try {
        const events = [await numberedBooking(1), await numberedBooking(2)];
        for (const event of events) assert.equal((await orbit.post(event)).status, 202);
        if (point !== '') {
          await orbit.ended();
          await orbit.up({ ORBIT_FAILPOINT: '' });
        }
        for (const { eventId, caseId } of events) {
          const { messages } = await storyOf(orbit, eventId, new Set(['completed']));
          assert.deepEqual(
            messages.map(({ ackCode }) => ackCode),
            ['AA', 'AA', 'AA'],
          );
          const fresh = millennium.state().received.filter((one) => one.caseId === caseId && !one.duplicate);
          assert.deepEqual(
            fresh.map(({ messageType }) => messageType.slice(4, 7)),
            ['A05', 'A14', 'S12'],
          );
        }
        assert.deepEqual(millennium.state().anomalies, []);
      } finally {
        await orbit.remove();
        await millennium.close();
      }
    });
  }
});
