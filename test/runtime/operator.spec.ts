import assert from 'node:assert/strict';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf, type WireEvent } from '../support/story.ts';

interface Held {
  items: { kind: string; id: string; caseId: string; code: string; errorCode: string | null }[];
}

describe("the operators' desk of a running Orbit", function () {
  this.timeout(60_000);
  let millennium: MillenniumSimulator;
  let orbit: OrbitProcess;
  let number = 0;

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

  const desk = (path: string, body?: object): Promise<Response> =>
    orbit.admin(`/orbit/operator${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify({ reason: 'the ward is known now', ...body }) }),
    });

  /** A booking whose first message Millennium refuses. */
  async function refused(): Promise<{ event: WireEvent; controlId: string }> {
    number += 1;
    const event = await numberedBooking(number);
    millennium.setFaults({ rules: [{ times: 1, then: { ack: 'AE', errorCode: '103' } }] });
    assert.equal((await orbit.post(event)).status, 202);
    const story = await storyOf(orbit, event.eventId, new Set(['held']));
    millennium.setFaults({ rules: [] });
    const [message] = story.messages.filter(({ state }) => state === 'held');
    assert.ok(message);
    return { event, controlId: message.controlId };
  }

  const bookedOnce = (caseId: string): void => {
    const { appointments, encounters, anomalies } = millennium.state();
    assert.deepEqual(anomalies, []);
    assert.equal(appointments.filter(({ id, status }) => id === caseId && status === 'Booked').length, 1);
    assert.equal(encounters.filter(({ visitNumber }) => visitNumber === caseId).length, 1);
  };

  it('shows what waits, and sends it on with a retry', async () => {
    const { event, controlId } = await refused();
    const { items } = (await (await desk('/held?limit=10')).json()) as Held;
    const item = items.find(({ id }) => id === controlId);
    assert.deepEqual([item?.kind, item?.caseId, item?.errorCode], ['message', event.caseId, '103']);
    const answer = await desk(`/messages/${controlId}/retry`, {});
    assert.equal(answer.status, 200);
    assert.equal(((await answer.json()) as { by: string }).by, 'admin');
    assert.equal((await storyOf(orbit, event.eventId, new Set(['completed']))).state, 'completed');
    bookedOnce(event.caseId);
  });

  it('plans a case anew whose message was put aside as not done', async () => {
    const { event, controlId } = await refused();
    assert.equal((await desk(`/messages/${controlId}/discard`, { outcome: 'not-done' })).status, 200);
    assert.equal((await desk(`/cases/${event.caseId}/re-plan`, {})).status, 200);
    assert.equal((await storyOf(orbit, event.eventId, new Set(['completed']))).state, 'completed');
    bookedOnce(event.caseId);
  });

  it('sends the content of a message again under a new control id', async () => {
    const { event, controlId } = await refused();
    const answer = await desk(`/messages/${controlId}/resend-as-new`, {});
    const copy = (await answer.json()) as { controlId: string };
    assert.equal(answer.status, 200);
    assert.notEqual(copy.controlId, controlId);
    await storyOf(orbit, event.eventId, new Set(['completed']));
    assert.ok(millennium.state().received.some((received) => received.controlId === copy.controlId));
    bookedOnce(event.caseId);
  });

  it('holds a case: its events wait, and go on when it is released', async () => {
    number += 1;
    const event = await numberedBooking(number);
    assert.equal((await orbit.post(event)).status, 202);
    await storyOf(orbit, event.eventId, new Set(['completed']));
    assert.equal((await desk(`/cases/${event.caseId}/hold`, {})).status, 200);
    const changed = { ...event, eventId: `${event.eventId}-changed`, eventType: 'modified', version: 2, room: 'OP9' };
    assert.equal((await orbit.post(changed)).status, 202);
    assert.equal((await storyOf(orbit, changed.eventId, new Set(['accepted']))).state, 'accepted');
    assert.equal((await desk(`/cases/${event.caseId}/release`, {})).status, 200);
    await storyOf(orbit, changed.eventId, new Set(['completed']));
  });

  it('keeps who ordered what and why', async () => {
    const { entries } = (await (await desk('/journal?limit=3')).json()) as {
      entries: { by: string; command: string; reason: string; result: string }[];
    };
    assert.deepEqual(
      entries.map(({ by, command, reason, result }) => [by, command, reason, result]),
      [
        ['admin', 'release', 'the ward is known now', 'done'],
        ['admin', 'hold', 'the ward is known now', 'done'],
        ['admin', 'resend-as-new', 'the ward is known now', 'done'],
      ],
    );
  });

  it('finds an endpoint stopped that refuses the version of every message, and lets it go on', async () => {
    millennium.setFaults({ rules: [{ times: 3, then: { ack: 'AR', errorCode: '203' } }] });
    const refusedEvents: WireEvent[] = [];
    for (let count = 0; count < 3; count += 1) {
      number += 1;
      const event = await numberedBooking(number);
      refusedEvents.push(event);
      assert.equal((await orbit.post(event)).status, 202);
      await storyOf(orbit, event.eventId, new Set(['held']));
    }
    const held = await eventually(
      'the endpoint held',
      async () => ((await (await desk('/held?limit=50')).json()) as Held).items,
      (items) => items.some(({ kind }) => kind === 'endpoint'),
    );
    const { received } = millennium.state().counters;
    number += 1;
    const waiting = await numberedBooking(number);
    assert.equal((await orbit.post(waiting)).status, 202);
    await storyOf(orbit, waiting.eventId, new Set(['sent']));
    assert.equal(millennium.state().counters.received, received);
    const endpoint = held.find(({ kind }) => kind === 'endpoint')?.id ?? '';
    assert.equal((await desk(`/endpoints/${endpoint}/release`, {})).status, 200);
    await storyOf(orbit, waiting.eventId, new Set(['completed']));
    for (const { kind, id } of held)
      if (kind === 'message') assert.equal((await desk(`/messages/${id}/retry`, {})).status, 200);
    for (const { eventId, caseId } of refusedEvents) {
      await storyOf(orbit, eventId, new Set(['completed']));
      bookedOnce(caseId);
    }
  });

  it('answers nobody who is not logged in', async () => {
    for (const [method, path] of [
      ['POST', '/messages/X/retry'],
      ['GET', '/held'],
      ['GET', '/journal'],
    ] as const) {
      const response = await fetch(`${orbit.base}/admin/orbit/operator${path}`, { method });
      assert.equal(response.status, 401);
    }
  });

  it('refuses a command without a reason, one in another type, and one to a store that is not there', async () => {
    assert.equal((await desk('/messages/X/retry', { reason: '' })).status, 422);
    const form = { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{"reason":"as text"}' };
    assert.equal((await orbit.admin('/orbit/operator/messages/X/retry', form)).status, 422);
    assert.equal((await desk('/messages/X/retry?store=none', {})).status, 400);
  });
});
