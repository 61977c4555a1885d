import assert from 'node:assert/strict';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf, type WireEvent } from '../support/story.ts';

/** More rounds for a long run: `ORBIT_CRASH_ROUNDS=200 npm test -- test/crash/random-kill.spec.ts`. */
const ROUNDS = Number(process.env.ORBIT_CRASH_ROUNDS ?? 4);
const CASES_PER_ROUND = 30;

describe('a process killed at random moments under load', function () {
  this.timeout(60_000 + ROUNDS * 15_000);

  it(`delivers every accepted event once and in order over ${String(ROUNDS)} kills`, async () => {
    const millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
    const orbit = await OrbitProcess.start({
      env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port) },
    });
    const accepted: WireEvent[] = [];
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const bookings = await Promise.all(
          Array.from({ length: CASES_PER_ROUND }, (_, index) => numberedBooking(round * CASES_PER_ROUND + index)),
        );
        const killAfter = Math.floor(Math.random() * CASES_PER_ROUND);
        for (const [index, booking] of bookings.entries()) {
          if (index === killAfter) void orbit.kill();
          const answer = await orbit.post(booking).catch(() => undefined);
          if (answer?.status === 202) accepted.push(booking);
        }
        await orbit.ended();
        await orbit.up();
      }
      for (const { eventId } of accepted) assert.equal((await storyOf(orbit, eventId)).state, 'completed');
      const { appointments, encounters, beds, received, anomalies } = millennium.state();
      const cases = new Set(accepted.map(({ caseId }) => caseId));
      // An event may be on disk although its answer was lost: such a case is more than promised, never less.
      for (const caseId of cases) {
        assert.equal(appointments.filter(({ id, status }) => id === caseId && status === 'Booked').length, 1);
        assert.equal(
          encounters.filter(({ visitNumber, status }) => visitNumber === caseId && status === 'preadmitted').length,
          1,
        );
        assert.equal(
          beds.filter(({ visitNumber, status }) => visitNumber === caseId && status === 'reserved').length,
          1,
        );
        const order = received.filter((message) => message.caseId === caseId && !message.duplicate);
        assert.deepEqual(
          order.map(({ messageType }) => messageType.slice(4, 7)),
          ['A05', 'A14', 'S12'],
        );
      }
      assert.deepEqual(anomalies, []);
    } finally {
      await orbit.remove();
      await millennium.close();
    }
  });
});
