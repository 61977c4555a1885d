import assert from 'node:assert/strict';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf, type WireEvent } from '../support/story.ts';

const POINTS = [
  'T0:before',
  'T0:after',
  'T1:before',
  'T1:after',
  'T2:before',
  'T2:after',
  'T3:before',
  'T3:after',
  'T3:written',
  'T4:before',
  'T4:after',
];

/** A case booked and moved by an hour; two cases side by side, so that one is under way when the other is hit. */
async function events(): Promise<WireEvent[]> {
  const bookings = await Promise.all([1, 2].map((number) => numberedBooking(number)));
  const rebookings = bookings.map((booking) => ({
    ...booking,
    eventId: `${booking.eventId}-rebooked`,
    eventType: 'rebooked',
    version: 2,
    time: {
      start: '2026-11-10T09:00:00+01:00',
      end: '2026-11-10T11:30:00+01:00',
      setupMin: 20,
      knifeMin: 95,
      cleanupMin: 15,
    },
  }));
  return [...bookings, ...rebookings];
}

describe('a process killed at a commit point', function () {
  this.timeout(120_000);
  let millennium: MillenniumSimulator;

  beforeEach(async () => {
    millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
  });
  afterEach(() => millennium.close());

  for (const point of POINTS) {
    it(`${point}: every accepted event arrives, none twice as something new, in order`, async () => {
      const orbit = await OrbitProcess.start({
        env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port), ORBIT_FAILPOINT: `${point}#2` },
      });
      try {
        const all = await events();
        const unanswered: WireEvent[] = [];
        for (const event of all) {
          const answer = await orbit.post(event).catch(() => undefined);
          if (answer?.status !== 202) unanswered.push(event);
        }
        await orbit.ended();
        await orbit.up({ ORBIT_FAILPOINT: '' });
        // Orbit sends again what it got no answer to.
        for (const event of unanswered) assert.equal((await orbit.post(event)).status, 202);
        for (const { eventId } of all) assert.match((await storyOf(orbit, eventId)).state, /^(completed|unchanged)$/);

        const { received, appointments, anomalies } = millennium.state();
        assert.deepEqual(anomalies, []);
        assert.deepEqual(
          appointments.map(({ status, start }) => [status, start]),
          [
            ['Booked', '2026-11-10T09:00:00+01:00'],
            ['Booked', '2026-11-10T09:00:00+01:00'],
          ],
        );
        const fresh = received.filter(({ duplicate }) => !duplicate);
        assert.equal(new Set(fresh.map(({ controlId }) => controlId)).size, fresh.length);
      } finally {
        await orbit.remove();
      }
    });
  }
});
