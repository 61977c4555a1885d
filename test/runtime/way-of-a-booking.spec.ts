import assert from 'node:assert/strict';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, sampleEvent, storyOf } from '../support/story.ts';

const triggers = (messages: readonly { messageType: string }[]): string[] =>
  messages.map(({ messageType }) => messageType.slice(4, 7));

describe('the way of a booking, in a real Node-RED', function () {
  this.timeout(60_000);
  let millennium: MillenniumSimulator;
  let orbit: OrbitProcess;

  before(async () => {
    millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
    orbit = await OrbitProcess.start({
      env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port) },
    });
  });

  after(async () => {
    await orbit.remove();
    await millennium.close();
  });

  it('books, rebooks and cancels, each step after the acknowledgement of the one before', async () => {
    const expected = [
      ['booked-inpatient', 'booking', ['A05', 'A14', 'S12']],
      ['rebooked-inpatient', 'rebooking', ['A08', 'A14', 'S13']],
      ['cancelled-inpatient', 'cancellation', ['S15', 'A27', 'A38']],
    ] as const;
    for (const [name, change, plan] of expected) {
      const event = await sampleEvent(name);
      const answer = await orbit.post(event);
      assert.equal(answer.status, 202);
      assert.deepEqual(await answer.json(), { results: [{ eventId: event.eventId, status: 'accepted' }] });
      const story = await storyOf(orbit, event.eventId);
      assert.equal(story.state, 'completed');
      assert.equal(story.change, change);
      assert.deepEqual(triggers(story.messages), plan);
      assert.deepEqual(
        story.messages.map(({ ackCode, attempts }) => [ackCode, attempts]),
        plan.map(() => ['AA', 1]),
      );
    }
    const { received, appointments, encounters, beds, anomalies } = millennium.state();
    assert.deepEqual(
      triggers(received),
      expected.flatMap(([, , plan]) => [...plan]),
    );
    assert.deepEqual(
      [appointments[0]?.status, encounters[0]?.status, beds[0]?.status],
      ['Cancelled', 'cancelled', 'released'],
    );
    assert.deepEqual(anomalies, []);
  });

  it('answers duplicate for an event that has been accepted before, and sends nothing', async () => {
    const event = await sampleEvent('booked-inpatient');
    const before = millennium.state().received.length;
    const answer = await orbit.post(event);
    assert.equal(answer.status, 202);
    assert.deepEqual(await answer.json(), { results: [{ eventId: event.eventId, status: 'duplicate' }] });
    assert.equal(millennium.state().received.length, before);
  });

  it('keeps the control id and the bytes over a retry', async () => {
    millennium.setFaults({ rules: [{ match: { triggerEvent: 'A05' }, times: 1, then: { closeAfterRead: true } }] });
    const event = await numberedBooking(1);
    await orbit.post(event);
    const story = await storyOf(orbit, event.eventId);
    assert.equal(story.state, 'completed');
    assert.equal(story.messages[0]?.attempts, 2);
    const same = millennium.state().received.filter(({ controlId }) => controlId === story.messages[0]?.controlId);
    assert.equal(same.length, 2);
    assert.deepEqual(millennium.state().anomalies, []);
  });

  it('goes on with every other case while one is refused for good', async () => {
    const refused = await numberedBooking(2);
    millennium.setFaults({ rules: [{ match: { caseId: refused.caseId }, then: { ack: 'AE', errorCode: '101' } }] });
    const others = await Promise.all([3, 4, 5].map((number) => numberedBooking(number)));
    const answer = await orbit.post([refused, ...others]);
    assert.equal(answer.status, 202);
    const held = await storyOf(orbit, refused.eventId);
    assert.equal(held.state, 'held');
    assert.deepEqual(
      held.messages.map(({ state }) => state),
      ['held', 'queued', 'queued'],
    );
    assert.equal(held.messages[0]?.errorCode, '101');
    for (const { eventId } of others) assert.equal((await storyOf(orbit, eventId)).state, 'completed');
    millennium.setFaults({ rules: [] });
  });

  it('accepts while Millennium is away and delivers in order once it is back', async () => {
    const port = millennium.port;
    await millennium.close();
    const events = await Promise.all([10, 11, 12].map((number) => numberedBooking(number)));
    for (const event of events) assert.equal((await orbit.post(event)).status, 202);
    for (const { eventId } of events)
      assert.equal((await storyOf(orbit, eventId, new Set(['sent']))).messages.length, 3);
    millennium = new MillenniumSimulator({ host: '127.0.0.1', port });
    await millennium.start();
    for (const { eventId } of events) assert.equal((await storyOf(orbit, eventId)).state, 'completed');
    const { received, anomalies } = millennium.state();
    for (const { caseId } of events) {
      assert.deepEqual(triggers(received.filter((message) => message.caseId === caseId)), ['A05', 'A14', 'S12']);
    }
    assert.deepEqual(anomalies, []);
  });

  it('tells the ledger of a case', async () => {
    const view = await orbit.get<{
      ledger: { version: number; encounter: { name: string } };
      ownerSystem: string;
      links: { kind: string; state: string }[];
    }>(`/orbit/cases/${(await numberedBooking(10)).caseId}`);
    assert.equal(view.ownerSystem, 'millennium');
    assert.deepEqual([view.ledger.version, view.ledger.encounter.name], [1, 'registered']);
    assert.deepEqual(view.links.map(({ kind, state }) => [kind, state]).sort(), [
      ['appointment', 'confirmed'],
      ['bed', 'confirmed'],
      ['encounter', 'confirmed'],
    ]);
  });
});
